/** The five founding calls, and what becomes of a call. */
import {
  type AccessToken,
  type CallRefused,
  Draft,
  type Failure,
  FreePublish,
  MassMessage,
  Material,
  type WeChatClient,
  type WeChatError
} from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { Data, Effect } from "effect"

/** Everything that can go wrong: our own no, what the pages document, and what can happen to any call. */
type CallError =
  | CallRefused.CallRefused
  | Failure.ApiUnauthorized
  | Failure.InvalidMediaId
  | WeChatError.WeChatError

/** A call that names no account. */
export interface Call {
  readonly name: string
  readonly input: string
  readonly run: Effect.Effect<string, CallError, WeChatClient.WeChatClient | AccessToken.AccessToken>
}

/** What a merchant has that can be deleted. */
export interface Content {
  readonly draft: string
  readonly material: string
  readonly article: string
  readonly message: string
}

const short = (id: string): string => id.length > 12 ? `${id.slice(0, 10)}…` : id

export const countDrafts: Call = {
  name: "Draft.count",
  input: "",
  run: Effect.map(Draft.count(), ({ total_count }) => `${total_count} drafts`)
}

export const deleteDraft = (media_id: string): Call => ({
  name: "Draft.delete",
  input: `media_id ${short(media_id)}`,
  run: Effect.as(Draft.delete({ media_id }), "deleted")
})

/** The endpoints of the five calls, by the name that a program writes. */
export const endpoints = {
  "Draft.count": Draft.count,
  "Draft.delete": Draft.delete,
  "Material.delete": Material.delete,
  "FreePublish.delete": FreePublish.delete,
  "MassMessage.delete": MassMessage.delete
}

/** The five calls. Whole groups are deleted in words, never by leaving a number out. */
export const foundingCalls = ({ article, draft, material, message }: Content): ReadonlyArray<Call> => [
  countDrafts,
  deleteDraft(draft),
  {
    name: "Material.delete",
    input: `media_id ${short(material)}`,
    run: Effect.as(Material.delete({ media_id: material }), "deleted")
  },
  {
    name: "FreePublish.delete",
    input: `article_id ${short(article)}, index 1`,
    run: Effect.as(FreePublish.delete({ article_id: article, index: 1 }), "deleted")
  },
  {
    name: "MassMessage.delete",
    input: `msg_id ${message}, article_idx all`,
    run: Effect.as(MassMessage.delete({ msg_id: message, article_idx: "all" }), "deleted")
  }
]

export type Outcome = Data.TaggedEnum<{
  Done: { readonly result: string }
  Refused: { readonly reasons: ReadonlyArray<string> }
  Failed: { readonly name: string; readonly message: string }
}>
export const Outcome = Data.taggedEnum<Outcome>()

/** One call that was made. */
export interface Made {
  readonly call: Call
  readonly outcome: Outcome
  /** What WeChat was asked on the way, and what it answered, such as `draft_count 40001`; without a code it was well */
  readonly asked: ReadonlyArray<string>
}

const failed = ({ _tag: name, message }: Failure.ApiUnauthorized | Failure.InvalidMediaId) =>
  Effect.succeed(Outcome.Failed({ name, message }))

/** Errors are values with names: each is caught by its tag, and says itself what happened and what to do. */
export const outcomeOf = (run: Call["run"]) =>
  run.pipe(
    Effect.map((result): Outcome => Outcome.Done({ result })),
    Effect.catchTags({
      CallRefused: ({ reasons }) => Effect.succeed(Outcome.Refused({ reasons: reasons.map(({ message }) => message) })),
      ApiUnauthorized: failed,
      InvalidMediaId: failed,
      WeChatError: ({ message, reason }) => Effect.succeed(Outcome.Failed({ name: reason._tag, message }))
    })
  )

/** Makes a call on behalf of a merchant. */
export const make = Effect.fn("make")(function*(appId: string, call: Call) {
  const simulator = yield* Simulator.Simulator
  const { length: before } = yield* simulator.requests
  const outcome = yield* outcomeOf(call.run).pipe(OpenPlatform.as(appId))
  const requests = (yield* simulator.requests).slice(before)
  return {
    call,
    outcome,
    asked: requests.map(({ endpoint, errcode = 0, path }) => `${endpoint ?? path}${errcode === 0 ? "" : ` ${errcode}`}`)
  } satisfies Made
})
