import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schedules from "./schedules.ts"

/**
 * How long to wait for the end of a job.
 *
 * @internal
 */
export interface WaitOptions {
  /** How long at the most, 10 minutes by default */
  readonly atMost?: Duration.DurationInput | undefined
  /**
   * When WeChat is asked. By default after 5, 10, 20 and 40 seconds, and every minute from then on; where events tell of
   * the end, after one minute, and every two from then on
   */
  readonly polls?: Schedule.Schedule<unknown> | undefined
}

/**
 * What is known of a job after waiting: its end, or what went wrong when WeChat was asked last.
 *
 * @internal
 */
export interface Waited<Job, E> {
  readonly ended: Option.Option<Job>
  readonly problem: Option.Option<E>
}

/**
 * What the failure of a question means: it `passes`, so that WeChat is asked again; WeChat is `closed` to questions, so that
 * only an event can tell; or there is `no job` to wait for.
 *
 * @internal
 */
export type Verdict = "passes" | "closed" | "no job"

/**
 * Waits for the end of a job: until it is told, or until WeChat answers that it has ended, whichever comes first.
 *
 * A question that fails is asked again by the schedule alone, because questions are few. When WeChat cannot be asked any
 * more, that ends the waiting, unless there are events to wait for.
 *
 * @internal
 */
export const awaitJob = <Job, E, R>(job: {
  readonly told: Option.Option<Effect.Effect<Job>>
  readonly ask: Effect.Effect<Job, E, R>
  readonly hasEnded: (job: Job) => boolean
  readonly judge: (error: E) => Verdict
  /** Whether it may have ended long ago, so that WeChat is asked at once */
  readonly mayHaveEnded: boolean
}, options: WaitOptions): Effect.Effect<Waited<Job, E>, never, R> =>
  Effect.gen(function*() {
    let problem = Option.none<E>()
    const polls = yield* Schedule.driver(
      options.polls ?? (Option.isSome(job.told) ? Schedules.pollsBesideEvents : Schedules.polls)
    )

    const isTime = (nth: number): Effect.Effect<boolean> =>
      nth === 0 && job.mayHaveEnded
        ? Effect.succeed(true)
        : Effect.map(Effect.option(polls.next(undefined)), Option.isSome)

    /** Until the job has ended, or until WeChat cannot be asked any more */
    const asking = (otherwise: Effect.Effect<Option.Option<Job>>) =>
      Effect.gen(function*() {
        for (let nth = 0; yield* isTime(nth); nth++) {
          const asked = yield* Effect.either(job.ask)
          if (asked._tag === "Right") {
            problem = Option.none()
            if (job.hasEnded(asked.right)) return Option.some(asked.right)
          } else {
            problem = Option.some(asked.left)
            const verdict = job.judge(asked.left)
            if (verdict === "no job") return Option.none()
            if (verdict === "closed") break
          }
        }
        return yield* otherwise
      })

    const ended = yield* Option.match(job.told, {
      onNone: () => asking(Effect.succeedNone),
      onSome: (told) =>
        Effect.raceFirst(
          Effect.flatMap(told, (end) => job.hasEnded(end) ? Effect.succeedSome(end) : Effect.never),
          asking(Effect.never)
        )
    }).pipe(
      Effect.timeoutOption(options.atMost ?? "10 minutes"),
      Effect.map(Option.flatten)
    )
    return { ended, problem }
  })
