/**
 * WeChat on a socket, in the process of the test, which remembers each token that it gave and each that it was shown.
 *
 * Its time goes faster than ours, so that tokens live for some seconds. What it says of their lifetime is put into our
 * time on the way out.
 */
import { Simulator } from "@effect-wechat/simulator"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import * as Platform from "../../utils/Platform.ts"
import type { Reply } from "../../utils/Recorder.ts"
import { headers } from "./Settings.ts"

const paths = {
  calls: "/cgi-bin/draft/count",
  refreshes: "/cgi-bin/component/api_authorizer_token",
  codes: "/cgi-bin/component/api_query_auth"
} as const

/** What WeChat gave for an account, in the order in which it gave. */
export interface Issue {
  readonly appId: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly process: string
  /** When it was asked, and when it answered, in milliseconds of the epoch */
  readonly askedAt: number
  readonly answeredAt: number
  /** From when on it is renewed, and another may take its place */
  readonly dueAt: number
  /** Whether the token before was near its end, or void */
  readonly isNeeded: boolean
}

/** A call for an account, as WeChat saw it: one request of perhaps two. */
export interface Asked {
  readonly call: string
  readonly process: string
  readonly token: string
  /** When it was answered, in milliseconds of the epoch */
  readonly at: number
  readonly errcode: number
}

interface Latest {
  readonly accessToken: string
  readonly dueAt: number
  isVoid: boolean
}

/** An answer that WeChat has given and that is still under way. */
export interface Held {
  /** The refresh for which it holds it, once WeChat has issued */
  readonly issued: Effect.Effect<Issue>
  readonly release: Effect.Effect<void>
}

interface Hold {
  readonly process: string
  readonly issued: Deferred.Deferred<Issue>
  readonly released: Deferred.Deferred<void>
}

export interface Service {
  readonly baseUrl: string
  readonly simulator: Simulator.Service
  readonly issues: ReadonlyArray<Issue>
  readonly asked: ReadonlyArray<Asked>
  /** The tokens that were voided before their time */
  readonly revoked: ReadonlySet<string>
  /** The accounts whose stored refresh token WeChat did not take, each time */
  readonly invalid: ReadonlyArray<string>
  /** Runs what arranges the world in its time */
  readonly inItsTime: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Voids the tokens of an account */
  readonly revoke: (appId: string) => Effect.Effect<void>
  /** Holds the next answer to a refresh by a process */
  readonly hold: (process: string) => Effect.Effect<Held>
  /** Moves its time ahead */
  readonly advance: (by: Duration.DurationInput) => Effect.Effect<void>
}

export class Witness extends Context.Tag("test/Witness")<Witness, Service>() {}

export interface Options {
  /** How long its answer to a refresh is under way, in milliseconds, 0 by default */
  readonly latency?: number
  /** How many times faster than ours its time goes, 1 by default */
  readonly speed?: number
  /** How long before their end the processes renew tokens, in milliseconds */
  readonly renewBefore: number
}

const weChatLifetime = 7_200_000

/** How long tokens live, in our milliseconds. */
export const lifetime = (speed: number): number => weChatLifetime / speed

const makeClock = (speed: number) => {
  const ours = Clock.make()
  const begun = ours.unsafeCurrentTimeMillis()
  let ahead = 0
  const now = () => begun + ahead + (ours.unsafeCurrentTimeMillis() - begun) * speed
  const nanos = () => BigInt(Math.round(now())) * 1_000_000n
  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: now,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) => ours.sleep(Duration.times(duration, 1 / speed))
  }
  const advance = (by: Duration.DurationInput) =>
    Effect.sync(() => {
      ahead += Duration.toMillis(by)
    })
  return { clock, advance }
}

interface Answered extends Reply {
  readonly expires_in?: number
}

const readBody = async (message: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const headerOf = (message: IncomingMessage, name: string): string => String(message.headers[name] ?? "")

const make = ({ latency = 0, renewBefore, speed = 1 }: Options) =>
  Effect.gen(function*() {
    const { advance, clock } = makeClock(speed)
    const inside = yield* Effect.withClock(
      Layer.build(Simulator.layer({ world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } })),
      clock
    )
    const simulator = Context.get(inside, Simulator.Simulator)
    const weChat = Context.get(inside, HttpClient.HttpClient)
    const run = Runtime.runPromise(yield* Effect.withClock(Effect.runtime<never>(), clock))

    const issues: Array<Issue> = []
    const asked: Array<Asked> = []
    const invalid: Array<string> = []
    const revoked = new Set<string>()
    const latest = new Map<string, Latest>()
    let hold: Hold | undefined

    const issued = (appId: string, process: string, beganAt: number, accessToken: string, refreshToken: string) => {
      const before = latest.get(appId)
      const issue: Issue = {
        appId,
        accessToken,
        refreshToken,
        process,
        askedAt: beganAt,
        answeredAt: Date.now(),
        dueAt: Date.now() + lifetime(speed) - renewBefore,
        isNeeded: before === undefined || before.isVoid || beganAt >= before.dueAt
      }
      issues.push(issue)
      latest.set(appId, { accessToken, dueAt: issue.dueAt, isVoid: false })
      return issue
    }

    const exchange = (method: "GET" | "POST", target: string, body: Uint8Array) => {
      const request = HttpClientRequest.make(method)(`http://wechat.test${target}`)
      return weChat.execute(
        body.length === 0 ? request : HttpClientRequest.bodyUint8Array(request, body, "application/json")
      ).pipe(Effect.flatMap((response) => response.text), Effect.scoped)
    }

    /** Gives what goes out, and when. */
    const answer = async (message: IncomingMessage): Promise<string> => {
      const beganAt = Date.now()
      const body = await readBody(message)
      const target = message.url ?? "/"
      const { pathname, searchParams } = new URL(target, "http://wechat.test")
      const process = headerOf(message, headers.process)
      const text = await run(exchange(message.method === "GET" ? "GET" : "POST", target, body))
      const reply = JSON.parse(text) as Answered
      if (pathname === paths.calls) {
        asked.push({
          call: headerOf(message, headers.call),
          process,
          token: searchParams.get("access_token") ?? "",
          at: Date.now(),
          errcode: reply.errcode ?? 0
        })
        return text
      }
      if (pathname === paths.refreshes) {
        const { authorizer_appid } = JSON.parse(Buffer.from(body).toString()) as { readonly authorizer_appid: string }
        if (reply.errcode === 61023) invalid.push(authorizer_appid)
        const { authorizer_access_token, authorizer_refresh_token } = reply
        if (authorizer_access_token !== undefined && authorizer_refresh_token !== undefined) {
          const issue = issued(authorizer_appid, process, beganAt, authorizer_access_token, authorizer_refresh_token)
          if (latency > 0) await setTimeout(latency)
          const held = hold
          if (held?.process === process) {
            hold = undefined
            await run(Effect.andThen(Deferred.succeed(held.issued, issue), Deferred.await(held.released)))
          }
        }
      }
      const info = reply.authorization_info
      if (pathname === paths.codes && info !== undefined) {
        issued(
          info.authorizer_appid,
          process,
          beganAt,
          info.authorizer_access_token ?? "",
          info.authorizer_refresh_token ?? ""
        )
      }
      const inOurTime = (of: object): object =>
        "expires_in" in of && typeof of.expires_in === "number" ? { ...of, expires_in: of.expires_in / speed } : of
      return JSON.stringify(
        inOurTime(info === undefined ? reply : { ...reply, authorization_info: inOurTime(info) })
      )
    }

    const server = yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const listening = createServer((message, response) => {
          answer(message).then(
            (text) => response.writeHead(200, { "content-type": "application/json" }).end(text),
            (error: unknown) => {
              process.stderr.write(`WeChat: ${String(error)}\n`)
              response.destroy()
            }
          )
        }).listen(0, "127.0.0.1")
        await once(listening, "listening")
        return listening
      }),
      (listening) =>
        Effect.promise(async () => {
          const closed = once(listening, "close")
          listening.close()
          listening.closeAllConnections()
          await closed
        })
    )

    return Witness.of({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      simulator,
      issues,
      asked,
      revoked,
      invalid,
      advance,
      inItsTime: Effect.withClock(clock),
      revoke: (appId) =>
        Effect.withClock(
          Effect.flatMap(simulator.revokeTokens(appId), () =>
            Effect.sync(() => {
              const current = latest.get(appId)
              if (current === undefined) return
              current.isVoid = true
              revoked.add(current.accessToken)
            })),
          clock
        ),
      hold: (process) =>
        Effect.gen(function*() {
          const next: Hold = {
            process,
            issued: yield* Deferred.make<Issue>(),
            released: yield* Deferred.make<void>()
          }
          hold = next
          return {
            issued: Deferred.await(next.issued),
            release: Effect.asVoid(Deferred.succeed(next.released, undefined))
          }
        })
    })
  })

export const layer = (options: Options): Layer.Layer<Witness> => Layer.scoped(Witness, make(options))
