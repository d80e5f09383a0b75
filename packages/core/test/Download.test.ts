import { FileSystem, HttpClient, HttpClientResponse } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { AccessToken, Download, Endpoint, Material, Media, WeChatClient, type WeChatError } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import {
  Cause,
  Deferred,
  Effect,
  Exit,
  FastCheck,
  Fiber,
  Layer,
  Option,
  Redacted,
  Schedule,
  Scope,
  Stream,
  TestClock
} from "effect"
import * as Disposition from "../src/internal/disposition.ts"
import * as Clients from "./utils/Clients.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"
import * as RawServer from "./utils/RawServer.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const voice = Endpoint.download("voice", "/voice", {
  permissionSets: [11],
  eligibility: { official: "all", service: "all" },
  semantics: "read",
  returnCodes: [0]
})

/** Bytes that hold every value, and no text. */
const sample = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, at) => (at * 31 + 255) % 256)

const jpeg = { "content-type": "image/jpeg", "content-disposition": `attachment; filename="cover.jpg"` }

const reasonOf = (error: { readonly _tag: string }): WeChatError.Reason =>
  error._tag === "WeChatError" ? (error as WeChatError.WeChatError).reason : assert.fail(error._tag)

const fileIn = (gift: { readonly _tag: string }): Download.File =>
  Download.isFile(gift) ? gift : assert.fail(`${gift._tag} instead of a file`)

const get = Effect.map(Media.get({ media_id: "MEDIA_ID" }), fileIn)

const bytesOf = Effect.flatMap(Download.toBytes)

const equal = (a: Uint8Array, b: Uint8Array): void => assert.isTrue(Buffer.from(a).equals(Buffer.from(b)))

/** In so many chunks as come of pieces of this size. */
const chunked = (body: Uint8Array, size: number): Buffer =>
  Buffer.concat([
    RawServer.reply("", { ...jpeg, "content-length": "", "transfer-encoding": "chunked" }),
    ...Array.from({ length: Math.ceil(body.length / size) }, (_, nth) => {
      const piece = body.subarray(nth * size, nth * size + size)
      return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")])
    }),
    Buffer.from("0\r\n\r\n")
  ])

for (const client of Clients.all) {
  describe(`over ${client.name}`, () => {
    it.scoped("a file comes byte for byte, with its type, name and size", () =>
      Effect.gen(function*() {
        const bytes = sample(300_000)
        const server = yield* RawServer.make(RawServer.answering(() => RawServer.reply(bytes, jpeg)))
        yield* Effect.gen(function*() {
          const file = yield* get
          assert.strictEqual(file.contentType, "image/jpeg")
          assertSome(file.fileName, "cover.jpg")
          assertSome(file.size, 300_000)
          equal(yield* Download.toBytes(file), bytes)
          const again = yield* Effect.exit(Download.toBytes(file))
          assert.isTrue(Exit.isFailure(again) && Cause.isDie(again.cause))
        }).pipe(Effect.provide(Clients.on(client, server.baseUrl)))
        const [connection] = server.connections
        const request = RawServer.requestOf(connection?.received() ?? Buffer.alloc(0))
        assert.strictEqual(
          request?.line,
          `GET /cgi-bin/media/get?access_token=${Redacted.value(Clients.token)}&media_id=MEDIA_ID HTTP/1.1`
        )
        assert.strictEqual(request?.headers.get("accept-encoding"), "identity")
      }))

    it.scoped("a file may come in chunks, without a size, for a POST", () =>
      Effect.gen(function*() {
        const bytes = sample(100_000)
        const server = yield* RawServer.make(RawServer.answering(() => chunked(bytes, 999)))
        yield* Effect.gen(function*() {
          const file = fileIn(yield* Material.get({ media_id: "MEDIA_ID" }))
          assertNone(file.size)
          equal(yield* Download.toBytes(file), bytes)
        }).pipe(Effect.provide(Clients.on(client, server.baseUrl)))
        const request = RawServer.requestOf(server.connections[0]?.received() ?? Buffer.alloc(0))
        assert.strictEqual(request?.body.toString(), `{"media_id":"MEDIA_ID"}`)
        assert.strictEqual(request?.headers.get("content-type"), "application/json")
      }))

    it.scoped("WeChat's no is heard under any content type, and so is documented JSON", () =>
      Effect.gen(function*() {
        for (const type of ["text/plain", "application/json; encoding=utf-8", "image/jpeg", "audio/amr", ""]) {
          const server = yield* RawServer.make(RawServer.answering(({ line }) =>
            RawServer.reply(
              line.includes("media_id=GONE")
                ? `\ufeff \n{"errcode":40007,"errmsg":"invalid media_id rid: 6543df33-64386a2f"}`
                : `{"video_url":"http://example.org/v"}`,
              { "content-type": type }
            )
          ))
          yield* Effect.gen(function*() {
            const error = yield* Effect.flip(Media.get({ media_id: "GONE" }))
            assert.deepInclude({ ...error }, { _tag: "InvalidMediaId", rid: "6543df33-64386a2f" })
            assert.deepStrictEqual(yield* Media.get({ media_id: "VIDEO" }), {
              _tag: "Video",
              video_url: "http://example.org/v"
            } as never)
            assert.strictEqual(reasonOf(yield* Effect.flip(voice()))._tag, "MalformedReply")
          }).pipe(Effect.provide(Clients.on(client, server.baseUrl)))
        }
      }))

    it.scoped("a reply that is cut after any byte is never taken for a whole file", () =>
      Effect.gen(function*() {
        const fileSystem = yield* FileSystem.FileSystem
        const folder = yield* fileSystem.makeTempDirectoryScoped()
        const path = `${folder}/cover.jpg`
        yield* fileSystem.writeFileString(path, "what was there before")
        const body = sample(64)
        for (const whole of [RawServer.reply(body, jpeg), chunked(body, 20)]) {
          for (let at = 0; at < whole.length; at += at < whole.length - 100 ? 13 : 3) {
            for (const end of ["reset", "close"] as const) {
              const server = yield* RawServer.make(({ socket }) => {
                socket.once("data", () => {
                  socket.write(whole.subarray(0, at), () => {
                    if (end === "close") socket.end()
                    else setImmediate(() => socket.resetAndDestroy())
                  })
                })
              })
              const error = yield* get.pipe(
                Effect.flatMap((file) => Download.toFile(file, path)),
                Effect.scoped,
                Effect.flip,
                Effect.provide(Clients.on(client, server.baseUrl))
              )
              const reason = reasonOf(error)
              assert.include(["Transport", "MalformedReply"], reason._tag, `${end} after ${at} bytes`)
              if (reason._tag === "MalformedReply") assert.include(["truncated", "empty"], reason.problem)
            }
          }
        }
        assert.deepStrictEqual(yield* fileSystem.readDirectory(folder), ["cover.jpg"])
        assert.strictEqual(yield* fileSystem.readFileString(path), "what was there before")
      }).pipe(Effect.provide(NodeFileSystem.layer)))

    it.scoped("a whole file takes the place of what was there", () =>
      Effect.gen(function*() {
        const fileSystem = yield* FileSystem.FileSystem
        const folder = yield* fileSystem.makeTempDirectoryScoped()
        yield* fileSystem.writeFileString(`${folder}/cover.jpg`, "what was there before, and longer")
        const server = yield* RawServer.make(RawServer.answering(() => RawServer.reply(sample(7), jpeg)))
        yield* get.pipe(
          Effect.flatMap((file) => Download.toFile(file, `${folder}/cover.jpg`)),
          Effect.scoped,
          Effect.provide(Clients.on(client, server.baseUrl))
        )
        assert.deepStrictEqual(yield* fileSystem.readDirectory(folder), ["cover.jpg"])
        equal(yield* fileSystem.readFile(`${folder}/cover.jpg`), sample(7))
      }).pipe(Effect.provide(NodeFileSystem.layer)))

    /** The head and a part of a file, and then nothing. */
    const stalling = RawServer.make(({ socket }) => {
      socket.once("data", () => socket.write(RawServer.reply(sample(1000), jpeg).subarray(0, -500)))
    })

    it.scoped("the end of the scope ends the request", () =>
      Effect.gen(function*() {
        const server = yield* stalling
        const live = yield* Layer.build(Clients.on(client, server.baseUrl))
        const scope = yield* Scope.make()
        yield* get.pipe(Effect.provide(live), Scope.extend(scope))
        yield* Scope.close(scope, Exit.void)
        yield* server.closed
      }))

    it.scoped("who is interrupted in the middle takes the request back, and leaves no file", () =>
      Effect.gen(function*() {
        const fileSystem = yield* FileSystem.FileSystem
        const folder = yield* fileSystem.makeTempDirectoryScoped()
        const server = yield* stalling
        const live = yield* Layer.build(Clients.on(client, server.baseUrl))
        const begun = yield* Deferred.make<void>()
        const fiber = yield* get.pipe(
          Effect.map((file) => ({ ...file, content: Stream.tap(file.content, () => Deferred.succeed(begun, void 0)) })),
          Effect.flatMap((file) => Download.toFile(file, `${folder}/cover.jpg`)),
          Effect.scoped,
          Effect.provide(live),
          Effect.fork
        )
        yield* Deferred.await(begun)
        assert.strictEqual((yield* fileSystem.readDirectory(folder)).length, 1)
        yield* Fiber.interrupt(fiber)
        yield* server.closed
        assert.deepStrictEqual(yield* fileSystem.readDirectory(folder), [])
      }).pipe(Effect.provide(NodeFileSystem.layer)))

    it.scoped("a call that is interrupted before the head ends its request", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(() => undefined)
        const live = yield* Layer.build(Clients.on(client, server.baseUrl))
        const fiber = yield* Effect.fork(Effect.provide(get, live))
        yield* server.arrived
        yield* Fiber.interrupt(fiber)
        yield* server.closed
      }))

    const sleeping: Effect.Effect<void> = Effect.flatMap(
      TestClock.sleeps(),
      (sleeps) => sleeps.length > 0 ? Effect.void : Effect.andThen(Effect.yieldNow(), sleeping)
    )

    it.scoped("a head that does not come, and a file that stops coming, time out", () =>
      Effect.gen(function*() {
        const silent = yield* RawServer.make(() => undefined)
        const head = yield* get.pipe(
          Effect.flip,
          Effect.provide(Clients.on(client, silent.baseUrl, { timeout: "3 seconds" })),
          Effect.fork
        )
        yield* silent.arrived
        yield* TestClock.adjust("3 seconds")
        assert.deepInclude({ ...reasonOf(yield* Fiber.join(head)) }, { _tag: "TimedOut", limit: 3000 })
        yield* silent.closed

        const server = yield* stalling
        const begun = yield* Deferred.make<void>()
        const fiber = yield* get.pipe(
          Effect.flatMap(({ content }) => Stream.runForEach(content, () => Deferred.succeed(begun, void 0))),
          Effect.scoped,
          Effect.flip,
          Effect.provide(Clients.on(client, server.baseUrl, { timeout: "3 seconds" })),
          Effect.fork
        )
        yield* Deferred.await(begun)
        yield* sleeping
        // The rest of what came, if it came in two pieces, has its own limit.
        yield* TestClock.adjust("3 seconds")
        assert.deepInclude({ ...reasonOf(yield* Fiber.join(fiber)) }, { _tag: "TimedOut", limit: 3000 })
        yield* server.closed
      }))

    it.scoped("a file comes no faster than it is read, however large it is", () =>
      Effect.gen(function*() {
        const size = 128 * 1024 * 1024
        const piece = sample(64 * 1024)
        // Slower than any server.
        const turn = Effect.async<void>((resume) => {
          setImmediate(() => resume(Effect.void))
        })
        const slowly = Effect.repeatN(turn, 3)
        let written = 0
        let read = 0
        let ahead = 0
        const server = yield* RawServer.make(({ socket }) => {
          const more = (): void => {
            while (written < size) {
              written += piece.length
              ahead = Math.max(ahead, written - read)
              if (!socket.write(piece)) return void socket.once("drain", more)
            }
          }
          socket.once("data", () => {
            socket.write(RawServer.reply("", { "content-length": String(size) }))
            more()
          })
        })
        yield* get.pipe(
          Effect.flatMap(({ content }) =>
            Stream.runForEach(content, ({ length }) => {
              read += length
              return slowly
            })
          ),
          Effect.provide(Clients.on(client, server.baseUrl))
        )
        assert.strictEqual(read, size)
        // What the kernel keeps for both ends is in it.
        assert.isBelow(ahead, size / 4)
      }))

    it.scoped("a rejected token is replaced once, and a busy WeChat is asked again", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(RawServer.answering((_, nth) =>
          nth === 1
            ? RawServer.json({ errcode: 40001, errmsg: "invalid credential" })
            : nth === 2
            ? RawServer.json({ errcode: -1, errmsg: "system error" })
            : RawServer.reply(sample(10), jpeg)
        ))
        let rejected = 0
        const Account = Layer.succeed(AccessToken.AccessToken, {
          appId: undefined,
          issue: () => Effect.sync(() => Redacted.make(`TOKEN-${rejected}`)),
          reject: () => Effect.sync(() => void (rejected += 1))
        })
        const bytes = yield* bytesOf(get).pipe(
          Effect.provide(
            Layer.merge(Account, client.layer({ baseUrl: server.baseUrl, retry: Schedule.recurs(2) }))
          )
        )
        equal(bytes, sample(10))
        assert.strictEqual(rejected, 1)
      }))

    it.scoped("what is neither JSON nor a file is an error", () =>
      Effect.gen(function*() {
        const cases: ReadonlyArray<readonly [Buffer, object]> = [
          [RawServer.reply("", jpeg), { _tag: "MalformedReply", problem: "empty" }],
          [RawServer.reply("<html><body>Bad", { "content-type": "image/jpeg" }), { problem: "html" }],
          [RawServer.reply("\n <!DOCTYPE html>", {}), { problem: "html" }],
          [RawServer.reply(`{"errcode":40007,"err`, { "content-type": "text/plain" }), { problem: "truncated" }],
          [RawServer.reply(`{"errcode":"?"}`, jpeg), { problem: "shape" }],
          [RawServer.reply(sample(10), jpeg, "502 Bad Gateway"), { _tag: "UnexpectedStatus", status: 502 }],
          [RawServer.reply(sample(10), jpeg, "206 Partial Content"), { _tag: "UnexpectedStatus", status: 206 }]
        ]
        for (const [bytes, expected] of cases) {
          const server = yield* RawServer.make(RawServer.answering(() => bytes))
          const error = yield* Effect.flip(bytesOf(get).pipe(Effect.provide(Clients.on(client, server.baseUrl))))
          assert.deepInclude({ ...reasonOf(error) }, expected, bytes.toString())
        }
      }))
  })
}

describe("a download", () => {
  const answered = (text: string | Uint8Array, contentType = "image/jpeg") =>
    Effect.provide(
      Effect.scoped(bytesOf(get)),
      FakeWeChat.layerWith(FakeWeChat.make({ text: new Uint8Array(Buffer.from(text)), contentType }), {
        retry: Schedule.stop
      })
    )

  it.effect.prop(
    "gives any bytes as they are that are not JSON, even if they begin like it",
    {
      begin: FastCheck.constantFrom("", "{", " \n{", "[", "{\"errcode\":", "{}{"),
      rest: FastCheck.oneof(
        FastCheck.uint8Array({ minLength: 1 }),
        FastCheck.string({ unit: "grapheme", minLength: 1 })
      )
    },
    ({ begin, rest }) =>
      Effect.gen(function*() {
        const bytes = Buffer.concat([Buffer.from(begin), Buffer.from(rest)])
        const isJson = Exit.isSuccess(yield* Effect.exit(Effect.try(() => JSON.parse(bytes.toString()) as unknown)))
        if (isJson || /^\s*$/.test(bytes.toString()) || /^\s*</.test(bytes.toString())) return
        equal(yield* answered(bytes), bytes)
      })
  )

  it.effect("is a file under any content type, once there are bytes in it that no text has", () =>
    Effect.gen(function*() {
      for (const bytes of [[0x7b, 0, 0x7d], [0x7b, 0xff], [0x5b, 0x22, 0xe8, 0x8d]]) {
        equal(yield* answered(Uint8Array.from(bytes), "text/plain"), Uint8Array.from(bytes))
      }
      const text = yield* Effect.flip(answered("{\"errcode\"", "text/plain"))
      assert.deepInclude({ ...reasonOf(text) }, { _tag: "MalformedReply", problem: "truncated" })
    }))

  it.effect("that ends early with a client that takes it for whole is an error all the same", () =>
    Effect.gen(function*() {
      for (const size of [4, 6]) {
        const Http = Layer.succeed(
          HttpClient.HttpClient,
          HttpClient.make((request) =>
            Effect.succeed(HttpClientResponse.fromWeb(
              request,
              new Response(new Uint8Array([255, 1, 2, 3, 4]), { headers: { "content-length": String(size) } })
            ))
          )
        )
        const error = yield* bytesOf(get).pipe(
          Effect.scoped,
          Effect.flip,
          Effect.provide(
            Layer.merge(WeChatClient.layer().pipe(Layer.provide(Http)), AccessToken.layerFixed(Clients.token))
          )
        )
        assert.deepInclude({ ...reasonOf(error) }, { _tag: "MalformedReply", problem: "truncated" })
      }
    }))

  it.effect("that is encoded although plain bytes were asked for is refused, since nobody can tell its size", () =>
    Effect.gen(function*() {
      const server = yield* RawServer.make(
        RawServer.answering(() => RawServer.reply(sample(10), { ...jpeg, "content-encoding": "br" }))
      )
      const undici = Clients.all.at(-1) ?? assert.fail("no client")
      const error = yield* Effect.flip(bytesOf(get).pipe(Effect.provide(Clients.on(undici, server.baseUrl))))
      assert.deepInclude({ ...reasonOf(error) }, { _tag: "MalformedReply", problem: "shape" })
    }).pipe(Effect.scoped))

  it.effect("shows no token, in no error and no span, which ends when the file begins", () =>
    Effect.gen(function*() {
      const watch = Watch.make()
      const wechat = FakeWeChat.make({ broken: "ECONNRESET" })
      const exit = yield* Effect.exit(
        Effect.scoped(bytesOf(get)).pipe(
          Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat, { retry: Schedule.stop }), watch.layer))
        )
      )
      for (const [place, text] of yield* Watch.textOf(watch, exit)) {
        assert.notInclude(text, Redacted.value(FakeWeChat.token), place)
      }
    }))

  it.effect("is answered by a fake client", () =>
    Effect.gen(function*() {
      const Fake = Layer.merge(
        WeChatClient.layerFake(
          WeChatClient.on(Media.get, ({ media_id }) =>
            Effect.succeed(
              media_id === "VIDEO"
                ? { _tag: "Video", video_url: "http://example.org" } as const
                : Download.fromBytes(sample(5), { contentType: "image/png", fileName: "../a.png" })
            ))
        ),
        AccessToken.layerFixed(Redacted.make("unused"))
      )
      const file = yield* get.pipe(Effect.provide(Fake))
      equal(yield* Download.toBytes(file), sample(5))
      assertSome(file.fileName, "a.png")
      assert.strictEqual((yield* Effect.provide(Media.get({ media_id: "VIDEO" }), Fake))._tag, "Video")
    }).pipe(Effect.scoped))
})

describe("the name of a download", () => {
  it("is read as servers write it", () => {
    const nameOf = Disposition.fileNameOf
    assert.strictEqual(nameOf(`attachment; filename="a.jpg"`), "a.jpg")
    assert.strictEqual(nameOf(`attachment; filename=a b.jpg`), "a b.jpg")
    assert.strictEqual(nameOf(`attachment;FILENAME = "a\\"b.jpg"; x=1`), "a_b.jpg")
    assert.strictEqual(nameOf(`attachment; filename="x.jpg"; filename*=UTF-8''%E5%B0%81%E9%9D%A2.jpg`), "封面.jpg")
    assert.strictEqual(nameOf(`attachment; filename="${Buffer.from("封面.jpg").toString("latin1")}"`), "封面.jpg")
    assert.strictEqual(nameOf(`attachment; filename="../../etc/passwd"`), "passwd")
    assert.strictEqual(nameOf(`attachment; filename="C:\\\\a\\\\b.jpg"`), "b.jpg")
    assert.strictEqual(nameOf(`attachment; filename=".profile"`), "profile")
    assert.isUndefined(nameOf(`attachment; filename=".."`))
    assert.isUndefined(nameOf(`attachment; filename*=UTF-8''%FF%FF`))
    assert.isUndefined(nameOf("inline"))
    assert.isUndefined(nameOf(""))
  })

  it.prop(
    "is never a path, hidden, empty or endless",
    {
      name: FastCheck.oneof(
        FastCheck.string({ unit: "binary" }),
        FastCheck.string({ unit: "grapheme", maxLength: 400 })
      )
    },
    ({ name }) => {
      for (const given of [`attachment; filename="${name}"`, `attachment; filename=${name}`, name]) {
        const found = Option.fromNullable(Disposition.fileNameOf(given))
        if (Option.isNone(found)) continue
        assert.notMatch(found.value, /[/\\\p{Cc}<>:"|?*]|^[. ]|[. ]$|^$/u)
        assert.isAtMost([...found.value].length, 128)
      }
    }
  )
})
