/**
 * What is asked of every endpoint, as tables.
 */
import { assert, it } from "@effect/vitest"
import type { CallRefused, Endpoint, Failure, WeChatClient, WeChatError } from "@effect-wechat/core"
import { AccessToken } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Json from "../../src/internal/json.ts"
import * as FakeWeChat from "./FakeWeChat.ts"

/** What the caller is told to correct, before anything is sent. */
export const issuesOf = (
  endpoint: { readonly encode: (input: never) => Either.Either<unknown, ReadonlyArray<WeChatError.Issue>> },
  // Only wrong on purpose: the types refuse most of these inputs.
  input: unknown
): ReadonlyArray<WeChatError.Issue> =>
  Either.match(endpoint.encode(input as never), { onLeft: (issues) => issues, onRight: () => [] })

/** The JSON that is sent, with long integers as they are. */
export const written = <I, A, E, R>(endpoint: Endpoint.Endpoint<I, A, E, R>, input: NoInfer<I>): unknown =>
  Either.getOrThrow(Json.parse(Either.getOrThrow(endpoint.encode(input)).body ?? ""))

/** What a caller has of a reply, written as WeChat writes it. */
export const read = <A>(
  endpoint: { readonly decode: (reply: unknown) => Either.Either<A, unknown> },
  reply: string
): A => Either.getOrThrow(endpoint.decode(Either.getOrThrow(Json.parse(reply))))

/** Makes a call of a WeChat that answers one thing. */
export const answered = <A, E>(
  call: Effect.Effect<A, E, AccessToken.AccessToken | WeChatClient.WeChatClient>,
  json: unknown
): Effect.Effect<A, E> => Effect.provide(call, FakeWeChat.layerWith(FakeWeChat.make({ json })))

/** Tests that each documented code comes out as the class that stands for it, and that there are no others. */
export const failsWith = <A, E>(
  endpoint: Endpoint.Any,
  call: Effect.Effect<
    A,
    E | CallRefused.CallRefused | WeChatError.WeChatError,
    AccessToken.AccessToken | WeChatClient.WeChatClient
  >,
  failures: ReadonlyArray<Failure.Any>
): void => {
  it.effect(`${endpoint.name} gives each documented failure its name, its code and who must act`, () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(
        [...endpoint.failures.keys()].sort((a, b) => a - b),
        failures.map(({ code }) => code).sort((a, b) => a - b)
      )
      for (const failure of failures) {
        const error = yield* Effect.flip(answered(call, { errcode: failure.code, errmsg: "no rid: 6543df33-64386a2f" }))
        assert.instanceOf(error, failure)
        const told = JSON.parse(JSON.stringify(error))
        assert.deepStrictEqual([told.errcode, told.errmsg, told.rid], [failure.code, "no", "6543df33-64386a2f"])
        assert.match(String(error), /must|wait|nobody|tomorrow/)
      }
    }))
}
