/** The five founding calls, made for one merchant, and what became of each. */
import { HttpClient } from "@effect/platform"
import {
  AccessToken,
  type CallRefused,
  Draft,
  type Failure,
  FreePublish,
  MassMessage,
  Material,
  WeChatClient,
  type WeChatError
} from "@effect-wechat/core"
import { Data, Effect, Layer, Ref } from "effect"
import * as Gate from "./gate.ts"
import type { Merchant } from "./merchants.ts"

/** Everything that can go wrong: our own no, what the pages document, and what can happen to any call. */
type CallError =
  | CallRefused.CallRefused
  | Failure.InvalidMediaId
  | Failure.ApiUnauthorized
  | WeChatError.WeChatError

interface Call {
  readonly name: string
  readonly input: string
  readonly run: Effect.Effect<string, CallError, WeChatClient.WeChatClient | AccessToken.AccessToken>
}

const countDrafts = Effect.map(Draft.count(), ({ total_count }) => `${total_count} drafts`)

const callsFor = ({ article, draft, material, message }: Merchant): ReadonlyArray<Call> => [
  { name: "Draft.count", input: "", run: countDrafts },
  {
    name: "Draft.delete",
    input: `media_id ${draft}`,
    run: Effect.as(Draft.delete({ media_id: draft }), "deleted")
  },
  {
    name: "Material.delete",
    input: `media_id ${material}`,
    run: Effect.as(Material.delete({ media_id: material }), "deleted")
  },
  {
    name: "FreePublish.delete",
    input: `article_id ${article.article_id}, index ${article.index}`,
    run: Effect.as(FreePublish.delete(article), "deleted")
  },
  {
    name: "MassMessage.delete",
    input: `msg_id ${message.msg_id}, article_idx ${message.article_idx}`,
    run: Effect.as(MassMessage.delete(message), "deleted")
  },
  { name: "Draft.count", input: "", run: countDrafts }
]

export type Outcome = Data.TaggedEnum<{
  Done: { readonly result: string }
  Refused: { readonly reasons: ReadonlyArray<string> }
  Failed: { readonly name: string; readonly message: string; readonly noToken: boolean }
}>
export const Outcome = Data.taggedEnum<Outcome>()

/** One call that was made. */
export interface Made {
  readonly name: string
  readonly input: string
  readonly outcome: Outcome
  /** The paths of the requests that it took, tokens included */
  readonly requests: ReadonlyArray<string>
}

/** One merchant, and what became of the calls. */
export interface Visit {
  readonly merchant: Merchant
  readonly made: ReadonlyArray<Made>
  readonly notTried: number
}

/** Errors are values with names: each is caught by its tag, and says itself what happened and what to do. */
const outcomeOf = (run: Call["run"]) =>
  run.pipe(
    Effect.map((result): Outcome => Outcome.Done({ result })),
    Effect.catchTags({
      CallRefused: ({ reasons }) => Effect.succeed(Outcome.Refused({ reasons: reasons.map(({ message }) => message) })),
      InvalidMediaId: ({ _tag, message }) => Effect.succeed(Outcome.Failed({ name: _tag, message, noToken: false })),
      ApiUnauthorized: ({ _tag, message }) => Effect.succeed(Outcome.Failed({ name: _tag, message, noToken: false })),
      WeChatError: ({ message, reason }) =>
        Effect.succeed(
          reason._tag === "TokenUnavailable"
            ? Outcome.Failed({ name: reason.reason._tag, message, noToken: true })
            : Outcome.Failed({ name: reason._tag, message, noToken: false })
        )
    })
  )

/** Makes the calls for one merchant, one after the other. */
export const visit = Effect.fn("visit")(function*(merchant: Merchant) {
  const requests = yield* Ref.make<ReadonlyArray<string>>([])

  // The client notes every request that goes out; the account fetches and renews its own token; the gate stands in front.
  const Client = WeChatClient.layer({
    transformClient: HttpClient.tapRequest(({ url }) =>
      Ref.update(requests, (sent) => [...sent, new URL(url).pathname])
    )
  })
  const Account = Gate.layer(merchant).pipe(
    Layer.provide(AccessToken.layerDirect(merchant)),
    Layer.provideMerge(Client)
  )

  const makeAll = Effect.gen(function*() {
    const calls = callsFor(merchant)
    const made: Array<Made> = []
    for (const { input, name, run } of calls) {
      const outcome = yield* outcomeOf(run)
      made.push({ name, input, outcome, requests: yield* Ref.getAndSet(requests, []) })
      if (outcome._tag === "Failed" && outcome.noToken) break
    }
    return { merchant, made, notTried: calls.length - made.length } satisfies Visit
  })

  return yield* Effect.provide(makeAll, Account)
})
