import { assert, describe, it } from "@effect/vitest"
import { Buffer } from "node:buffer"
import { createCipheriv, createHash } from "node:crypto"
import { inspect } from "node:util"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as MessageCrypto from "../src/MessageCrypto.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Published vectors. Those without a signature were published as encrypted text only.
// ---------------------------------------------------------------------------------------------------------------------

const keyA = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
const keyB = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
const keyE = "A".repeat(43)

interface Vector {
  readonly name: string
  readonly token: string
  readonly key: string
  readonly appId: string
  readonly random16: string
  readonly timestamp?: string
  readonly nonce?: string
  readonly msg_signature?: string
  readonly signature?: string
  readonly encrypt: string
  readonly message: string
}

const vectors: ReadonlyArray<Vector> = [
  {
    name: "V1, a short text (official sample)",
    token: "pamtest",
    key: keyA,
    appId: "wxb11529c136998cb6",
    random16: "aaaabbbbccccdddd",
    encrypt: "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==",
    message: "我是中文abcd123"
  },
  {
    name: "V2, a long reply (official sample)",
    token: "pamtest",
    key: keyA,
    appId: "wxb11529c136998cb6",
    random16: "aaaabbbbccccdddd",
    encrypt:
      "jn1L23DB+6ELqJ+6bruv23M2GmYfkv0xBh2h+XTBOKVKcgDFHle6gqcZ1cZrk3e1qjPQ1F4RsLWzQRG9udbKWesxlkupqcEcW7ZQweImX9+wLMa0GaUzpkycA8+IamDBxn5loLgZpnS7fVAbExOkK5DYHBmv5tptA9tklE/fTIILHR8HLXa5nQvFb3tYPKAlHF3rtTeayNf0QuM+UW/wM9enGIDIJHF7CLHiDNAYxr+r+OrJCmPQyTy8cVWlu9iSvOHPT/77bZqJucQHQ04sq7KZI27OcqpQNSto2OdHCoTccjggX5Z9Mma0nMJBU+jLKJ38YB1fBIz+vBzsYjrTmFQ44YfeEuZ+xRTQwr92vhA9OxchWVINGC50qE/6lmkwWTwGX9wtQpsJKhP+oS7rvTY8+VdzETdfakjkwQ5/Xka042OlUb1/slTwo4RscuQ+RdxSGvDahxAJ6+EAjLt9d8igHngxIbf6YyqqROxuxqIeIch3CssH/LqRs+iAcILvApYZckqmA7FNERspKA5f8GoJ9sv8xmGvZ9Yrf57cExWtnX8aCMMaBropU/1k+hKP5LVdzbWCG0hGwx/dQudYR/eXp3P0XxjlFiy+9DMlaFExWUZQDajPkdPrEeOwofJb",
    message:
      "<xml><ToUserName><![CDATA[oia2Tj我是中文jewbmiOUlr6X-1crbLOvLw]]></ToUserName><FromUserName><![CDATA[gh_7f083739789a]]></FromUserName><CreateTime>1407743423</CreateTime><MsgType><![CDATA[video]]></MsgType><Video><MediaId><![CDATA[eYJ1MbwPRJtOvIEabaxHs7TX2D-HV71s79GUxqdUkjm6Gs2Ed1KF3ulAOA9H1xG0]]></MediaId><Title><![CDATA[testCallBackReplyVideo]]></Title><Description><![CDATA[testCallBackReplyVideo]]></Description></Video></xml>"
  },
  {
    name: "V3, an echostr (WeCom sample, same algorithm)",
    token: "QDG6eK",
    key: keyB,
    appId: "wx5823bf96d3bd56c7",
    random16: "c41b64491c2468d0",
    timestamp: "1409659589",
    nonce: "263014780",
    msg_signature: "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    encrypt: "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    message: "1616140317555161061"
  },
  {
    name: "V4, a push (official sample)",
    token: "spamtest",
    key: keyA,
    appId: "wx2c2769f8efd9abc2",
    random16: "89465c840c5f116f",
    timestamp: "1409735669",
    nonce: "1320562132",
    msg_signature: "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
    encrypt:
      "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=",
    message: [
      "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>",
      "<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>",
      "<CreateTime>1409735668</CreateTime>",
      "<MsgType><![CDATA[text]]></MsgType>",
      "<Content><![CDATA[abcdteT]]></Content>",
      "<MsgId>6054768590064713728</MsgId>",
      "</xml>"
    ].join("\n")
  },
  {
    name: "V6, a push to a third-party platform (official page)",
    token: "AAAAA",
    key: keyE,
    appId: "wx134c8103faa5a59e",
    random16: "1205899eaf019bbd",
    timestamp: "1715943329",
    nonce: "1590219412",
    msg_signature: "6c12a4205838198b8fa631b3220723bb07f1015c",
    signature: "cc0c594499c1634947d5b502f158ee518947db27",
    encrypt:
      "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==",
    message: [
      "<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>",
      "<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>",
      "<CreateTime>1715943329</CreateTime>",
      "<MsgType><![CDATA[event]]></MsgType>",
      "<Event><![CDATA[debug_demo]]></Event>",
      "<debug_str><![CDATA[hello world]]></debug_str>",
      "</xml>"
    ].join("\n")
  },
  {
    name: "V7, a reply of a third-party platform (official page)",
    token: "AAAAA",
    key: keyE,
    appId: "wx134c8103faa5a59e",
    random16: "999951349e8ee746",
    timestamp: "1713424427",
    nonce: "415670741",
    msg_signature: "03e0812039325c2712ef5f0f980fd14c70d6e307",
    encrypt:
      "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7",
    message: "<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>"
  },
  {
    name: "V11, a push (WeCom sample, same algorithm)",
    token: "QDG6eK",
    key: keyB,
    appId: "wx5823bf96d3bd56c7",
    random16: "0960688932c47ef1",
    timestamp: "1409659813",
    nonce: "1372623149",
    msg_signature: "477715d11cdb4164915debcba66cb864d751f3e6",
    encrypt:
      "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
    message: [
      "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>",
      "<FromUserName><![CDATA[mycreate]]></FromUserName>",
      "<CreateTime>1409659813</CreateTime>",
      "<MsgType><![CDATA[text]]></MsgType>",
      "<Content><![CDATA[hello]]></Content>",
      "<MsgId>4561255354251345929</MsgId>",
      "<AgentID>218</AgentID>",
      "</xml>"
    ].join("\n")
  },
  {
    name: "T, the push of a verify ticket (captured)",
    token: "weixin",
    key: keyA,
    appId: "wx9eeba14a01d3807f",
    random16: "olT7HOKVeiO1mBAC",
    timestamp: "1445308253",
    nonce: "2062414594",
    msg_signature: "4d6454ce7140ae24431fe54c8f66b9eee1f69723",
    signature: "fc3adbefb75bdc045aa376b2606073186e0abe9b",
    encrypt:
      "wlHfmisYl+ktVgWbVpaTU8hCMsWCa6xuenc7seyAMl/2ZN+jjPU8dtZFl4QO6lpde8ltYPLXxd2PqfKGkZPbuhnok9hhmnBjFGD53Q4k8f1c71FES5/C0btL+6Vf7gl3EgT1hhjSHl5tylx3zo1/FpdF5qeoq0X6vdcXwWyZKg0RUugu2BoxBrtQTnSpvIQn4r1UuzID2Hu7R8Z9SMN5544tTLgaQ3GhsdLjoGJoRC1HxwvCo2QiPGawUxz+lL2Xp6J6r1hA8cnKwAUuDUBz7eJ4SWdDNhAdDI9PuKZm23/bSW2x+KQdjx+qQwJ9Qif+rVdHKOE4cObmrtLgaH8v3r57zRnrrUoeM1M8mAT19nafJHqkQrD28VWk20XEK2Ct096CCnHGUdU9VpA5o+ngMiTze3vRFHGB0I7p4q6IE9WIdCYhb+j7qKx3/IJxNILoVBrmLvXAwuRdPJbYXl1mKQ==",
    message: [
      "<xml><AppId><![CDATA[wx9eeba14a01d3807f]]></AppId>",
      "<CreateTime>1445308253</CreateTime>",
      "<InfoType><![CDATA[component_verify_ticket]]></InfoType>",
      "<ComponentVerifyTicket><![CDATA[ticket@@@1S8ekCXqBTTCMFLI9ekk2jh8u3NyelwnQoc_Rbpr3X0gKlGiYKhlQrERhGOrsGJ3OcQnWuszOI7iLwe-KaMIVA]]></ComponentVerifyTicket>",
      "</xml>"
    ].join("\n")
  }
]

// ---------------------------------------------------------------------------------------------------------------------
// Helpers
// ---------------------------------------------------------------------------------------------------------------------

interface Keys {
  readonly appId: string
  readonly token: string
  readonly key: string
}

const ours: Keys = { appId: "wx134c8103faa5a59e", token: "secretTokenOfOurs", key: keyB }

const optionsOf = ({ appId, key, token }: Keys): MessageCrypto.Options => ({
  appId,
  token: Redacted.make(token),
  encodingAesKey: Redacted.make(key)
})

const cryptoOf = (keys: Keys) => MessageCrypto.make(optionsOf(keys))

/** The query that carries a text, with a signature that fits */
const signed = (
  crypto: MessageCrypto.Service,
  encrypt: string,
  timestamp = "1715943329",
  nonce = "1590219412"
): MessageCrypto.SignedMessage => ({
  msg_signature: crypto.sign({ timestamp, nonce, encrypt }),
  timestamp,
  nonce,
  encrypt
})

const received = (envelope: MessageCrypto.Envelope): MessageCrypto.SignedMessage => ({
  msg_signature: envelope.MsgSignature,
  timestamp: envelope.TimeStamp,
  nonce: envelope.Nonce,
  encrypt: envelope.Encrypt
})

/** AES only: what is inside, padding included, is up to the test */
const encipher = (key: string, plain: Uint8Array): string => {
  const bytes = Buffer.from(`${key}=`, "base64")
  const aes = createCipheriv("aes-256-cbc", bytes, bytes.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([aes.update(plain), aes.final()]).toString("base64")
}

interface Parts {
  readonly length?: number
  readonly message: Uint8Array
  readonly tail: string
}

/** random · length · message · tail, not yet padded */
const frame = ({ length, message, tail }: Parts): Buffer => {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(length ?? message.length)
  return Buffer.concat([Buffer.from("0123456789abcdef"), size, message, Buffer.from(tail)])
}

/** PKCS#7 over 32 bytes, written apart from the source */
const padded = (bytes: Uint8Array): Buffer => {
  const missing = 32 - bytes.length % 32
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, () => missing))])
}

/** A framed message of exactly 64 bytes, so that every test can write its own last bytes */
const sixtyFour = frame({ message: Buffer.from("x".repeat(64 - 20 - ours.appId.length)), tail: ours.appId })

/** Opens plain bytes that were enciphered by hand, signature right */
const openBytes = (plain: Uint8Array) =>
  Effect.flatMap(cryptoOf(ours), (crypto) => crypto.decrypt(signed(crypto, encipher(ours.key, plain))))

const flipBit = (bytes: Uint8Array, bit: number): Buffer => {
  const flipped = Buffer.from(bytes)
  const at = (bit >> 3) % bytes.length
  flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at)
  return flipped
}

const anyText = FastCheck.oneof(FastCheck.string({ unit: "binary" }), FastCheck.string({ unit: "grapheme" }))
const parts = ["msg_signature", "timestamp", "nonce", "encrypt"] as const
const anyBit = FastCheck.nat({ max: 8 * 4096 })

/** Everything a log could show of an error */
const shown = (error: MessageCrypto.MessageCryptoError | MessageCrypto.InvalidKey): string =>
  [
    error.message,
    String(error),
    JSON.stringify(error),
    JSON.stringify({ ...error }),
    inspect(error, { depth: 10, showHidden: true }),
    Cause.pretty(Cause.fail(error)),
    JSON.stringify(Exit.fail(error))
  ].join("\n")

const isOneSentence = (message: string): void => {
  assert.match(message, /^[A-Z][^\n]{40,400}$/)
  assert.notMatch(message, /\.(\s|$)/)
}

// ---------------------------------------------------------------------------------------------------------------------
// Tests
// ---------------------------------------------------------------------------------------------------------------------

describe("MessageCrypto", () => {
  describe("published vectors", () => {
    for (const vector of vectors) {
      const { encrypt, message, msg_signature, nonce = "1320562132", signature, timestamp = "1409735669" } = vector

      it.effect(`opens ${vector.name}`, () =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf(vector)
          const opened = yield* crypto.decrypt({
            msg_signature: msg_signature ?? crypto.sign({ timestamp, nonce, encrypt }),
            timestamp,
            nonce,
            encrypt
          })
          assert.strictEqual(opened, message)
        }))

      it.effect(`seals ${vector.name}`, () =>
        Effect.gen(function*() {
          const crypto = yield* MessageCrypto.make({
            ...optionsOf(vector),
            randomBytes: (size) => Buffer.from(vector.random16).subarray(0, size)
          })
          const sealed = yield* crypto.encrypt(message, { timestamp, nonce })
          assert.deepStrictEqual(sealed, {
            Encrypt: encrypt,
            MsgSignature: msg_signature ?? createHash("sha1")
              .update([vector.token, timestamp, nonce, encrypt].toSorted().join(""))
              .digest("hex"),
            TimeStamp: timestamp,
            Nonce: nonce
          })
        }))

      if (signature !== undefined) {
        it.effect(`accepts the plain URL signature of ${vector.name}`, () =>
          Effect.gen(function*() {
            const crypto = yield* cryptoOf(vector)
            assert.strictEqual(crypto.signUrl({ timestamp, nonce }), signature)
            yield* crypto.verifyUrl({ signature, timestamp, nonce })
          }))
      }
    }

    for (
      const [token, timestamp, nonce, signature] of [
        ["AAAAA", "1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"],
        ["AAAAA", "1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"],
        ["test", "1410685589", "test", "f21891de399b4e33a1a93c9a7b8a8fffb5a443ff"]
      ] as const
    ) {
      it.effect(`signs the URL of V9, token ${token}, timestamp ${timestamp}`, () =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf({ ...ours, token })
          assert.strictEqual(crypto.signUrl({ timestamp, nonce }), signature)
          yield* crypto.verifyUrl({ signature, timestamp, nonce })
        }))
    }

    it.effect("sorts the parts before it hashes them", () =>
      Effect.gen(function*() {
        const expected = "9f537aeb751ec72605f57f94a2f6dc3e3958e1dd"
        const crypto = yield* cryptoOf({ ...ours, token: "345" })
        assert.strictEqual(crypto.signUrl({ timestamp: "123", nonce: "" }), expected)
        assert.strictEqual(crypto.signUrl({ timestamp: "", nonce: "123" }), expected)
      }))
  })

  describe("signatures", () => {
    it.effect("accepts what it signed", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        yield* crypto.verify(signed(crypto, "any text at all, it is not opened"))
      }))

    it.effect.prop(
      "refuses a message when any bit of it or of its signature was flipped",
      [FastCheck.constantFrom(...parts), anyBit, anyText],
      ([part, bit, text]) =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf(ours)
          const original = received(yield* crypto.encrypt(text))
          // The top bit stays, so that the part is still one ASCII character per byte.
          const seven = (bit >> 3) * 8 + bit % 7
          const broken = { ...original, [part]: flipBit(Buffer.from(original[part]), seven).toString("latin1") }
          assert.notStrictEqual(broken[part], original[part])
          assert.strictEqual((yield* Effect.flip(crypto.verify(broken)))._tag, "SignatureMismatch")
          assert.strictEqual((yield* Effect.flip(crypto.decrypt(broken)))._tag, "SignatureMismatch")
        })
    )

    it.effect.prop(
      "answers any foreign signature, of any length, with a clean SignatureMismatch",
      [anyText, anyText],
      ([msg_signature, encrypt]) =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf(ours)
          const message = { msg_signature, timestamp: "1715943329", nonce: "1590219412", encrypt }
          assert.strictEqual((yield* Effect.flip(crypto.verify(message)))._tag, "SignatureMismatch")
          assert.strictEqual((yield* Effect.flip(crypto.decrypt(message)))._tag, "SignatureMismatch")
          const url = { signature: msg_signature, timestamp: message.timestamp, nonce: message.nonce }
          assert.strictEqual((yield* Effect.flip(crypto.verifyUrl(url)))._tag, "SignatureMismatch")
        })
    )

    it.effect("refuses a signature that is too short, too long, in capitals or only similar", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const { msg_signature, ...rest } = signed(crypto, "AAAA")
        const similar = String.fromCharCode(msg_signature.charCodeAt(0) + 0x100) + msg_signature.slice(1)
        for (
          const wrong of [
            "",
            msg_signature.slice(0, 39),
            `${msg_signature} `,
            msg_signature + msg_signature,
            msg_signature.toUpperCase(),
            similar
          ]
        ) {
          const error = yield* Effect.flip(crypto.verify({ ...rest, msg_signature: wrong }))
          assert.strictEqual(error._tag, "SignatureMismatch")
        }
      }))

    it.effect("looks at the signature before anything else", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const broken = ["", "AAAA", "not Base64!", encipher(ours.key, Buffer.alloc(32)), encipher(keyA, sixtyFour)]
        for (const encrypt of broken) {
          const message = { ...signed(crypto, encrypt), nonce: "another" }
          assert.strictEqual((yield* Effect.flip(crypto.decrypt(message)))._tag, "SignatureMismatch")
        }
      }))

    it.effect("refuses the messages of another token", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const stranger = yield* cryptoOf({ ...ours, token: "anotherToken" })
        const message = received(yield* stranger.encrypt("hello"))
        assert.strictEqual((yield* Effect.flip(crypto.decrypt(message)))._tag, "SignatureMismatch")
      }))

    it.effect("does not take the plain URL signature for the signature of a message", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const message = received(yield* crypto.encrypt("hello"))
        const error = yield* Effect.flip(crypto.decrypt({ ...message, msg_signature: crypto.signUrl(message) }))
        assert.strictEqual(error._tag, "SignatureMismatch")
      }))
  })

  describe("opening", () => {
    it.effect("opens a message that was built by hand", () =>
      Effect.gen(function*() {
        const plain = padded(frame({ message: Buffer.from("你好 hello"), tail: ours.appId }))
        assert.strictEqual(yield* openBytes(plain), "你好 hello")
      }))

    it.effect("opens an empty message", () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* openBytes(padded(frame({ message: Buffer.alloc(0), tail: ours.appId }))), "")
      }))

    it.effect("keeps a byte order mark and NUL characters", () =>
      Effect.gen(function*() {
        const text = "\uFEFFa\u0000b\u0000"
        assert.strictEqual(yield* openBytes(padded(frame({ message: Buffer.from(text), tail: ours.appId }))), text)
      }))

    it.effect("never opens a message to the same text when any single bit was flipped", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const text = "一条消息 with some length, so that it has blocks"
        const original = received(yield* crypto.encrypt(text))
        const bytes = Buffer.from(original.encrypt, "base64")
        for (let bit = 0; bit < 8 * bytes.length; bit++) {
          const encrypt = flipBit(bytes, bit).toString("base64")
          const stale = yield* Effect.flip(crypto.decrypt({ ...original, encrypt }))
          assert.strictEqual(stale._tag, "SignatureMismatch", `bit ${bit}`)
          const outcome = yield* Effect.either(crypto.decrypt(signed(crypto, encrypt)))
          assert.notDeepEqual(outcome, Either.right(text), `bit ${bit}`)
        }
      }))

    it.effect.prop(
      "turns any flipped bit under a new signature into one of its own errors or another text, never into a defect",
      [anyBit, anyText],
      ([bit, text]) =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf(ours)
          const { Encrypt } = yield* crypto.encrypt(text)
          const encrypt = flipBit(Buffer.from(Encrypt, "base64"), bit).toString("base64")
          const outcome = yield* Effect.either(crypto.decrypt(signed(crypto, encrypt)))
          if (Either.isRight(outcome)) assert.notStrictEqual(outcome.right, text)
          else assert.include(["InvalidBuffer", "AppIdMismatch"], outcome.left._tag)
        })
    )

    it.effect.prop(
      "answers any text under a right signature with one of its own errors",
      [FastCheck.oneof(
        anyText,
        FastCheck.base64String(),
        FastCheck.uint8Array().map((b) => encipher(keyE, padded(b)))
      )],
      ([encrypt]) =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf(ours)
          const error = yield* Effect.flip(crypto.decrypt(signed(crypto, encrypt)))
          assert.include(["InvalidBase64", "DecryptionFailed", "InvalidBuffer"], error._tag)
        })
    )

    it.effect("refuses what is not standard, padded Base64 instead of skipping it", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        // 64 bytes: their Base64 ends with "==" and has "+" and "/" to replace.
        const good = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
        const bad = {
          "a line break": `${good.slice(0, 76)}\n${good.slice(76)}`,
          "a space in front": ` ${good}`,
          "a line break behind": `${good}\n`,
          "a foreign character": good.replace("P", "*"),
          "a letter beyond ASCII": good.replace("P", "\u0150"),
          "the URL alphabet": good.replaceAll("+", "-").replaceAll("/", "_"),
          "no padding": good.slice(0, -2),
          "half a padding": good.slice(0, -1),
          "too much padding": `${good}==`,
          "padding in the middle": `${good}${good}`,
          "bits behind the end": good.replace("qQ==", "qR=="),
          "a plus that a form decoder made a space": good.replaceAll("+", " "),
          "no Base64 at all": "<xml></xml>"
        }
        for (const [name, encrypt] of Object.entries(bad)) {
          const error = yield* Effect.flip(crypto.decrypt(signed(crypto, encrypt)))
          assert.strictEqual(error._tag, "InvalidBase64", name)
        }
      }))

    it.effect("refuses encrypted bytes that are not whole AES blocks", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const whole = Buffer.from((yield* crypto.encrypt("hello")).Encrypt, "base64")
        for (let length = 1; length < whole.length; length++) {
          const error = yield* Effect.flip(crypto.decrypt(signed(crypto, whole.toString("base64", 0, length))))
          if (length % 16 === 0) assert.include(["InvalidBuffer", "AppIdMismatch"], error._tag)
          else {
            assert.strictEqual(error._tag, "DecryptionFailed", `${length} bytes`)
            assert.deepInclude(error, { byteLength: length })
          }
        }
      }))

    it.effect("refuses an empty text", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const error = yield* Effect.flip(crypto.decrypt(signed(crypto, "")))
        assert.deepInclude(error, { _tag: "InvalidBuffer", rule: "padding" })
      }))

    it.effect("refuses a text that was cut off after any block", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const whole = Buffer.from((yield* crypto.encrypt("长".repeat(200))).Encrypt, "base64")
        for (let length = 16; length < whole.length; length += 16) {
          const error = yield* Effect.flip(crypto.decrypt(signed(crypto, whole.toString("base64", 0, length))))
          assert.strictEqual(error._tag, "InvalidBuffer", `${length} of ${whole.length} bytes`)
        }
      }))

    for (
      const [name, ending] of [
        ["0", [0]],
        ["33", Array.from({ length: 33 }, () => 33)],
        ["255", Array.from({ length: 40 }, () => 255)],
        ["2 after one other byte", [1, 2]],
        ["32 with one other byte at its start", [31, ...Array.from({ length: 31 }, () => 32)]],
        ["32 with one other byte inside", [
          ...Array.from({ length: 20 }, () => 32),
          0,
          ...Array.from({ length: 11 }, () => 32)
        ]]
      ] as const
    ) {
      it.effect(`refuses a padding of ${name}`, () =>
        Effect.gen(function*() {
          // All else is right: the message is as long as it takes to end on whole blocks.
          const message = Buffer.alloc((96 - 20 - ours.appId.length - ending.length) % 32 + 32, "x")
          const plain = Buffer.concat([frame({ message, tail: ours.appId }), Buffer.from(ending)])
          assert.strictEqual(plain.length % 16, 0)
          const error = yield* Effect.flip(openBytes(plain))
          assert.deepInclude(error, { _tag: "InvalidBuffer", rule: "padding" })
        }))
    }

    it.effect("accepts every padding from 1 to 32", () =>
      Effect.gen(function*() {
        const lengths = new Set<number>()
        for (let size = 0; size < 32; size++) {
          const plain = padded(frame({ message: Buffer.alloc(size, "x"), tail: ours.appId }))
          lengths.add(plain.readUInt8(plain.length - 1))
          assert.strictEqual(yield* openBytes(plain), "x".repeat(size))
        }
        assert.deepStrictEqual([...lengths].toSorted((a, b) => a - b), Array.from({ length: 32 }, (_, i) => i + 1))
      }))

    it.effect("refuses a padding that is longer than the text", () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(openBytes(Buffer.alloc(16, 32)))
        assert.deepInclude(error, { _tag: "InvalidBuffer", rule: "padding" })
      }))

    it.effect("refuses a text with no room for its length", () =>
      Effect.gen(function*() {
        // A single AES block ends before the length field, whatever its padding is.
        const short = [0, 1, 15, 16, 19].map((size) => padded(Buffer.alloc(size)))
        for (const plain of [...short, Buffer.alloc(16, 1), Buffer.alloc(16, 16)]) {
          const error = yield* Effect.flip(openBytes(plain))
          assert.deepInclude(error, { _tag: "InvalidBuffer", rule: "length" }, plain.toString("hex"))
        }
      }))

    it.effect("refuses a length field that points outside of the text", () =>
      Effect.gen(function*() {
        const message = Buffer.from("hello")
        // The last length that fits takes the whole tail for message, and so has no app id left.
        const last = message.length + ours.appId.length
        for (const length of [last + 1, 64, 0x7fffffff, 0x80000000, 0xffffffff]) {
          const error = yield* Effect.flip(openBytes(padded(frame({ length, message, tail: ours.appId }))))
          assert.deepInclude(error, { _tag: "InvalidBuffer", rule: "length" }, `length ${length}`)
        }
        for (const length of [0, message.length - 1, message.length + 1, last]) {
          const error = yield* Effect.flip(openBytes(padded(frame({ length, message, tail: ours.appId }))))
          assert.strictEqual(error._tag, "AppIdMismatch", `length ${length}`)
        }
      }))

    it.effect("refuses a text that is not UTF-8", () =>
      Effect.gen(function*() {
        for (const bytes of [[0xff], [0xc0, 0x80], [0xe4, 0xbd], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
          const plain = padded(frame({ message: Buffer.from(bytes), tail: ours.appId }))
          const error = yield* Effect.flip(openBytes(plain))
          assert.deepInclude(error, { _tag: "InvalidBuffer", rule: "utf8" })
        }
      }))

    it.effect("refuses a message that was sealed for another app id", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const others = [
          "wx2c2769f8efd9abc2",
          "",
          "w",
          ours.appId.slice(0, -1),
          `${ours.appId}x`,
          ours.appId.toUpperCase(),
          `${ours.appId}\u0000`
        ]
        for (const appId of others) {
          const other = yield* cryptoOf({ ...ours, appId })
          const error = yield* Effect.flip(crypto.decrypt(received(yield* other.encrypt("hello"))))
          assert.strictEqual(error._tag, "AppIdMismatch", appId)
        }
      }))

    it.effect("never opens a message with another key", () =>
      Effect.gen(function*() {
        const other = yield* cryptoOf({ ...ours, key: keyA })
        const crypto = yield* cryptoOf(ours)
        for (let size = 0; size < 100; size++) {
          const error = yield* Effect.flip(crypto.decrypt(received(yield* other.encrypt("x".repeat(size)))))
          assert.strictEqual(error._tag, "InvalidBuffer")
        }
      }))

    it.effect("opens messages side by side, each on its own", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const texts = Array.from({ length: 50 }, (_, i) => `${i}`.repeat(i))
        const opened = yield* Effect.forEach(
          texts,
          (text) => Effect.flatMap(crypto.encrypt(text), (envelope) => crypto.decrypt(received(envelope))),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(opened, texts)
      }))
  })

  describe("sealing", () => {
    it.effect.prop(
      "gives back any text",
      [anyText, FastCheck.string({ minLength: 1, unit: "binary-ascii" })],
      ([text, token]) =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf({ ...ours, token })
          assert.strictEqual(yield* crypto.decrypt(received(yield* crypto.encrypt(text))), text)
        })
    )

    it.effect("gives back every length around the blocks of 32 bytes, in whole blocks", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        for (let size = 0; size <= 100; size++) {
          const text = "x".repeat(size)
          const envelope = yield* crypto.encrypt(text)
          const framed = 20 + size + ours.appId.length
          assert.strictEqual(Buffer.from(envelope.Encrypt, "base64").length, (Math.floor(framed / 32) + 1) * 32)
          assert.strictEqual(yield* crypto.decrypt(received(envelope)), text)
        }
      }))

    it.effect("gives back a text of a megabyte", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const text = "微信".repeat(200_000)
        assert.strictEqual(yield* crypto.decrypt(received(yield* crypto.encrypt(text))), text)
      }))

    it.effect("writes U+FFFD for half of a surrogate pair", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        assert.strictEqual(yield* crypto.decrypt(received(yield* crypto.encrypt("a\uD83Db"))), "a\uFFFDb")
      }))

    it.effect("takes the time of the clock, in whole seconds", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        yield* TestClock.setTime(1_715_943_329_999)
        assert.strictEqual((yield* crypto.encrypt("hello")).TimeStamp, "1715943329")
        yield* TestClock.adjust("1 milli")
        assert.strictEqual((yield* crypto.encrypt("hello")).TimeStamp, "1715943330")
      }))

    it.effect("never repeats a nonce or an encrypted text", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const seal = crypto.encrypt("hello")
        const envelopes = yield* Effect.replicateEffect(seal, 100)
        assert.strictEqual(new Set(envelopes.map(({ Nonce }) => Nonce)).size, 100)
        assert.strictEqual(new Set(envelopes.map(({ Encrypt }) => Encrypt)).size, 100)
        for (const { Nonce } of envelopes) assert.match(Nonce, /^[0-9a-f]{16}$/)
      }))

    it.effect("takes the timestamp and the nonce that it is given, one or both", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        yield* TestClock.setTime(1_715_943_329_000)
        const both = yield* crypto.encrypt("hello", { timestamp: "1", nonce: "2" })
        assert.deepInclude(both, { TimeStamp: "1", Nonce: "2" })
        const nonceOnly = yield* crypto.encrypt("hello", { nonce: "2" })
        assert.deepInclude(nonceOnly, { TimeStamp: "1715943329", Nonce: "2" })
        const timestampOnly = yield* crypto.encrypt("hello", { timestamp: "1" })
        assert.strictEqual(timestampOnly.TimeStamp, "1")
        assert.match(timestampOnly.Nonce, /^[0-9a-f]{16}$/)
      }))
  })

  describe("keys", () => {
    for (
      const [name, encodingAesKey, rule, words] of [
        ["no characters", "", "keyLength", "43"],
        ["42 characters", keyB.slice(0, 42), "keyLength", "43"],
        ["44 characters", `${keyB}A`, "keyLength", "43"],
        ["its Base64 sign at the end", `${keyB}=`, "keyLength", "43"],
        ["a line break at the end", `${keyB}\n`, "keyLength", "43"],
        ["a line break in place of its last character", `${keyB.slice(0, 42)}\n`, "keyAlphabet", "A-Z"],
        ["a space", ` ${keyB.slice(1)}`, "keyAlphabet", "A-Z"],
        ["a plus sign", `+${keyB.slice(1)}`, "keyAlphabet", "A-Z"],
        ["a slash", `${keyB.slice(0, 42)}/`, "keyAlphabet", "A-Z"],
        ["a minus sign", `${keyB.slice(0, 20)}-${keyB.slice(21)}`, "keyAlphabet", "A-Z"],
        ["a Chinese character", `${keyB.slice(0, 42)}钥`, "keyAlphabet", "A-Z"]
      ] as const
    ) {
      it.effect(`refuses an EncodingAESKey with ${name}, and names the rule`, () =>
        Effect.gen(function*() {
          const error = yield* Effect.flip(cryptoOf({ ...ours, key: encodingAesKey }))
          assert.strictEqual(error._tag, "InvalidKey")
          assert.strictEqual(error.rule, rule)
          assert.include(error.message, words)
          assert.notInclude(shown(error), keyB.slice(2, 20))
        }))
    }

    it.effect("refuses an empty Token, with which anybody could sign", () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(cryptoOf({ ...ours, token: "" }))
        assert.strictEqual(error.rule, "emptyToken")
        assert.include(error.message, "Token")
      }))

    it.effect.prop(
      "accepts any 43 letters and digits, whatever the last bits are",
      [FastCheck.string({ unit: FastCheck.constantFrom(..."AZaz09bcdefgB5"), minLength: 43, maxLength: 43 })],
      ([key]) =>
        Effect.gen(function*() {
          const crypto = yield* cryptoOf({ ...ours, key })
          assert.strictEqual(yield* crypto.decrypt(received(yield* crypto.encrypt("hello"))), "hello")
        })
    )
  })

  describe("errors", () => {
    it.effect("say what happened and who must act in one sentence, and show no key, token or text", () =>
      Effect.gen(function*() {
        const secretText = "<xml>a text that nobody may read</xml>"
        const crypto = yield* cryptoOf(ours)
        const tail = ours.appId
        const envelope = yield* crypto.encrypt(secretText)
        const message = received(envelope)
        const open = (plain: Uint8Array) => signed(crypto, encipher(ours.key, plain))
        const text = Buffer.from(secretText)
        const pushes = {
          SignatureMismatch: [{ ...message, nonce: "another" }],
          InvalidBase64: [signed(crypto, `${message.encrypt}!`)],
          DecryptionFailed: [signed(crypto, Buffer.from(message.encrypt, "base64").toString("base64", 0, 40))],
          AppIdMismatch: [open(padded(frame({ message: text, tail: "wx0000000000000000" })))],
          InvalidBuffer: [
            open(Buffer.concat([padded(frame({ message: text, tail })).subarray(0, -1), Buffer.of(33)])),
            open(padded(frame({ message: text, length: 5000, tail }))),
            open(padded(frame({ message: Buffer.concat([text, Buffer.from([0xff])]), tail })))
          ]
        }
        const codes = {
          SignatureMismatch: -40001,
          AppIdMismatch: -40005,
          DecryptionFailed: -40007,
          InvalidBuffer: -40008,
          InvalidBase64: -40010
        }
        for (const [tag, messages] of Object.entries(pushes)) {
          for (const push of messages) {
            const error = yield* Effect.flip(crypto.decrypt(push))
            assert.strictEqual(error._tag, tag)
            assert.strictEqual(error.code, codes[error._tag])
            assert.strictEqual(error.appId, ours.appId)
            isOneSentence(error.message)
            assert.include(error.message, ours.appId)
            assert.match(error.message, /the (service provider|developer)/)
            for (const secret of [ours.token, ours.key, "nobody may read", push.encrypt, push.encrypt.slice(0, 24)]) {
              assert.notInclude(shown(error), secret)
            }
          }
        }
      }))

    it.effect("of unusable keys have WeChat's number and one sentence too", () =>
      Effect.gen(function*() {
        for (const keys of [{ ...ours, key: "short" }, { ...ours, key: "!".repeat(43) }, { ...ours, token: "" }]) {
          const error = yield* Effect.flip(cryptoOf(keys))
          assert.strictEqual(error.code, -40004)
          isOneSentence(error.message)
          assert.match(error.message, /the service provider must/)
        }
      }))

    it.effect("are caught by their short names", () =>
      Effect.gen(function*() {
        const crypto = yield* cryptoOf(ours)
        const caught = yield* crypto.decrypt(signed(crypto, "?")).pipe(
          Effect.catchTags({
            SignatureMismatch: () => Effect.succeed("stranger"),
            InvalidBase64: () => Effect.succeed("not Base64"),
            DecryptionFailed: () => Effect.succeed("not blocks"),
            InvalidBuffer: () => Effect.succeed("wrong key"),
            AppIdMismatch: () => Effect.succeed("not ours")
          })
        )
        assert.strictEqual(caught, "not Base64")
      }))

    it("carry long identifiers", () => {
      const classes = [
        MessageCrypto.InvalidKey,
        MessageCrypto.SignatureMismatch,
        MessageCrypto.InvalidBase64,
        MessageCrypto.DecryptionFailed,
        MessageCrypto.InvalidBuffer,
        MessageCrypto.AppIdMismatch
      ]
      for (const error of classes) {
        assert.strictEqual(error.identifier, `@effect-wechat/core/MessageCrypto/${error._tag}`)
      }
    })
  })

  describe("layers", () => {
    const roundTrip = Effect.gen(function*() {
      const crypto = yield* MessageCrypto.MessageCrypto
      return yield* crypto.decrypt(received(yield* crypto.encrypt("hello")))
    })

    const configured = MessageCrypto.layerConfig({
      appId: Config.string("APPID"),
      token: Config.redacted("TOKEN"),
      encodingAesKey: Config.redacted("AES_KEY")
    })

    const from = (settings: Record<string, string>) =>
      Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings))))

    it.effect("provide the service from keys at hand", () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* Effect.provide(roundTrip, MessageCrypto.layer(optionsOf(ours))), "hello")
      }))

    it.effect("provide the service from the configuration", () =>
      Effect.gen(function*() {
        const settings = from({ APPID: ours.appId, TOKEN: ours.token, AES_KEY: ours.key })
        assert.strictEqual(yield* Effect.provide(roundTrip, Layer.provide(configured, settings)), "hello")
      }))

    it.effect("fail with InvalidKey when the configured key is unusable", () =>
      Effect.gen(function*() {
        const settings = from({ APPID: ours.appId, TOKEN: ours.token, AES_KEY: ours.key.slice(1) })
        const error = yield* Effect.flip(Effect.provide(roundTrip, Layer.provide(configured, settings)))
        assert.deepInclude(error, { _tag: "InvalidKey", rule: "keyLength" })
      }))

    it.effect("fail with a ConfigError when a key is not configured", () =>
      Effect.gen(function*() {
        const settings = from({ APPID: ours.appId, TOKEN: ours.token })
        const error = yield* Effect.flip(Effect.provide(roundTrip, Layer.provide(configured, settings)))
        assert.strictEqual(String(error).includes("AES_KEY"), true)
      }))
  })
})
