import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * The way to the callbacks, and how to know that nothing is under way on it.
 *
 * @internal
 */
export interface Outgoing {
  readonly http: HttpClient.HttpClient
  /** Waits until everyone who was just woken has done what can be done at once, and until every push has its answer */
  readonly settled: Effect.Effect<void>
}

/** Real time, since sockets know no other. */
const real = Clock.make()
/** Longer than three deliveries that wait for 5 seconds each */
const patience = Duration.seconds(20)

/** @internal */
export const make = (client: HttpClient.HttpClient): Outgoing => {
  let underWay = 0
  const idle = Effect.unsafeMakeLatch(true)
  const began = Effect.sync(() => {
    underWay++
    idle.unsafeClose()
  })
  const ended = Effect.sync(() => {
    underWay--
    if (underWay === 0) idle.unsafeOpen()
  })
  const turn = real.sleep(Duration.zero)
  const settled: Effect.Effect<void> = Effect.all([turn, turn, idle.await, turn], { discard: true }).pipe(
    Effect.andThen(Effect.suspend(() => underWay === 0 ? Effect.void : settled))
  )
  return {
    http: HttpClient.transform(client, (send) =>
      Effect.acquireUseRelease(
        began,
        // The answer is complete only with its body, which stays readable.
        () => Effect.tap(send, (response) => Effect.ignore(response.text)),
        () => ended
      )),
    settled: Effect.raceFirst(settled, real.sleep(patience))
  }
}
