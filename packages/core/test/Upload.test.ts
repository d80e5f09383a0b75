import { NodeFileSystem } from "@effect/platform-node"
import { FileSystem } from "@effect/platform"
import { AccessToken, Endpoint, Material, Media, Upload, WeChatClient, type WeChatError } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import {
  Chunk,
  Deferred,
  Effect,
  Either,
  FastCheck,
  Fiber,
  Layer,
  Redacted,
  Schedule,
  Schema,
  Stream,
  TestClock
} from "effect"
import { deepStrictEqual } from "node:assert"
import * as Multipart from "../src/internal/multipart.ts"
import * as Clients from "./utils/Clients.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"
import * as RawServer from "./utils/RawServer.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const facts = {
  permissionSets: [11],
  eligibility: { official: "all", service: "all" },
  returnCodes: [0]
} as const

/** An upload without the limits of WeChat's pages. */
const send = Endpoint.upload("send", "/send", {
  ...facts,
  semantics: "idempotent",
  address: ["type"],
  file: "media",
  form: Schema.Struct({
    type: Schema.String,
    media: Upload.field({ endings: ["bin"], maxSize: 1024 * 1024 * 1024 }),
    description: Schema.optionalWith(Schema.Struct({ title: Schema.String }), { exact: true })
  }),
  success: Schema.Struct({ media_id: Schema.String })
})

const done = RawServer.json({ media_id: "MEDIA_ID" })

/** Bytes that hold every value, line breaks and dashes. */
const sample = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, at) => at % 5 === 0 ? at * 7 % 256 : [13, 10, 45, 45][at % 4] ?? 0)

/** A parser that is none of ours. */
const parse = ({ body, headers }: RawServer.Request): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { "content-type": headers.get("content-type") ?? "" } }).formData()

const fileOf = (form: FormData, name = "media"): File => {
  const file = form.get(name)
  return file instanceof File ? file : assert.fail(`no file ${name}`)
}

const requestIn = ({ connections: [connection] }: { readonly connections: ReadonlyArray<RawServer.Connection> }) =>
  RawServer.requestOf(connection?.received() ?? Buffer.alloc(0)) ?? assert.fail("no whole request")

const reasonOf = (error: { readonly _tag: string }): WeChatError.Reason =>
  error._tag === "WeChatError" ? (error as WeChatError.WeChatError).reason : assert.fail(error._tag)

for (const client of Clients.all) {
  describe(`over ${client.name}`, () => {
    it.scoped("a file arrives byte for byte, under the length that was announced", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(RawServer.answering(() => done))
        const bytes = sample(200_000)
        const sent = yield* send({
          type: "a b&c",
          media: Upload.bytes(bytes, { fileName: "sample.bin" }),
          description: { title: "草稿🍊\"\r\n--" }
        }).pipe(Effect.provide(Clients.on(client, server.baseUrl)))
        assert.deepStrictEqual(sent, { media_id: "MEDIA_ID" })
        const request = requestIn(server)
        const url = new URL(request.line.split(" ")[1] ?? "", server.baseUrl)
        assert.strictEqual(request.line.split(" ")[0], "POST")
        assert.strictEqual(url.pathname, "/send")
        assert.deepStrictEqual([...url.searchParams], [["access_token", Redacted.value(Clients.token)], [
          "type",
          "a b&c"
        ]])
        assert.isNull(request.headers.get("transfer-encoding"))
        assert.strictEqual(Number(request.headers.get("content-length")), request.body.length)
        const form = yield* Effect.promise(() => parse(request))
        assert.deepStrictEqual([...form.keys()], ["media", "description"])
        assert.strictEqual(form.get("description"), `{"title":"草稿🍊\\"\\r\\n--"}`)
        const file = fileOf(form)
        assert.strictEqual(file.name, "sample.bin")
        assert.strictEqual(file.type, "application/octet-stream")
        const arrived = new Uint8Array(yield* Effect.promise(() => file.arrayBuffer()))
        assert.isTrue(Buffer.from(arrived).equals(Buffer.from(bytes)))
      }))

    it.scoped("a file that cannot be read to its end is its own error, and never looks whole", () =>
      Effect.gen(function*() {
        const pieces = (...sizes: ReadonlyArray<number>) =>
          Stream.fromIterable(sizes.map((size) => new Uint8Array(size)))
        const files: Readonly<Record<string, Stream.Stream<Uint8Array, object>>> = {
          shorter: pieces(100_000, 99_999),
          longer: pieces(100_000, 100_001),
          fault: Stream.concat(pieces(100_000), Stream.fail({ _tag: "DiskOnFire" })),
          "fault at once": Stream.fail({ code: "EIO" })
        }
        for (const [what, content] of Object.entries(files)) {
          const server = yield* RawServer.make(RawServer.answering(() => done))
          const media = Upload.stream(content, { fileName: "a.bin", size: 200_000 })
          const error = yield* send({ type: "t", media }).pipe(
            Effect.flip,
            Effect.provide(Clients.on(client, server.baseUrl, { retry: Schedule.recurs(3) }))
          )
          const expected = {
            shorter: { _tag: "FileUnreadable", problem: "shorter" },
            longer: { _tag: "FileUnreadable", problem: "longer" },
            fault: { _tag: "FileUnreadable", problem: "fault", fault: "DiskOnFire" },
            "fault at once": { _tag: "FileUnreadable", problem: "fault", fault: "EIO" }
          }[what]
          assert.deepStrictEqual({ ...reasonOf(error) }, { ...expected } as never)
          if (server.connections.length > 0) yield* server.closed
          for (const { received } of server.connections) assert.isUndefined(RawServer.requestOf(received()))
          assert.isTrue(server.connections.length <= 1)
        }
      }))

    it.scoped("a file that dies is a defect, and ends the request", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(RawServer.answering(() => done))
        const content = Stream.concat(Stream.make(new Uint8Array(10)), Stream.dieMessage("a bug of the caller"))
        const exit = yield* send({ type: "t", media: Upload.stream(content, { fileName: "a.bin", size: 20 }) }).pipe(
          Effect.sandbox,
          Effect.flip,
          Effect.provide(Clients.on(client, server.baseUrl))
        )
        assert.match(String(exit), /a bug of the caller/)
      }))

    it.scoped("a connection that is cut at any byte of the request is an error", () =>
      Effect.gen(function*() {
        const size = 400_000
        const positions = [0, 1, 50, 199, 300, 600, 1_000, 65_536, 100_000, 250_000, 399_999, 400_000]
        for (const position of positions) {
          let cut = 0
          const server = yield* RawServer.make(({ socket }) => {
            let seen = 0
            if (position === 0) socket.destroy()
            socket.on("data", (chunk) => {
              seen += chunk.length
              if (seen < position) return
              cut += 1
              socket.resetAndDestroy()
            })
          })
          const error = yield* send({ type: "t", media: Upload.bytes(new Uint8Array(size), { fileName: "a.bin" }) })
            .pipe(
              Effect.flip,
              Effect.provide(Clients.on(client, server.baseUrl))
            )
          assert.strictEqual(reasonOf(error)._tag, "Transport", `at ${position}`)
          assert.isTrue(position === 0 || cut > 0)
        }
      }))

    it.scoped("a caller who is interrupted in the middle takes the request back, and closes the file", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(() => undefined)
        const closed = yield* Deferred.make<void>()
        const begun = yield* Deferred.make<void>()
        const stopped = yield* Deferred.make<void>()
        const live = yield* Layer.build(Clients.on(client, server.baseUrl))
        const never = Effect.onInterrupt(Effect.never, () => Deferred.succeed(stopped, void 0))
        const content = Stream.make(new Uint8Array(10)).pipe(
          Stream.concat(Stream.fromEffect(Effect.andThen(Deferred.succeed(begun, void 0), never))),
          Stream.ensuring(Deferred.succeed(closed, void 0))
        )
        const media = Upload.stream(content, { fileName: "a.bin", size: 20 })
        const fiber = yield* send({ type: "t", media }).pipe(
          Effect.provide(live),
          Effect.fork
        )
        yield* Deferred.await(begun)
        if (client.streams) yield* server.arrived
        yield* Fiber.interrupt(fiber)
        assert.isTrue(yield* Deferred.isDone(stopped))
        assert.isTrue(yield* Deferred.isDone(closed))
        if (client.streams) yield* server.closed
      }))

    it.scoped("an upload has a time limit of its own", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(() => undefined)
        const options = { timeout: "1 second", transferTimeout: "30 seconds" } as const
        const live = yield* Layer.build(Clients.on(client, server.baseUrl, options))
        const fiber = yield* send({ type: "t", media: Upload.bytes(new Uint8Array(10), { fileName: "a.bin" }) }).pipe(
          Effect.flip,
          Effect.provide(live),
          Effect.fork
        )
        yield* server.arrived
        yield* TestClock.adjust("29999 millis")
        assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
        yield* TestClock.adjust("1 millis")
        const reason = reasonOf(yield* Fiber.join(fiber))
        assert.deepInclude({ ...reason }, { _tag: "TimedOut", limit: 30_000 })
        yield* server.closed
      }))

    it.scoped("a token that WeChat rejects is replaced once, and the file is read again from its beginning", () =>
      Effect.gen(function*() {
        const bodies: Array<Buffer> = []
        const server = yield* RawServer.make(RawServer.answering(({ body }, nth) => {
          bodies.push(body)
          return nth === 1 ? RawServer.json({ errcode: 40001, errmsg: "invalid credential" }) : done
        }))
        let runs = 0
        const content = Stream.suspend(() => {
          runs += 1
          return Stream.make(sample(1000))
        })
        const tokens = ["FIRST", "SECOND"].map((token) => Redacted.make(token))
        let rejected = 0
        const Account = Layer.succeed(AccessToken.AccessToken, {
          appId: undefined,
          issue: () => Effect.succeed(tokens[rejected] ?? Redacted.make("none")),
          reject: () => Effect.sync(() => void (rejected += 1))
        })
        const media = Upload.stream(content, { fileName: "a.bin", size: 1000 })
        const sent = yield* send({ type: "t", media }).pipe(
          Effect.provide(Layer.merge(Account, client.layer({ baseUrl: server.baseUrl, retry: Schedule.stop })))
        )
        assert.deepStrictEqual(sent, { media_id: "MEDIA_ID" })
        assert.strictEqual(runs, 2)
        assert.strictEqual(rejected, 1)
        assert.deepStrictEqual(bodies.map((body) => body.length), [bodies[0]?.length, bodies[0]?.length])
        for (const body of bodies) assert.isTrue(body.includes(Buffer.from(sample(1000))))
      }))

    it.scoped("an answer that comes before all was sent is heard", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(({ socket }) => {
          socket.once("data", () => socket.write(RawServer.json({ errcode: 40009, errmsg: "invalid image size" })))
        })
        const media = Upload.bytes(new Uint8Array(5_000_000), { fileName: "a.png" })
        const error = yield* Material.add({ type: "image", media }).pipe(
          Effect.flip,
          Effect.provide(Clients.on(client, server.baseUrl))
        )
        assert.strictEqual(error._tag, "InvalidImageSize")
      }))

    it.scoped("progress is told piece by piece", () =>
      Effect.gen(function*() {
        const server = yield* RawServer.make(RawServer.answering(() => done))
        const told: Array<readonly [number, number]> = []
        const media = Upload.tapProgress(
          Upload.bytes(new Uint8Array(150_000), { fileName: "a.bin" }),
          (sent, size) => Effect.sync(() => void told.push([sent, size]))
        )
        yield* send({ type: "t", media }).pipe(Effect.provide(Clients.on(client, server.baseUrl)))
        assert.deepStrictEqual(told, [[65_536, 150_000], [131_072, 150_000], [150_000, 150_000]])
      }))
  })
}

for (const client of Clients.all.filter(({ waits }) => waits)) {
  describe(`over ${client.name}`, () => {
    it.scoped("a file is read no faster than it goes out, however large it is", () =>
      Effect.gen(function*() {
        const size = 128 * 1024 * 1024
        const piece = new Uint8Array(64 * 1024)
        let readFromFile = 0
        let arrived = 0
        let ahead = 0
        const server = yield* RawServer.make(({ socket }) => {
          socket.removeAllListeners("data")
          let length = Infinity
          socket.on("data", (chunk: Buffer) => {
            if (length === Infinity) {
              const end = chunk.indexOf("\r\n\r\n")
              length = end + 4 + Number(/content-length: (\d+)/i.exec(chunk.toString("latin1"))?.[1])
            }
            arrived += chunk.length
            if (arrived >= length) socket.write(done)
            // A server that is slower than any client.
            socket.pause()
            setImmediate(() => setImmediate(() => socket.resume()))
          })
        })
        const content = Stream.repeatEffectChunk(Effect.sync(() => Chunk.of(piece))).pipe(
          Stream.take(size / piece.length),
          Stream.tap(({ length }) =>
            Effect.sync(() => {
              readFromFile += length
              ahead = Math.max(ahead, readFromFile - arrived)
            })
          )
        )
        const media = Upload.stream(content, { fileName: "a.bin", size })
        const { media_id } = yield* send({ type: "t", media }).pipe(Effect.provide(Clients.on(client, server.baseUrl)))
        assert.strictEqual(media_id, "MEDIA_ID")
        assert.strictEqual(readFromFile, size)
        // What the kernel keeps for both ends is in it.
        assert.isBelow(ahead, size / 4)
      }))
  })
}

describe("a file", () => {
  /** The form of a call, read by a parser that is none of ours. */
  const formOf = (input: Parameters<typeof send>[0]) =>
    Effect.gen(function*() {
      const { form } = Either.getOrThrow(send.encode(input))
      const multipart = yield* Multipart.make(form ?? assert.fail("no form"))
      const body = Buffer.from(yield* Multipart.whole(multipart))
      assert.strictEqual(body.length, multipart.size)
      const headers = new Headers({ "content-type": multipart.contentType })
      return yield* Effect.promise(() => parse({ line: "", headers, body }))
    })

  const anyText = FastCheck.oneof(
    FastCheck.string({ unit: "binary" }),
    FastCheck.string({ unit: "grapheme" }),
    FastCheck.stringMatching(/^[\r\n";:=%a-z0-9\\/.中é-]*$/u)
  )

  it.effect.prop(
    "arrives whole under a plain name, whatever it is called",
    {
      name: anyText,
      contentType: anyText,
      title: FastCheck.string({ unit: "grapheme" }),
      bytes: FastCheck.uint8Array()
    },
    ({ bytes, contentType, name, title }) =>
      Effect.gen(function*() {
        const media = Upload.bytes(bytes.length === 0 ? new Uint8Array(1) : bytes, {
          fileName: `${name}.BIN`,
          contentType
        })
        assert.match(media.fileName, /^[A-Za-z0-9_()][A-Za-z0-9 _.()-]{0,80}\.bin$/)
        assert.match(media.contentType, /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/)
        const form = yield* formOf({ type: "t", media, description: { title } })
        assert.deepStrictEqual([...form.keys()], ["media", "description"])
        assert.strictEqual(fileOf(form).name, media.fileName)
        assert.strictEqual(fileOf(form).type, media.contentType)
        assert.strictEqual(String(form.get("description")), JSON.stringify({ title }))
        deepStrictEqual(
          new Uint8Array(yield* Effect.promise(() => fileOf(form).arrayBuffer())),
          bytes.length === 0 ? new Uint8Array(1) : bytes
        )
      })
  )

  it("keeps the ending of its name, and gets the one of its type if it has none", () => {
    const nameOf = (fileName: string, contentType?: string) => {
      const file = Upload.bytes(new Uint8Array(1), { fileName, contentType })
      return [file.fileName, file.contentType]
    }
    assert.deepStrictEqual(nameOf("photo.JPG"), ["photo.jpg", "image/jpeg"])
    assert.deepStrictEqual(nameOf("封面.png"), ["file.png", "image/png"])
    assert.deepStrictEqual(nameOf("封面 2024.png"), ["2024.png", "image/png"])
    assert.deepStrictEqual(nameOf("", "image/jpeg"), ["file.jpg", "image/jpeg"])
    assert.deepStrictEqual(nameOf("voice", "audio/mp3"), ["voice.mp3", "audio/mp3"])
    assert.deepStrictEqual(nameOf("clip", "video/mp4; codecs=avc1"), ["clip.mp4", "video/mp4"])
    assert.deepStrictEqual(nameOf("/pictures/a.gif"), ["a.gif", "image/gif"])
    assert.deepStrictEqual(nameOf("C:\\pictures\\a.gif"), ["a.gif", "image/gif"])
    assert.deepStrictEqual(nameOf("a\".jpg\r\nx-evil: 1"), ["a_.jpg_x-evil_ 1", "application/octet-stream"])
    assert.deepStrictEqual(nameOf("notes"), ["notes", "application/octet-stream"])
    assert.deepStrictEqual(nameOf(`${"x".repeat(300)}.jpg`), [`${"x".repeat(64)}.jpg`, "image/jpeg"])
  })

  it.effect("may be a Blob, with the name and type that it has", () =>
    Effect.gen(function*() {
      const media = Upload.blob(
        new File([new Uint8Array(sample(1000))], "sample.bin", { type: "application/x-sample" })
      )
      assert.deepInclude(media, { fileName: "sample.bin", contentType: "application/x-sample", size: 1000 })
      const form = yield* formOf({ type: "t", media })
      deepStrictEqual(new Uint8Array(yield* Effect.promise(() => fileOf(form).arrayBuffer())), sample(1000))
    }))

  it.scoped("may be one of the file system, which is read when it is sent", () =>
    Effect.gen(function*() {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* fileSystem.makeTempDirectoryScoped()
      yield* fileSystem.writeFile(`${folder}/样本.bin`, sample(100_000))
      const media = yield* Upload.path(`${folder}/样本.bin`)
      assert.deepInclude(media, { fileName: "file.bin", size: 100_000 })
      const form = yield* formOf({ type: "t", media })
      deepStrictEqual(new Uint8Array(yield* Effect.promise(() => fileOf(form).arrayBuffer())), sample(100_000))

      yield* fileSystem.writeFile(`${folder}/样本.bin`, sample(99_999))
      assert.deepInclude({ ...(yield* Effect.flip(formOf({ type: "t", media }))) }, { problem: "shorter" })
      yield* fileSystem.writeFile(`${folder}/样本.bin`, sample(100_001))
      assert.deepInclude({ ...(yield* Effect.flip(formOf({ type: "t", media }))) }, { problem: "longer" })
      yield* fileSystem.remove(`${folder}/样本.bin`)
      const gone = yield* Effect.flip(formOf({ type: "t", media }))
      assert.deepInclude({ ...gone }, { problem: "fault", fault: "NotFound" })
      assert.notInclude(`${gone.message}${JSON.stringify(gone)}`, folder)
      assert.strictEqual((yield* Effect.flip(Upload.path(folder)))._tag, "BadArgument")
      assert.strictEqual((yield* Effect.flip(Upload.path(`${folder}/none`)))._tag, "SystemError")
    }).pipe(Effect.provide(NodeFileSystem.layer)))

  it("is refused where its name, its size or its kind is wrong, before anything is sent", () => {
    const file = (fileName: string, size: number) => Upload.stream(Stream.empty, { fileName, size })
    const issuesOf = (encoded: Either.Either<unknown, ReadonlyArray<WeChatError.Issue>>) =>
      Either.match(encoded, { onLeft: (issues) => issues, onRight: () => [] })
    const image = (media: Upload.File) => issuesOf(Material.add.encode({ type: "image", media }))
    const tooLarge = (limit: number, size: number) => [
      { field: "media", rule: `must be a file of 1 to ${limit} bytes; it has ${size} bytes` }
    ]
    const megabyte = 1024 * 1024
    assert.deepStrictEqual(image(file("a.png", 10 * megabyte)), [])
    assert.deepStrictEqual(image(file("a.png", 10 * megabyte + 1)), tooLarge(10 * megabyte, 10 * megabyte + 1))
    assert.deepStrictEqual(image(file("a.png", 0)), tooLarge(10 * megabyte, 0))
    assert.deepStrictEqual(image(file("a.png", Number.NaN)), tooLarge(10 * megabyte, Number.NaN))
    assert.deepStrictEqual(image(file("a.png", 1.5)), tooLarge(10 * megabyte, 1.5))
    assert.deepStrictEqual(image(file("a.mp4", 1)), [
      { field: "media", rule: "must be a file whose name ends in .bmp, .png, .jpeg, .jpg or .gif" }
    ])
    assert.deepStrictEqual(issuesOf(Media.uploadImage.encode({ media: file("a.jpg", megabyte - 1) })), [])
    assert.deepStrictEqual(
      issuesOf(Media.uploadImage.encode({ media: file("a.jpg", megabyte) })),
      tooLarge(megabyte - 1, megabyte)
    )
    const plain: never = { fileName: "a.jpg", size: 1, contentType: "image/jpeg", content: Stream.empty } as never
    assert.deepStrictEqual(issuesOf(Media.uploadImage.encode({ media: plain })), [
      { field: "media", rule: "must be a file made by Upload.bytes, Upload.blob, Upload.path or Upload.stream" }
    ])
  })
})

describe("an upload", () => {
  const media = Upload.bytes(new TextEncoder().encode("SECRET CONTENT"), { fileName: "a.bin" })

  it.effect("is repeated as its semantics allow, with the whole file each time", () =>
    Effect.gen(function*() {
      const busy = (_: FakeWeChat.Seen, nth: number): FakeWeChat.Answer =>
        nth === 1 ? { json: { errcode: -1, errmsg: "system error" } } : { json: { media_id: "M", url: "U" } }
      const repeated = FakeWeChat.make(busy)
      yield* send({ type: "t", media }).pipe(
        Effect.provide(FakeWeChat.layerWith(repeated, { retry: Schedule.recurs(1) }))
      )
      assert.strictEqual(repeated.seen.length, 2)
      for (const { body } of repeated.seen) assert.include(body, "SECRET CONTENT")
      const once = FakeWeChat.make(busy)
      const image = Upload.bytes(new Uint8Array(1), { fileName: "a.png" })
      const error = yield* Effect.flip(
        Material.add({ type: "image", media: image }).pipe(
          Effect.provide(FakeWeChat.layerWith(once, { retry: Schedule.recurs(1) }))
        )
      )
      assert.strictEqual(reasonOf(error)._tag, "SystemBusy")
      assert.strictEqual(once.seen.length, 1)
    }))

  it.effect("shows neither token nor content, whatever comes of it", () =>
    Effect.gen(function*() {
      const watch = Watch.make()
      const wechat = FakeWeChat.make({ json: { errcode: 40005, errmsg: "invalid file type TOKEN-of-the-account" } })
      const exit = yield* Effect.exit(
        send({ type: "t", media }).pipe(
          Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat), watch.layer))
        )
      )
      assert.deepStrictEqual(watch.spans.map(({ name }) => name), ["WeChat.send"])
      for (const [place, text] of yield* Watch.textOf(watch, exit)) {
        assert.notInclude(text, Redacted.value(FakeWeChat.token), place)
        assert.notInclude(text, "SECRET CONTENT", place)
      }
    }))

  it.effect("is answered by a fake client, which refuses what the real one does", () =>
    Effect.gen(function*() {
      const Fake = Layer.merge(
        WeChatClient.layerFake(
          WeChatClient.on(Material.add, ({ media, type }) =>
            Effect.succeed({ media_id: Material.FileItem.fields.media_id.make(`${type}-${media.size}`) }))
        ),
        AccessToken.layerFixed(Redacted.make("unused"))
      )
      const image = Upload.bytes(new Uint8Array(7), { fileName: "a.png" })
      const { media_id } = yield* Material.add({ type: "image", media: image }).pipe(Effect.provide(Fake))
      assert.strictEqual(media_id, "image-7")
      const error = yield* Effect.flip(Material.add({ type: "voice", media: image }).pipe(Effect.provide(Fake)))
      assert.strictEqual(reasonOf(error)._tag, "InvalidRequest")
    }))
})
