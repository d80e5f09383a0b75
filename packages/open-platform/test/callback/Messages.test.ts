import { Draft } from "@effect-wechat/core"
import { Callback, Component, OpenPlatform, PlatformStore, Reply } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "../utils/Platform.ts"
import * as Watch from "@effect-wechat/testing/Watch"
import * as Pushes from "./utils/Pushes.ts"

/** A merchant's account that grants its messages. */
const merchant = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  const account = yield* simulator.account(yield* Platform.merchant([1, 7, 11]))
  yield* Pushes.settle
  return account
})

const sayHello = (account: Simulator.AccountView, MsgId?: string) =>
  Effect.flatMap(
    Pushes.textTo(account, "hello", MsgId),
    (xml) => Pushes.push(Pushes.messageUrlOf(account.appId), xml)
  )

describe("a passive reply", () => {
  it.effect("reaches the follower who wrote, in the name of the account", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const account = yield* merchant
      yield* simulator.sendText(account.appId, "how ]]> are & you?", "oFollower")
      const push = (yield* simulator.pushes).at(-1)
      assert.strictEqual(push?.outcome, "accepted")
      const now = yield* Pushes.seconds
      assert.strictEqual(
        push?.reply,
        `<xml><ToUserName><![CDATA[oFollower]]></ToUserName><FromUserName><![CDATA[${account.originalId}]]></FromUserName>`
          + `<CreateTime>${now}</CreateTime><MsgType><![CDATA[text]]></MsgType>`
          + "<Content><![CDATA[You said: how ]]]]><![CDATA[> are & you?]]></Content></xml>"
      )
    }).pipe(Pushes.run({
      callback: {
        onMessage: (message) =>
          message._tag === "Text" ? Effect.succeed(Reply.text(`You said: ${message.Content}`)) : Effect.void
      }
    })))

  it.effect("may be any XML", () =>
    Effect.gen(function*() {
      const answer = yield* sayHello(yield* merchant)
      assert.strictEqual(answer.contentType, "text/xml; charset=utf-8")
      assert.strictEqual(yield* Pushes.openReply(answer), "<xml><MsgType>transfer_customer_service</MsgType></xml>")
    }).pipe(Pushes.run({
      callback: {
        onMessage: () => Effect.succeed(Reply.raw("<xml><MsgType>transfer_customer_service</MsgType></xml>"))
      }
    })))

  it.effect("is not needed", () =>
    Effect.gen(function*() {
      assert.deepInclude(yield* sayHello(yield* merchant), { ...Pushes.success, contentType: "text/plain" })
    }).pipe(Pushes.run()))

  it.effect("may come from a handler that calls WeChat for the account", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const account = yield* merchant
      yield* simulator.addDrafts(account.appId, 3)
      assert.include(yield* Pushes.openReply(yield* sayHello(account)), "3 drafts")
    }).pipe(Pushes.run({
      callback: {
        onMessage: (message) =>
          Effect.gen(function*() {
            const { total_count } = yield* Draft.count().pipe(OpenPlatform.as(message.appId ?? ""))
            return Reply.text(`${total_count} drafts`)
          })
      }
    })))
})

describe("the keys before the last change", () => {
  const before = { token: "the-token-before", encodingAesKey: "B".repeat(43) }
  const options = {
    appId: Platform.component.appId,
    secret: Redacted.make(Platform.component.secret),
    token: Redacted.make(Platform.component.token),
    encodingAesKey: Redacted.make(Platform.component.encodingAesKey)
  }
  const changes: Readonly<Record<string, readonly [Partial<Component.Options>, Partial<Pushes.Keys>]>> = {
    "the token changed": [{ previousToken: Redacted.make(before.token) }, { token: before.token }],
    "the EncodingAESKey changed": [{ previousEncodingAesKey: Redacted.make(before.encodingAesKey) }, {
      encodingAesKey: before.encodingAesKey
    }],
    "both changed": [
      { previousToken: Redacted.make(before.token), previousEncodingAesKey: Redacted.make(before.encodingAesKey) },
      before
    ]
  }
  for (const [what, [previous, changed]] of Object.entries(changes)) {
    it.effect(`open a push after ${what}, and seal its answer; and the current keys do the same`, () =>
      Effect.gen(function*() {
        const account = yield* merchant
        const keys = { ...Platform.component, ...changed }
        const plain = (id: string) => Pushes.textTo(account, "hello", id)
        const url = Pushes.messageUrlOf(account.appId)
        const old = yield* Pushes.push(url, yield* plain("1"), keys)
        assert.include(yield* Pushes.openReply(old, keys), "hello to you")
        assert.strictEqual((yield* Effect.either(Pushes.openReply(old)))._tag, "Left")
        const current = yield* Pushes.push(url, yield* plain("2"))
        assert.include(yield* Pushes.openReply(current), "hello to you")
        assert.strictEqual((yield* Effect.either(Pushes.openReply(current, keys)))._tag, "Left")
        const stranger = yield* Pushes.push(url, yield* plain("3"), { ...keys, token: "another" })
        assert.deepInclude(stranger, { status: 401, text: "invalid" })
      }).pipe(Pushes.run({
        component: Component.layer({ ...options, ...previous }),
        callback: { onMessage: () => Effect.succeed(Reply.text("hello to you")) }
      })))
  }

  it.effect("are refused with the current ones when they are no keys, before any push", () =>
    Effect.gen(function*() {
      const broken = { ...options, previousEncodingAesKey: Redacted.make("too short") }
      const error = yield* Effect.flip(Pushes.run({ component: Component.layer(broken) })(Effect.void))
      assert.strictEqual(error._tag, "InvalidKey")
    }))
})

describe("a handler of messages", () => {
  const mishaps: Readonly<Record<string, () => Effect.Effect<never, unknown>>> = {
    fails: () => Effect.fail("no"),
    dies: () => Effect.die("no"),
    throws: () => {
      throw new TypeError("no")
    },
    "interrupts itself": () => Effect.interrupt
  }
  for (const [what, onMessage] of Object.entries(mishaps)) {
    it.effect(`that ${what} costs the follower nothing: success goes out, and the log says so`, () => {
      const watch = Watch.make()
      return Effect.gen(function*() {
        assert.deepInclude(yield* sayHello(yield* merchant), Pushes.success)
        const errors = watch.lines.filter(({ level }) => level === "ERROR")
        assert.deepStrictEqual(errors.map(({ message }) => message), [["The handler of text failed"]])
      }).pipe(Pushes.run({ callback: { onMessage } }), Effect.provide(watch.layer))
    })
  }

  it.effect("that hangs costs nothing: success goes out in time, and the handler is interrupted in the end", () => {
    const seen: Array<string> = []
    return Effect.gen(function*() {
      const account = yield* merchant
      const fiber = yield* Effect.fork(sayHello(account))
      yield* Pushes.settle
      yield* TestClock.adjust("3999 millis")
      yield* Pushes.settle
      assert.isNull(yield* Fiber.poll(fiber).pipe(Effect.map((exit) => exit._tag === "None" ? null : exit)))
      yield* TestClock.adjust("1 millis")
      assert.deepInclude(yield* Fiber.join(fiber), Pushes.success)
      assert.deepStrictEqual(seen, [])
      yield* TestClock.adjust("5 minutes")
      yield* Pushes.settle
      assert.deepStrictEqual(seen, ["interrupted"])
    }).pipe(Pushes.run({
      callback: {
        onMessage: () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => seen.push("interrupted")))
      }
    }))
  })

  it.effect("that is late goes on to its end, and its reply is dropped", () => {
    const seen: Array<string> = []
    return Effect.gen(function*() {
      const fiber = yield* Effect.fork(sayHello(yield* merchant))
      yield* Pushes.settle
      yield* TestClock.adjust("4 seconds")
      assert.deepInclude(yield* Fiber.join(fiber), Pushes.success)
      yield* TestClock.adjust("1 minute")
      yield* Pushes.settle
      assert.deepStrictEqual(seen, ["done"])
    }).pipe(Pushes.run({
      callback: {
        onMessage: () =>
          Effect.sleep("30 seconds").pipe(
            Effect.andThen(Effect.sync(() => seen.push("done"))),
            Effect.as(Reply.text("late"))
          )
      }
    }))
  })

  it.effect("runs to its end when WeChat hangs up, and the push that comes again is dropped", () => {
    const seen: Array<string> = []
    return Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const account = yield* merchant
      yield* Effect.gen(function*() {
        const sealed = yield* Effect.flatMap(Pushes.textTo(account, "hello"), (xml) => Pushes.seal(xml))
        const handler = yield* Pushes.handlerOf(Callback.httpApp)
        const controller = new AbortController()
        const { encrypt, ...query } = sealed
        const url = `${Pushes.messageUrlOf(account.appId)}?${new URLSearchParams(query)}`
        const request = new Request(url, {
          method: "POST",
          body: Pushes.envelope(encrypt),
          signal: controller.signal
        })
        void handler(request)
        yield* Pushes.settle
        controller.abort()
        yield* Pushes.settle
        yield* Deferred.succeed(gate, undefined)
        yield* Pushes.settle
        assert.deepStrictEqual(seen, ["done"])
        assert.deepInclude(yield* Pushes.post(Pushes.messageUrlOf(account.appId), sealed), Pushes.success)
        assert.deepStrictEqual(seen, ["done"])
      }).pipe(Effect.provide(
        Callback.layer({
          onMessage: () => Effect.andThen(Deferred.await(gate), Effect.sync(() => void seen.push("done")))
        })
      ))
    }).pipe(Pushes.run())
  })
})

describe("the same message", () => {
  it.effect("is taken once, however often it comes and however it is sealed", () => {
    const seen: Array<string> = []
    return Effect.gen(function*() {
      const account = yield* merchant
      const url = Pushes.messageUrlOf(account.appId)
      const plain = yield* Pushes.textTo(account, "hello")
      const sealed = yield* Pushes.seal(plain)
      const answers = yield* Effect.all([
        Pushes.post(url, sealed),
        Pushes.post(url, sealed),
        Pushes.push(url, plain)
      ], { concurrency: "unbounded" })
      assert.strictEqual(answers.filter(({ text }) => text === "success").length, 2)
      assert.strictEqual(answers.filter(({ text }) => text.startsWith("<xml>")).length, 1)
      yield* TestClock.adjust("9 minutes")
      assert.deepInclude(yield* Pushes.post(url, sealed), Pushes.success)
      assert.deepInclude(yield* Pushes.push(url, plain), Pushes.success)
      assert.deepStrictEqual(seen, ["hello"])
      yield* TestClock.adjust("2 minutes")
      // Sent again as it is, it is too old by now.
      assert.deepInclude(yield* Pushes.post(url, sealed), { status: 400, text: "invalid" })
      assert.deepStrictEqual(seen, ["hello"])
    }).pipe(Pushes.run({
      callback: {
        onMessage: (message) =>
          Effect.sync(() => {
            seen.push(message._tag === "Text" ? message.Content : message._tag)
            return Reply.text("hello to you")
          })
      }
    }))
  })

  it.effect("is taken once when the simulator sends it twice, and when it gets no answer in time", () => {
    const seen: Array<string> = []
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const account = yield* merchant
      yield* simulator.injectPush({ event: "message", what: { _tag: "Duplicated" } })
      yield* simulator.sendText(account.appId, "hello")
      assert.deepStrictEqual((yield* simulator.pushes).slice(-2).map(({ outcome }) => outcome), [
        "accepted",
        "accepted"
      ])
      assert.deepStrictEqual(seen, ["Text"])
    }).pipe(Pushes.run({
      callback: { onMessage: (message) => Effect.sync(() => void seen.push(message._tag)) }
    }))
  })

  it.effect("is told from another of the same second: by menu item, by publish job, by account", () => {
    const seen: Array<unknown> = []
    return Effect.gen(function*() {
      const [one, two] = [yield* merchant, yield* merchant]
      const CreateTime = yield* Pushes.seconds
      const event = (account: Simulator.AccountView, Event: string, fields: Record<string, string>) =>
        Pushes.push(
          Pushes.messageUrlOf(account.appId),
          Pushes.xml({
            ToUserName: account.originalId,
            FromUserName: "oFollower",
            CreateTime,
            MsgType: "event",
            Event,
            ...fields
          })
        )
      const job = (id: string) => ({
        PublishEventInfo: `<publish_id>${id}</publish_id><publish_status>0</publish_status>`
      })
      for (const _ of [1, 2]) {
        yield* event(one, "CLICK", { EventKey: "A" })
        yield* event(one, "CLICK", { EventKey: "B" })
        yield* event(two, "CLICK", { EventKey: "A" })
        yield* event(one, "PUBLISHJOBFINISH", job("1"))
        yield* event(one, "PUBLISHJOBFINISH", job("2"))
      }
      yield* Pushes.settle
      assert.strictEqual(seen.length, 5)
    }).pipe(Pushes.run({
      callback: {
        onMessage: (message) => Effect.sync(() => void seen.push(message)),
        onEvent: (event) => Effect.sync(() => event._tag === "PublishJobFinish" ? void seen.push(event) : undefined)
      }
    }))
  })
})

describe("the account of a message", () => {
  it.effect("is in the path, with or without a router, or is not known", () => {
    const seen: Array<string | undefined> = []
    return Effect.gen(function*() {
      const account = yield* merchant
      const to = (url: string, MsgId: string) =>
        Effect.gen(function*() {
          const sealed = yield* Effect.flatMap(Pushes.textTo(account, "hello", MsgId), (xml) => Pushes.seal(xml))
          return yield* Pushes.post(url, sealed, { app: Callback.httpApp })
        })
      const { appId } = Platform.component
      yield* to(`https://platform.example/${account.appId}/callback`, "1")
      yield* to(`https://platform.example/${appId}/${account.appId}`, "2")
      yield* to(`https://platform.example/callback`, "3")
      yield* to(`https://platform.example/${appId}/callback`, "4")
      assert.deepStrictEqual(seen, [account.appId, account.appId, undefined, undefined])
    }).pipe(Pushes.run({
      callback: { onMessage: (message) => Effect.sync(() => void seen.push(message.appId)) }
    }))
  })

  it.effect("is heard no more once it has left", () => {
    const seen: Array<unknown> = []
    return Effect.gen(function*() {
      const account = yield* merchant
      yield* Platform.withdraw(account.appId)
      yield* Pushes.settle
      assert.deepInclude(yield* sayHello(account), { status: 403, text: "invalid" })
      assert.deepStrictEqual(seen, [])
    }).pipe(Pushes.run({ callback: { onMessage: (message) => Effect.sync(() => void seen.push(message)) } }))
  })

  it.effect("is heard as soon as its authorization is stored, by whichever process", () => {
    const seen: Array<unknown> = []
    return Effect.gen(function*() {
      const account = yield* merchant
      yield* Platform.withdraw(account.appId)
      yield* Pushes.settle
      // This process has just seen that the account has left.
      assert.deepInclude(yield* sayHello(account), { status: 403, text: "invalid" })
      yield* Effect.scoped(
        Effect.flatMap(Platform.process(), (other) => Effect.provide(Platform.authorize(account.appId, [1, 11]), other))
      )
      assert.deepInclude(yield* sayHello(account), Pushes.success)
      assert.strictEqual(seen.length, 1)
    }).pipe(Pushes.run({ callback: { onMessage: (message) => Effect.sync(() => void seen.push(message)) } }))
  })

  it.effect("is asked for again when the store fails: then WeChat is not told that all is well", () => {
    const seen: Array<unknown> = []
    let isBroken = false
    const broken = Layer.effect(
      PlatformStore.PlatformStore,
      Effect.map(PlatformStore.makeMemory, (store) =>
        PlatformStore.PlatformStore.of({
          ...store,
          get: (key) =>
            isBroken
              ? new PlatformStore.StoreError({ operation: "get", fault: "Down" })
              : store.get(key)
        }))
    )
    return Effect.gen(function*() {
      const account = yield* merchant
      yield* TestClock.adjust("1 minute")
      isBroken = true
      assert.deepInclude(yield* sayHello(account), { status: 503, text: "unavailable" })
      isBroken = false
      assert.deepInclude(yield* sayHello(account), Pushes.success)
      assert.strictEqual(seen.length, 1)
    }).pipe(Pushes.run({
      store: broken,
      callback: { onMessage: (message) => Effect.sync(() => void seen.push(message)) }
    }))
  })
})

describe("the stream of events", () => {
  it.effect("never makes WeChat wait: a slow consumer misses the oldest", () =>
    Effect.gen(function*() {
      const account = yield* merchant
      const heard: Array<unknown> = []
      const gate = yield* Deferred.make<void>()
      yield* Effect.forkScoped(Stream.runForEach(Callback.events, (event) =>
        Effect.andThen(
          Effect.sync(() => heard.push("MsgId" in event ? event.MsgId : event._tag)),
          Deferred.await(gate)
        )))
      yield* Pushes.settle
      for (const id of ["1", "2", "3", "4", "5", "6"]) {
        assert.deepInclude(yield* sayHello(account, id), Pushes.success)
        yield* Pushes.settle
      }
      yield* Deferred.succeed(gate, undefined)
      yield* Pushes.settle
      assert.strictEqual(heard[0], "1")
      assert.strictEqual(heard.at(-1), "6")
      assert.isBelow(heard.length, 6)
    }).pipe(Pushes.run({ callback: { buffer: 2 } })))

  it.effect("is heard by all who run it", () =>
    Effect.gen(function*() {
      const account = yield* merchant
      const [one, two] = [yield* Pushes.listen, yield* Pushes.listen]
      yield* sayHello(account)
      assert.strictEqual((yield* one).length, 1)
      assert.deepStrictEqual(yield* one, yield* two)
    }).pipe(Pushes.run()))
})
