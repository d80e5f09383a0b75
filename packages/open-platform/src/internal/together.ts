import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Runtime from "effect/Runtime"

/** Somebody who waits for an answer. */
interface Place<A, B, E> {
  readonly asked: A
  readonly answer: (answer: Effect.Effect<B, E>) => void
  /** The group in which it is served */
  group: Group | undefined
}

interface Group {
  /** How many still wait for the answer */
  present: number
  readonly abandon: () => void
}

/**
 * Serves together those who ask while others are being served: each waits for one turn at the most beside its own, and a
 * crowd costs little more than one of them.
 *
 * Who leaves before being served was not there. What was begun is given up when all for whom it was have left.
 *
 * @internal
 */
export const make = <A, B, E>(options: {
  /** Gives what answers each one */
  readonly serve: (all: ReadonlyArray<A>) => Effect.Effect<(asked: A) => B, E>
  readonly atMost: number
  /** What is waited for before each group, so that others can come */
  readonly gather: Effect.Effect<void>
}): (asked: A) => Effect.Effect<B, E> => {
  const { atMost, gather, serve } = options
  const waiting = new Set<Place<A, B, E>>()
  let isServing = false

  const take = (): ReadonlyArray<Place<A, B, E>> => {
    const taken: Array<Place<A, B, E>> = []
    for (const place of waiting) {
      if (taken.length === atMost) break
      taken.push(place)
      waiting.delete(place)
    }
    return taken
  }

  const serveGroup = (places: ReadonlyArray<Place<A, B, E>>): Effect.Effect<void> =>
    Effect.gen(function*() {
      const work = yield* Effect.fork(Effect.disconnect(serve(places.map(({ asked }) => asked))))
      const group: Group = {
        present: places.length,
        abandon: () => work.unsafeInterruptAsFork(FiberId.none)
      }
      for (const place of places) place.group = group
      const exit = yield* Fiber.await(work)
      for (const { answer, asked } of places) answer(Exit.map(exit, (answerOf) => answerOf(asked)))
    })

  const serveAll: Effect.Effect<void> = Effect.gen(function*() {
    while (true) {
      yield* gather
      const places = take()
      if (places.length === 0) {
        isServing = false
        return
      }
      yield* serveGroup(places)
    }
  })

  const leave = (place: Place<A, B, E>): void => {
    waiting.delete(place)
    if (place.group === undefined) return
    place.group.present -= 1
    if (place.group.present === 0) place.group.abandon()
  }

  return (asked) =>
    Effect.flatMap(Effect.runtime<never>(), (runtime) =>
      Effect.async<B, E>((resume) => {
        const place: Place<A, B, E> = { asked, answer: resume, group: undefined }
        waiting.add(place)
        if (!isServing) {
          isServing = true
          Runtime.runFork(runtime)(Effect.interruptible(serveAll))
        }
        return Effect.sync(() => leave(place))
      }))
}
