import { MessageCrypto } from "@effect-wechat/core"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { PushFault } from "../Fault.ts"
import type { SeenPush } from "../Seen.ts"
import type { Chance } from "./chance.ts"
import * as Mask from "./mask.ts"
import type { Account, Component, State } from "./state.ts"
import * as Xml from "./xml.ts"

/** @internal */
export interface PushRule extends PushFault {
  readonly id: number
  struck: number
}

/** @internal */
export interface Pusher {
  readonly authorization: (component: Component, infoType: string, fields: string) => Effect.Effect<void>
  readonly event: (account: Account, event: string, fields: string, openId?: string) => Effect.Effect<void>
  readonly message: (account: Account, openId: string, message: string) => Effect.Effect<void>
  /** The ticket counts at once; what comes back delivers it */
  readonly ticket: (component: Component) => Effect.Effect<Effect.Effect<void>>
}

interface Push {
  readonly component: Component
  readonly event: string
  readonly url: string
  /** The name in the envelope that is not encrypted: `AppId` on URL A, `ToUserName` on URL B */
  readonly envelope: string
  readonly openId: string | undefined
  readonly plain: string
  readonly tries: number
}

const encoder = new TextEncoder()
const limit = Duration.seconds(5)
const keepPushes = 10_000
/** Twice as long as they count, so that an old one is told from one that never was */
const keepTickets = Duration.toMillis("24 hours")

/** Messages go to whom the account granted its messages, events to whom they concern: publishing belongs to set 7. */
const messageSets = [1]
const eventSets = [1, 7]

const fieldOf = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[([^]*?)\\]\\]>|([^<]*))</${name}>`).exec(xml)?.slice(1).find((text) =>
    text !== undefined
  )

/** @internal */
export const make = (options: {
  readonly state: State
  readonly chance: Chance
  readonly http: HttpClient.HttpClient
  readonly rules: Array<PushRule>
  readonly seen: Array<SeenPush>
}): Pusher => {
  const { chance, rules, seen } = options
  const http = options.http.pipe(
    HttpClient.withTracerDisabledWhen(() => true),
    HttpClient.withTracerPropagation(false)
  )
  let held: Effect.Effect<void> | undefined

  const cryptoOf = ({ appId, encodingAesKey, token }: Component) =>
    MessageCrypto.make({
      appId,
      token: Redacted.make(token),
      encodingAesKey: Redacted.make(encodingAesKey),
      // In every captured push they are hexadecimal digits.
      randomBytes: (length) => encoder.encode(chance.hex(length))
    }).pipe(Effect.orDie)

  const remember = (push: Push, attempt: number, outcome: SeenPush["outcome"], reply?: string) =>
    Effect.map(Clock.currentTimeMillis, (at) => {
      seen.push({
        at,
        event: push.event,
        component: push.component.appId,
        url: push.url,
        attempt,
        outcome,
        ...(reply === undefined ? {} : { reply: Mask.text(reply) })
      })
      if (seen.length > keepPushes) seen.splice(0, seen.length - keepPushes)
    })

  /** A passive reply is read, so that a test can see what a follower would. URL A has nobody to reply to. */
  const readReply = (push: Push, crypto: MessageCrypto.Service, body: string) => {
    const encrypt = fieldOf(body, "Encrypt")
    if (push.openId === undefined || encrypt === undefined) {
      return Effect.succeed(body === "success" || push.openId !== undefined && body === "" ? body : undefined)
    }
    return crypto.decrypt({
      encrypt,
      msg_signature: fieldOf(body, "MsgSignature") ?? "",
      timestamp: fieldOf(body, "TimeStamp") ?? "",
      nonce: fieldOf(body, "Nonce") ?? ""
    }).pipe(Effect.orElseSucceed(() => undefined))
  }

  const deliverOnce = (push: Push, attempt: number): Effect.Effect<boolean> =>
    Effect.gen(function*() {
      const crypto = yield* cryptoOf(push.component)
      const sealed = yield* crypto.encrypt(push.plain)
      const parts = { timestamp: sealed.TimeStamp, nonce: sealed.Nonce }
      const request = HttpClientRequest.post(push.url, {
        urlParams: {
          signature: crypto.signUrl(parts),
          ...parts,
          ...(push.openId === undefined ? {} : { openid: push.openId }),
          encrypt_type: "aes",
          msg_signature: sealed.MsgSignature
        },
        body: HttpBody.text(
          Xml.element("xml", push.envelope, Xml.cdata("Encrypt", sealed.Encrypt)),
          "text/xml"
        )
      })
      const answer = yield* http.execute(request).pipe(
        Effect.flatMap((response) => Effect.map(response.text, (text) => ({ status: response.status, text }))),
        Effect.timeout(limit),
        Effect.either
      )
      if (answer._tag === "Left") {
        yield* remember(push, attempt, answer.left._tag === "TimeoutException" ? "late" : "unreachable")
        return false
      }
      const reply = answer.right.status === 200 ? yield* readReply(push, crypto, answer.right.text) : undefined
      yield* remember(push, attempt, reply === undefined ? "refused" : "accepted", reply)
      return reply !== undefined
    })

  const deliver = (push: Push, attempt = 1): Effect.Effect<void> =>
    Effect.flatMap(
      deliverOnce(push, attempt),
      (accepted) => accepted || attempt >= push.tries ? Effect.void : deliver(push, attempt + 1)
    )

  const strike = (event: string): PushFault["what"] | undefined => {
    const rule = rules.find((candidate) =>
      (candidate.event === undefined || candidate.event === event)
      && (candidate.times === undefined || candidate.struck < candidate.times)
    )
    if (rule !== undefined) rule.struck++
    return rule?.what
  }

  const send = (push: Push): Effect.Effect<void> =>
    Effect.suspend(() => {
      const fault = strike(push.event)
      if (fault?._tag === "Reordered" && held === undefined) {
        held = deliver(push)
        return Effect.void
      }
      const waiting = held ?? Effect.void
      held = undefined
      const now = Effect.andThen(deliver(push), waiting)
      switch (fault?._tag) {
        case "Lost":
          return Effect.andThen(remember(push, 1, "lost"), waiting)
        case "Duplicated":
          return Effect.andThen(now, deliver(push))
        case "Late":
          return Effect.andThen(waiting, Effect.delay(deliver(push), Duration.millis(fault.millis)))
        default:
          return now
      }
    })

  const toAuthorizationUrl = (component: Component, infoType: string, fields: string): Effect.Effect<void> =>
    component.authorizationUrl === undefined ? Effect.void : Effect.flatMap(Clock.currentTimeMillis, (now) =>
      send({
        component,
        event: infoType,
        url: component.authorizationUrl ?? "",
        envelope: Xml.cdata("AppId", component.appId),
        openId: undefined,
        plain: Xml.element(
          "xml",
          Xml.cdata("AppId", component.appId),
          Xml.number("CreateTime", Math.floor(now / 1000)),
          Xml.cdata("InfoType", infoType),
          fields
        ),
        // Whether URL A is tried again is not confirmed.
        tries: 1
      }))

  /** Every component that the account granted one of the sets to is told, under the component's own key. */
  const toMessageUrls = (
    account: Account,
    sets: ReadonlyArray<number>,
    openId: string,
    event: string,
    fields: string
  ): Effect.Effect<void> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.forEach(
        [...options.state.components.values()].filter((component) =>
          component.messageUrl !== undefined
          && component.authorizations.get(account.appId)?.permissionSets.some((set) => sets.includes(set))
        ),
        (component) =>
          send({
            component,
            event,
            url: (component.messageUrl ?? "").replaceAll("$APPID$", account.appId),
            envelope: Xml.cdata("ToUserName", account.originalId),
            openId,
            plain: Xml.element(
              "xml",
              Xml.cdata("ToUserName", account.originalId),
              Xml.cdata("FromUserName", openId),
              Xml.number("CreateTime", Math.floor(now / 1000)),
              fields
            ),
            tries: 3
          }),
        // None waits for the others.
        { concurrency: "unbounded", discard: true }
      ))

  return {
    authorization: toAuthorizationUrl,
    event: (account, event, fields, openId = `o${chance.base64Url(27)}`) =>
      toMessageUrls(
        account,
        eventSets,
        openId,
        event,
        `${Xml.cdata("MsgType", "event")}${Xml.cdata("Event", event)}${fields}`
      ),
    message: (account, openId, message) => toMessageUrls(account, messageSets, openId, "message", message),
    ticket: (component) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const ticket = { value: `ticket@@@${chance.base64Url(86)}`, at: now }
        component.tickets = [...component.tickets.filter(({ at }) => at + keepTickets > now), ticket]
        return toAuthorizationUrl(
          component,
          "component_verify_ticket",
          Xml.cdata("ComponentVerifyTicket", ticket.value)
        )
      })
  }
}
