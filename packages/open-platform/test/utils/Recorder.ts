/**
 * Stands between client and WeChat: sees every request with the token it carries, and learns from WeChat's replies whom
 * each token was issued for.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"

/** Who makes a call, for requests to be told apart. */
export const caller: FiberRef.FiberRef<string> = FiberRef.unsafeMake("")

export interface Sent {
  readonly at: number
  readonly caller: string
  readonly path: string
  readonly token: string
  readonly body: string
  /** Whom the token was issued for: the account, or the component itself */
  readonly owner: string
  /** Nothing until a reply has come */
  errcode: number | undefined
}

export interface Reply {
  readonly errcode?: number
  readonly component_access_token?: string
  readonly authorizer_access_token?: string
  readonly authorizer_refresh_token?: string
  readonly authorization_info?: {
    readonly authorizer_appid: string
    readonly authorizer_access_token?: string
    readonly authorizer_refresh_token?: string
  }
}

interface Ask {
  readonly component_appid?: string
  readonly authorizer_appid?: string
}

/** What WeChat makes up is known by its shape: tickets, codes, refresh tokens, access tokens. */
const shapes = /(?:ticket|preauthcode|queryauthcode|refreshtoken)@@@[\w-]+|(?<!\w)\d\d_[\w-]{64,}/g

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

export interface Recorder {
  /** Oldest first */
  readonly sent: Array<Sent>
  /** Whom the tokens speak for that were issued so far, by token */
  readonly owners: ReadonlyMap<string, string>
  /** Everything secret that went over the wire, either way */
  readonly secrets: ReadonlySet<string>
  /** Goes into the options of a client */
  readonly transformClient: (client: HttpClient.HttpClient) => HttpClient.HttpClient
}

export interface Options {
  /** Told of every request as it goes out */
  readonly onSend?: (sent: Sent) => void
  /** Changes what WeChat replies */
  readonly rewrite?: (reply: Reply, sent: Sent) => Reply
}

export const make = ({ onSend, rewrite }: Options = {}): Recorder => {
  const sent: Array<Sent> = []
  const owners = new Map<string, string>()
  const secrets = new Set<string>()

  const collect = (text: string): void => {
    for (const [secret] of text.matchAll(shapes)) secrets.add(secret)
  }

  const learn = (ask: Ask, reply: Reply): void => {
    const { authorization_info: info } = reply
    if (reply.component_access_token !== undefined) owners.set(reply.component_access_token, ask.component_appid ?? "")
    if (reply.authorizer_access_token !== undefined) {
      owners.set(reply.authorizer_access_token, ask.authorizer_appid ?? "")
    }
    if (info?.authorizer_access_token !== undefined) owners.set(info.authorizer_access_token, info.authorizer_appid)
  }

  return {
    sent,
    owners,
    secrets,
    transformClient: HttpClient.transform((response, request) =>
      Effect.gen(function*() {
        const token = request.urlParams.find(([name]) => name === "access_token")?.[1] ?? ""
        const asked = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
        const entry: Sent = {
          at: yield* Clock.currentTimeMillis,
          caller: yield* FiberRef.get(caller),
          path: new URL(request.url).pathname,
          token,
          body: asked,
          owner: owners.get(token) ?? "",
          errcode: undefined
        }
        sent.push(entry)
        onSend?.(entry)
        collect(`${token} ${asked}`)
        const got = yield* response
        const told = yield* got.text
        collect(told)
        const reply = parse(told) as Reply
        const text = rewrite === undefined ? told : JSON.stringify(rewrite(reply, entry))
        learn(parse(asked) as Ask, reply)
        entry.errcode = reply.errcode ?? 0
        return HttpClientResponse.fromWeb(request, new Response(text, { status: got.status, headers: got.headers }))
      })
    )
  }
}
