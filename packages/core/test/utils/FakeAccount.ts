/**
 * An account that calls for itself, seen from WeChat's side: one running token, which can be renewed by somebody else or
 * come to be refused.
 */
import * as Effect from "effect/Effect"
import * as FakeWeChat from "./FakeWeChat.ts"

export const tokenPath = "/cgi-bin/stable_token"

export interface Options {
  /** How WeChat says that it refuses a token */
  readonly code?: number
  /** Comes before every reply to a request for a token */
  readonly beforeToken?: Effect.Effect<unknown>
  /** Comes before every other reply */
  readonly beforeReply?: Effect.Effect<unknown>
}

export const make = (options: Options = {}) => {
  let running = 1
  const refused = new Set<string | null>()
  const runningToken = () => `TOKEN-${running}`

  const answer = (seen: FakeWeChat.Seen): Effect.Effect<FakeWeChat.Answer> => {
    if (FakeWeChat.pathOf(seen) !== tokenPath) {
      const reply: FakeWeChat.Answer = refused.has(FakeWeChat.tokenOf(seen))
        ? { json: { errcode: options.code ?? 40001, errmsg: "invalid credential, access_token is invalid" } }
        : { json: { total_count: 15 } }
      return Effect.as(options.beforeReply ?? Effect.void, reply)
    }
    if (seen.body?.includes(`"force_refresh":true`) === true) {
      refused.add(runningToken())
      running += 1
    }
    const reply: FakeWeChat.Answer = { json: { access_token: runningToken(), expires_in: 7200 } }
    return Effect.as(options.beforeToken ?? Effect.void, reply)
  }
  const wechat = FakeWeChat.make(answer)

  return {
    ...wechat,
    answer,
    /** Somebody else renews the token: WeChat refuses the running one and has another ready */
    renewElsewhere: (): void => {
      refused.add(runningToken())
      running += 1
    },
    /** WeChat refuses the token that it still hands out, so that only force helps */
    refuseRunning: (): void => void refused.add(runningToken()),
    /** For each request for a token whether it was by force */
    tokenRequests: (): ReadonlyArray<boolean> =>
      wechat.seen.filter((seen) => FakeWeChat.pathOf(seen) === tokenPath)
        .map((seen) => JSON.parse(seen.body ?? "").force_refresh === true),
    /** For each other request the token that it carried */
    tokensSent: (): ReadonlyArray<string | null> =>
      wechat.seen.filter((seen) => FakeWeChat.pathOf(seen) !== tokenPath).map(FakeWeChat.tokenOf)
  }
}
