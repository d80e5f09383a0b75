import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type * as Authorizers from "../Authorizers.ts"
import type { StoreError } from "../PlatformStore.ts"
import type * as Reply from "../Reply.ts"
import type * as VerifyTicket from "../VerifyTicket.ts"
import { type Authorizations, isOpen } from "./callbackAuthorizations.ts"
import type * as Content from "./callbackContent.ts"
import type { Push } from "./callbackRequest.ts"
import type { Delivery } from "./delivery.ts"
import { patiently } from "./patiently.ts"
import * as PublishTest from "./publishTest.ts"
import { Refused } from "./refused.ts"
import type { Replays } from "./replays.ts"

/**
 * How a push ended well: `success`, or what is said in the chat.
 *
 * @internal
 */
export interface Answer {
  readonly outcome: "ok" | "replied" | "duplicate" | "late" | "failed" | "test"
  readonly reply?: Reply.Reply
}

/**
 * A push could not be taken, though there is nothing wrong with it: WeChat may try again.
 *
 * @internal
 */
export class Unavailable extends Data.TaggedError("Unavailable")<{ readonly detail: string }> {}

const ok: Answer = { outcome: "ok" }
const duplicate: Answer = { outcome: "duplicate" }
const test: Answer = { outcome: "test" }
const late: Answer = { outcome: "late" }

/** How much time there is until the answer. */
const left = (deadline: number): Effect.Effect<Duration.Duration> =>
  Effect.map(Clock.currentTimeMillis, (now) => Duration.millis(Math.max(0, deadline - now)))

const unknownAccount = new Refused({
  reason: "UnknownAccount",
  detail: "it is for an account that is no authorizer, or under the app id of another"
})

/**
 * What is done with a push that WeChat has sent. Everything that was begun goes on in the scope, whatever becomes of the
 * request.
 *
 * @internal
 */
export const make = (options: {
  readonly authorizers: Authorizers.Service
  readonly tickets: VerifyTicket.Service
  readonly authorizations: Authorizations
  readonly publishTest: ReturnType<typeof PublishTest.make> | undefined
  readonly delivery: Delivery
  readonly replays: Replays
  readonly scope: Scope.Scope
}) => {
  const { authorizations, authorizers, delivery, publishTest, replays, scope, tickets } = options

  /** Nobody waits for its end, so how it ends badly must be in the log. */
  const inBackground = <A, E>(work: Effect.Effect<A, E>): Effect.Effect<Fiber.RuntimeFiber<A, E>> =>
    work.pipe(
      Effect.interruptible,
      Effect.onExit(Exit.match({
        onSuccess: () => Effect.void,
        onFailure: (cause) =>
          Cause.isInterruptedOnly(cause)
            ? Effect.logWarning("What a push has begun was cut short by the end of the callback")
            : Effect.logError("What a push has begun failed", cause)
      })),
      Effect.forkIn(scope)
    )

  const isTest = (appId: string | undefined, originalId?: string): boolean =>
    publishTest !== undefined && PublishTest.isTestAccount(appId, originalId)

  /** The path is not signed: who writes to one account must not be heard as writing to another. */
  const admit = ({ ToUserName, appId }: Content.ToAccount): Effect.Effect<void, Refused | StoreError> =>
    appId === undefined ? Effect.void : Effect.gen(function*() {
      const found = yield* authorizers.find(appId)
      // What this process remembers may be a moment old, and an authorization may just have come.
      const known = isOpen(found) ? found : yield* authorizers.read(appId)
      if (Option.isNone(known) || !isOpen(known)) return yield* unknownAccount
      const originalId = known.value.authorizer.facts?.originalId ?? ""
      if (originalId !== "" && originalId !== ToUserName) return yield* unknownAccount
    })

  /** Begins the work of a push, unless it was begun before. Nothing comes between the two. */
  const once = <A, E>(
    { signature }: Push,
    { key }: { readonly key: string },
    work: Effect.Effect<A, E>
  ): Effect.Effect<Option.Option<Fiber.RuntimeFiber<A, E>>> => {
    const keys = [signature, key]
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      replays.claim(keys, now)
        ? Effect.asSome(inBackground(Effect.onError(work, () => Effect.sync(() => replays.forget(keys)))))
        : Effect.succeedNone).pipe(Effect.uninterruptible)
  }

  const within = <A, E>(fiber: Fiber.RuntimeFiber<A, E>, deadline: number): Effect.Effect<
    Option.Option<Exit.Exit<A, E>>
  > => Effect.flatMap(left(deadline), (time) => Effect.timeoutOption(Fiber.await(fiber), time))

  /** What must be in the store before WeChat is told that all is well. */
  const stored = (
    push: Push,
    content: Content.Authorization,
    deadline: number,
    work: Effect.Effect<void, StoreError>
  ) =>
    Effect.flatMap(
      once(push, content, work),
      Option.match({
        onNone: () => Effect.succeed(duplicate),
        onSome: (fiber) =>
          Effect.flatMap(within(fiber, deadline), (exit) => {
            if (Option.isSome(exit) && Exit.isSuccess(exit.value)) return Effect.succeed(ok)
            replays.forget([push.signature, content.key])
            return new Unavailable({ detail: "the store did not take it in time" })
          })
      })
    )

  const begun = (push: Push, content: { readonly key: string }, work: Effect.Effect<unknown>, answer: Answer) =>
    Effect.map(once(push, content, work), (fiber) => Option.isNone(fiber) ? duplicate : answer)

  const leave = ({ event, label }: Content.End): Effect.Effect<void, StoreError> => {
    const told = delivery.notice(label, event)
    return Effect.flatMap(authorizations.end(event), (isClosed) =>
      isClosed ? told : Effect.asVoid(inBackground(
        Effect.flatMap(authorizations.check(event), (hasLeft) =>
          hasLeft ? told : Effect.logInfo("A push that the account has left is older than its authorization"))
      )))
  }

  const fromAuthorizations = (push: Push, content: Content.Authorization, deadline: number) => {
    switch (content._tag) {
      case "Ticket":
        return stored(
          push,
          content,
          deadline,
          Effect.andThen(
            patiently(tickets.receive({ value: content.ticket, createdAt: content.event.CreateTime * 1000 })),
            delivery.notice(content.label, content.event)
          )
        )
      case "Grant":
        return isTest(content.event.appId) ? Effect.succeed(test) : begun(
          push,
          content,
          Effect.flatMap(authorizations.exchange(content), (event) => delivery.notice(content.label, event)),
          ok
        )
      case "End":
        return isTest(content.event.appId) ? Effect.succeed(test) : stored(push, content, deadline, leave(content))
      case "Other":
        return begun(push, content, delivery.notice(content.label, content.event), ok)
    }
  }

  const tested = (push: Push, content: Content.ToAccount, answerTo: NonNullable<typeof publishTest>) => {
    const task = answerTo(content)
    return begun(
      push,
      content,
      task._tag === "Later" ? task.work : Effect.void,
      task._tag === "Reply" ? { ...test, reply: task.reply } : test
    )
  }

  const fromAccounts = (
    push: Push,
    content: Content.ToAccount,
    deadline: number
  ): Effect.Effect<Answer, Refused | StoreError | Unavailable> =>
    Effect.gen(function*() {
      if (publishTest !== undefined && isTest(content.appId, content.ToUserName)) {
        return yield* tested(push, content, publishTest)
      }
      yield* Effect.timeoutFail(admit(content), {
        duration: yield* left(deadline),
        onTimeout: () => new Unavailable({ detail: "the store did not answer in time" })
      })
      const { event, label } = content
      if (event._tag === "PublishJobFinish" || event._tag === "MassSendJobFinish") {
        return yield* begun(push, content, delivery.notice(label, event), ok)
      }
      const fiber = yield* once(push, content, delivery.message(label, event))
      if (Option.isNone(fiber)) return duplicate
      const exit = yield* within(fiber.value, deadline)
      if (Option.isNone(exit)) {
        yield* Effect.logWarning("The handler gave no reply in time, so WeChat was told that there is none")
        return late
      }
      if (Exit.isFailure(exit.value)) return { outcome: "failed" }
      const said = exit.value.value
      switch (said._tag) {
        case "Reply":
          return { outcome: "replied", reply: said.reply }
        case "Failed":
          return { outcome: "failed" }
        case "Nothing":
          return ok
      }
    })

  return (
    push: Push,
    content: Content.Authorization | Content.ToAccount,
    deadline: number
  ): Effect.Effect<Answer, Refused | StoreError | Unavailable> =>
    content._tag === "ToAccount"
      ? fromAccounts(push, content, deadline)
      : fromAuthorizations(push, content, deadline)
}
