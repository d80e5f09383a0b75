/** One push: its signature is checked, its text decrypted; then the same with its XML read, outside and inside. */
import { type Identifiers, MessageCrypto } from "@effect-wechat/core"
import type { Event } from "@effect-wechat/open-platform"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { deepStrictEqual } from "node:assert"
import WXBizMsgCrypt from "wechat-crypto"
import { parseString } from "xml2js"
import { type Figures, figures, nanosPerEffect, nanosPerTurn } from "../measure.ts"
import { component } from "../records.ts"
import { answer } from "./answer.ts"

export interface Result {
  readonly opened: { readonly ours: Figures; readonly theirs: Figures }
  readonly read: { readonly ours: Figures; readonly theirs: Figures }
  /** With the fields made a typed event, which they leave to others */
  readonly event: Figures
}

/** What the platform reads pushes with. It offers that to nobody, so it is found by its path. */
interface Readers {
  readonly read: (xml: string) => Option.Option<Event.Fields>
  readonly message: (
    fields: Event.Fields,
    appId: Identifiers.AppId | undefined
  ) => Option.Option<{ readonly event: { readonly _tag: string } }>
}

const internal = (module: string): Promise<Readers> =>
  import(new URL(`../../../open-platform/dist/internal/${module}.js`, import.meta.url).href)

const [turns = "0", rounds = "0"] = process.argv.slice(2)

const fields = {
  ToUserName: "gh_0123456789ab",
  FromUserName: "o".repeat(28),
  CreateTime: "1413192605",
  MsgType: "text",
  Content: "你好，世界",
  MsgId: "23594034583405"
}

const text =
  `<xml><ToUserName><![CDATA[${fields.ToUserName}]]></ToUserName><FromUserName><![CDATA[${fields.FromUserName}]]>`
  + `</FromUserName><CreateTime>${fields.CreateTime}</CreateTime><MsgType><![CDATA[text]]></MsgType>`
  + `<Content><![CDATA[${fields.Content}]]></Content><MsgId>${fields.MsgId}</MsgId></xml>`

/** As those do who use it with wechat-crypto: what stands there once is no array. It calls back before it returns. */
const parse = (xml: string): Readonly<Record<string, string>> => {
  let parsed: Readonly<Record<string, string>> | undefined
  parseString(xml, { explicitArray: false, trim: true }, (error, result) => {
    if (error !== null) throw error
    parsed = result.xml
  })
  return parsed ?? {}
}

const measure = Effect.gen(function*() {
  const { read } = yield* Effect.promise(() => internal("xml"))
  const { message } = yield* Effect.promise(() => internal("callbackContent"))
  const { appId, encodingAesKey, token } = component
  const crypto = yield* MessageCrypto.make({
    appId,
    token: Redacted.make(token),
    encodingAesKey: Redacted.make(encodingAesKey)
  })
  const { Encrypt, MsgSignature, Nonce, TimeStamp } = yield* crypto.encrypt(text)
  const query = { msg_signature: MsgSignature, nonce: Nonce, timestamp: TimeStamp }
  const body =
    `<xml><ToUserName><![CDATA[${fields.ToUserName}]]></ToUserName><Encrypt><![CDATA[${Encrypt}]]></Encrypt></xml>`
  const theirs = new WXBizMsgCrypt(token, encodingAesKey, appId)

  const openedByUs = crypto.decrypt({ ...query, encrypt: Encrypt })
  const openedByThem = (encrypt: string) =>
    theirs.getSignature(TimeStamp, Nonce, encrypt) === MsgSignature ? theirs.decrypt(encrypt).message : ""

  const readByUs = Effect.suspend(() => {
    const encrypt = Option.getOrThrow(read(body))["Encrypt"]
    return Effect.map(
      crypto.decrypt({ ...query, encrypt: typeof encrypt === "string" ? encrypt : "" }),
      (opened) => Option.getOrThrow(read(opened))
    )
  })
  const readByThem = () => parse(openedByThem(parse(body)["Encrypt"] ?? ""))

  const event = Effect.map(readByUs, (received) => Option.getOrThrow(message(received, undefined)).event)

  deepStrictEqual([yield* openedByUs, openedByThem(Encrypt)], [text, text])
  // Theirs come without a prototype.
  deepStrictEqual([{ ...(yield* readByUs) }, { ...readByThem() }], [fields, fields])
  deepStrictEqual((yield* event)._tag, "Text")

  const pairs = yield* Effect.replicateEffect(
    Effect.gen(function*() {
      const [count, fewer] = [Number(turns), Number(turns) / 5]
      return {
        openedByUs: yield* nanosPerEffect(openedByUs, count),
        openedByThem: nanosPerTurn(() => openedByThem(Encrypt), count, 1).median,
        readByUs: yield* nanosPerEffect(readByUs, fewer),
        readByThem: nanosPerTurn(readByThem, fewer, 1).median,
        event: yield* nanosPerEffect(event, fewer)
      }
    }),
    Number(rounds)
  )
  const result: Result = {
    opened: {
      ours: figures(pairs.map((pair) => pair.openedByUs)),
      theirs: figures(pairs.map((pair) => pair.openedByThem))
    },
    read: { ours: figures(pairs.map((pair) => pair.readByUs)), theirs: figures(pairs.map((pair) => pair.readByThem)) },
    event: figures(pairs.map((pair) => pair.event))
  }
  return result
})

answer(Effect.runPromise(measure))
