/** One push: its signature is checked, its text decrypted. */
import { MessageCrypto } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import WXBizMsgCrypt from "wechat-crypto"
import { type Figures, figures, nanosPerTurn } from "../measure.ts"
import { component } from "../records.ts"
import { answer } from "./answer.ts"

export interface Result {
  readonly ours: Figures
  readonly theirs: Figures
}

const [turns = "0", rounds = "0"] = process.argv.slice(2)

const text = `<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[${"o".repeat(28)}]]>`
  + "</FromUserName><CreateTime>1413192605</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好，世界]]>"
  + "</Content><MsgId>23594034583405</MsgId></xml>"

const measure = Effect.gen(function*() {
  const { appId, encodingAesKey, token } = component
  const crypto = yield* MessageCrypto.make({
    appId,
    token: Redacted.make(token),
    encodingAesKey: Redacted.make(encodingAesKey)
  })
  const { Encrypt, MsgSignature, Nonce, TimeStamp } = yield* crypto.encrypt(text)
  const message = { encrypt: Encrypt, msg_signature: MsgSignature, nonce: Nonce, timestamp: TimeStamp }
  const theirs = new WXBizMsgCrypt(token, encodingAesKey, appId)

  const byUs = () => Effect.runSync(crypto.decrypt(message))
  const byThem = () => {
    const fits = theirs.getSignature(TimeStamp, Nonce, Encrypt) === MsgSignature
    return fits ? theirs.decrypt(Encrypt).message : undefined
  }
  if (byUs() !== text || byThem() !== text) throw new Error("The two do not agree on the text")

  const pairs = Array.from({ length: Number(rounds) }, () => ({
    ours: nanosPerTurn(byUs, Number(turns), 1).median,
    theirs: nanosPerTurn(byThem, Number(turns), 1).median
  }))
  const result: Result = {
    ours: figures(pairs.map((pair) => pair.ours)),
    theirs: figures(pairs.map((pair) => pair.theirs))
  }
  return result
})

answer(Effect.runPromise(measure))
