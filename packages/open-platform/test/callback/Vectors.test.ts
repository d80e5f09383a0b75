/**
 * Pushes that WeChat published or sent: they go through as they are.
 */
import { WeChatClient } from "@effect-wechat/core"
import {
  Callback,
  Component,
  type Event,
  OpenPlatform,
  PlatformStore,
  VerifyTicket
} from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Pushes from "./utils/Pushes.ts"

interface Vector {
  readonly keys: Pushes.Keys
  readonly push: Pushes.Sealed
  readonly body: (encrypt: string) => string
  readonly event: Event.Event
}

const toAccount = (originalId: string) => (encrypt: string) =>
  `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`

const keyA = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

const text: Vector = {
  keys: { appId: "wx2c2769f8efd9abc2", token: "spamtest", encodingAesKey: keyA },
  push: {
    timestamp: "1409735669",
    nonce: "1320562132",
    msg_signature: "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
    encrypt:
      "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9Fr"
      + "XpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WG"
      + "zjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIB"
      + "YYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
  },
  body: toAccount("gh_10f6c3c3ac5a"),
  event: {
    _tag: "Text",
    ToUserName: "gh_10f6c3c3ac5a",
    FromUserName: "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
    CreateTime: 1409735668,
    Content: "abcdteT",
    MsgId: "6054768590064713728",
    fields: {
      ToUserName: "gh_10f6c3c3ac5a",
      FromUserName: "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
      CreateTime: "1409735668",
      MsgType: "text",
      Content: "abcdteT",
      MsgId: "6054768590064713728"
    }
  }
}

const debugDemo: Vector = {
  keys: { appId: "wx134c8103faa5a59e", token: "AAAAA", encodingAesKey: "A".repeat(43) },
  push: {
    timestamp: "1715943329",
    nonce: "1590219412",
    msg_signature: "6c12a4205838198b8fa631b3220723bb07f1015c",
    encrypt:
      "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp"
      + "+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTt"
      + "uJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7"
      + "KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmd"
      + "nX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg=="
  },
  body: toAccount("gh_97417a04a28d"),
  event: {
    _tag: "AccountEvent",
    ToUserName: "gh_97417a04a28d",
    FromUserName: "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
    CreateTime: 1715943329,
    Event: "debug_demo",
    fields: {
      ToUserName: "gh_97417a04a28d",
      FromUserName: "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
      CreateTime: "1715943329",
      MsgType: "event",
      Event: "debug_demo",
      debug_str: "hello world"
    }
  }
}

const ticket: Vector = {
  keys: { appId: "wx9eeba14a01d3807f", token: "weixin", encodingAesKey: keyA },
  push: {
    timestamp: "1445308253",
    nonce: "2062414594",
    msg_signature: "4d6454ce7140ae24431fe54c8f66b9eee1f69723",
    encrypt:
      "wlHfmisYl+ktVgWbVpaTU8hCMsWCa6xuenc7seyAMl/2ZN+jjPU8dtZFl4QO6lpde8ltYPLXxd2PqfKGkZPbuhnok9hhmnBjFGD53Q4k8f1"
      + "c71FES5/C0btL+6Vf7gl3EgT1hhjSHl5tylx3zo1/FpdF5qeoq0X6vdcXwWyZKg0RUugu2BoxBrtQTnSpvIQn4r1UuzID2Hu7R8Z9SMN5544tTL"
      + "gaQ3GhsdLjoGJoRC1HxwvCo2QiPGawUxz+lL2Xp6J6r1hA8cnKwAUuDUBz7eJ4SWdDNhAdDI9PuKZm23/bSW2x+KQdjx+qQwJ9Qif+rVdHKOE4c"
      + "ObmrtLgaH8v3r57zRnrrUoeM1M8mAT19nafJHqkQrD28VWk20XEK2Ct096CCnHGUdU9VpA5o+ngMiTze3vRFHGB0I7p4q6IE9WIdCYhb+j7qKx3"
      + "/IJxNILoVBrmLvXAwuRdPJbYXl1mKQ=="
  },
  body: (encrypt) =>
    `<xml>\n  <AppId><![CDATA[wx9eeba14a01d3807f]]></AppId>\n  <Encrypt><![CDATA[${encrypt}]]></Encrypt>\n</xml>\n`,
  event: {
    _tag: "Ticket",
    CreateTime: 1445308253,
    fields: {
      AppId: "wx9eeba14a01d3807f",
      CreateTime: "1445308253",
      InfoType: "component_verify_ticket"
    }
  }
}

/** A component without a WeChat: nothing is asked. */
const platformOf = ({ appId, encodingAesKey, token }: Pushes.Keys) =>
  Callback.layer().pipe(
    Layer.provideMerge(OpenPlatform.layer()),
    Layer.provideMerge(Layer.mergeAll(
      PlatformStore.layerMemory,
      WeChatClient.layerFake(),
      Component.layer({
        appId,
        secret: Redacted.make("secret"),
        token: Redacted.make(token),
        encodingAesKey: Redacted.make(encodingAesKey)
      })
    ))
  )

const goesThrough = ({ body, event, keys, push }: Vector, url: string) =>
  Effect.gen(function*() {
    const heard = yield* Pushes.listen
    const answer = yield* Pushes.post(url, push, { body: body(push.encrypt), app: Callback.httpApp })
    assert.deepInclude(answer, Pushes.success)
    assert.deepStrictEqual(yield* heard, [event])
    const newest = yield* Effect.flatMap(VerifyTicket.VerifyTicket, (tickets) => tickets.newest)
    return Option.getOrNull(newest)
  }).pipe(
    Effect.scoped,
    Effect.provide(platformOf(keys)),
    (test) => Effect.andThen(TestClock.setTime(Number(push.timestamp) * 1000), test)
  )

describe("a push that WeChat published", () => {
  it.effect("goes through: a text", () => goesThrough(text, "https://platform.example/message"))

  it.effect("goes through: an event of the debugging tool", () =>
    goesThrough(debugDemo, "https://platform.example/message"))

  it.effect("goes through: a ticket, which is kept with the time at which WeChat made it", () =>
    Effect.gen(function*() {
      const newest = yield* goesThrough(ticket, "https://platform.example/authorization")
      if (newest === null) return assert.fail("no ticket is kept")
      assert.strictEqual(newest.createdAt, 1445308253000)
      assert.strictEqual(
        Redacted.value(newest.value),
        "ticket@@@1S8ekCXqBTTCMFLI9ekk2jh8u3NyelwnQoc_Rbpr3X0gKlGiYKhlQrERhGOrsGJ3OcQnWuszOI7iLwe-KaMIVA"
      )
    }))
})
