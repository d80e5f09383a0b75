import { assert, describe, it } from "@effect/vitest"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Simulator, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as S from "./utils/Simulated.ts"

const add = "/cgi-bin/material/add_material"
const get = "/cgi-bin/material/get_material"
const remove = "/cgi-bin/material/del_material"
const boundary = "----a boundary"
const encoder = new TextEncoder()

/** A form as it goes over the wire, with the file's own lines as they are given. */
const form = (disposition: string, size = 3, rest = ""): Uint8Array => {
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: image/png\r\n\r\n`
  )
  const tail = encoder.encode(`\r\n${rest}--${boundary}--\r\n`)
  const bytes = new Uint8Array(head.length + size + tail.length)
  bytes.set(head)
  bytes.set(tail, head.length + size)
  return bytes
}

const contentType = `multipart/form-data; boundary="${boundary}"`
const file = "name=\"media\"; filename=\"a.png\""

const request = (token: string, body: HttpBody.HttpBody, type = "image") =>
  HttpClientRequest.post(`https://api.weixin.qq.com${add}`, { urlParams: { access_token: token, type } }).pipe(
    HttpClientRequest.setBody(body)
  )

/** A token as it is, for requests that no helper makes. */
const tokenOf = Effect.map(
  S.send(S.bodyJson("/cgi-bin/stable_token", {
    grant_type: "client_credential",
    appid: S.appId,
    secret: S.secret
  })),
  ({ json }) => String(json.access_token)
)

const test = <A, E, R>(options: World.AccountOptions, body: (as: S.Caller, token: string) => Effect.Effect<A, E, R>) =>
  S.alone(options, Effect.flatMap(tokenOf, (token) => body(S.withToken(token), token)))

const images = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return (yield* simulator.account(S.appId)).material.length
})

describe("the form of an upload", () => {
  const accepted = [
    file,
    "filename=\"a.png\"; name=\"media\"",
    "name=media; filename=a.png",
    // As curl sends it
    "name=\"media\"; filename=\"图.png\"",
    "name=\"media\"; filename=\"a \\\"b\\\" c.png\"",
    "name=\"media\"; filename=\"a.png\"; filename*=UTF-8''%E5%9B%BE.png"
  ]
  const refused = [
    // As other libraries send letters beyond ASCII
    "name=\"media\"; filename*=UTF-8''%E5%9B%BE.png",
    "name=\"media\"",
    "name=\"media\"; filename=\"\"",
    "name=\"file\"; filename=\"a.png\"",
    "filename=\"a.png\""
  ]

  it.effect("names the file in the plain parameter, in whatever letters, beside the field `media`", () =>
    test({}, (_, token) =>
      Effect.gen(function*() {
        const codeOf = (disposition: string) =>
          Effect.map(
            S.send(request(token, HttpBody.uint8Array(form(disposition), contentType))),
            ({ errcode }) => errcode
          )
        for (const disposition of accepted) assert.isUndefined(yield* codeOf(disposition), disposition)
        for (const disposition of refused) assert.strictEqual(yield* codeOf(disposition), 41005, disposition)
        assert.strictEqual(yield* images, accepted.length)
      })))

  it.effect("has to keep to ASCII where an account is told so", () =>
    test({ forms: { fileNames: "ascii" } }, (_, token) =>
      Effect.gen(function*() {
        const codeOf = (name: string) =>
          Effect.map(
            S.send(request(token, HttpBody.uint8Array(form(`name="media"; filename="${name}.png"`), contentType))),
            ({ errcode }) => errcode
          )
        assert.isUndefined(yield* codeOf("a - b"))
        assert.strictEqual(yield* codeOf("图"), 41005)
        assert.strictEqual(yield* codeOf("é"), 41005)
      })))

  it.effect("says how long it is before it comes", () =>
    test({}, (_, token) =>
      Effect.gen(function*() {
        const bytes = form(file)
        const streamed = (contentLength?: number) =>
          Effect.map(
            S.send(request(token, HttpBody.stream(Stream.make(bytes), contentType, contentLength))),
            ({ errcode }) => errcode
          )
        assert.isUndefined(yield* streamed(bytes.length))
        assert.strictEqual(yield* streamed(), 41005)
      })))

  it.effect("is refused without its boundary, or when it ends in the middle", () =>
    test({}, (_, token) =>
      Effect.gen(function*() {
        const bytes = form(file)
        const codeOf = (body: Uint8Array, type: string) =>
          Effect.map(S.send(request(token, HttpBody.uint8Array(body, type))), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf(bytes, "multipart/form-data"), 41005)
        assert.strictEqual(yield* codeOf(bytes, "multipart/form-data; boundary=other"), 41005)
        assert.strictEqual(yield* codeOf(bytes.slice(0, -boundary.length), contentType), 41005)
        assert.strictEqual(yield* images, 0)
      })))
})

describe("refusals of a file", () => {
  const megabyte = 1024 * 1024
  const codes = (as: S.Caller) =>
    Effect.gen(function*() {
      const large = S.form({ name: "a.png", bytes: new Uint8Array(10 * megabyte + 1) })
      return [
        (yield* as.upload(add, { type: "image" }, S.form({ name: "a.svg" }))).errcode,
        (yield* as.upload(add, { type: "image" }, large)).errcode
      ]
    })

  it.effect("have the numbers that an account is told", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        assert.deepEqual(yield* codes(as), [40005, 40009])
        yield* simulator.setForms(S.appId, { wrongFile: 40113, largeFile: 40006 })
        assert.deepEqual(yield* codes(as), [40113, 40006])
        yield* simulator.setForms(S.appId, { largeFile: 45001 })
        assert.deepEqual(yield* codes(as), [40113, 45001])
      })))

  it.effect("say so when the caps of an account are reached, and the next one fits when one is gone", () =>
    test({ caps: { images: 2, files: 1 } }, (as) =>
      Effect.gen(function*() {
        const put = (type: string, name: string) => as.upload(add, { type }, S.form({ name }))
        const { json } = yield* put("image", "a.png")
        yield* put("image", "b.png")
        assert.strictEqual((yield* put("image", "c.png")).errcode, 45074)
        for (const [type, name] of [["voice", "a.mp3"], ["thumb", "a.jpg"]] as const) {
          assert.isUndefined((yield* put(type, name)).errcode)
          assert.strictEqual((yield* put(type, name)).errcode, 45074)
        }
        yield* as.post(remove, { media_id: json.media_id })
        assert.isUndefined((yield* put("image", "c.png")).errcode)
      })))

  it.effect("keep a file that a menu uses from being deleted", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const media_id = yield* S.cover(as)
        yield* simulator.useMaterial(S.appId, media_id)
        assert.strictEqual((yield* as.post(remove, { media_id })).errcode, 48005)
        yield* simulator.useMaterial(S.appId, media_id, false)
        assert.strictEqual((yield* as.post(remove, { media_id })).errcode, 0)
        const missing = yield* Effect.flip(simulator.useMaterial(S.appId, media_id))
        assert.deepInclude(missing, { _tag: "NotInWorld", what: "material" })
      })))

  it.effect("are all that is left of the interfaces for permanent articles", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        for (const path of ["add_news", "update_news"]) {
          assert.strictEqual((yield* as.post(`/cgi-bin/material/${path}`, { articles: [] })).errcode, 45106)
        }
      })))

  it.effect("leave the address of an image alone where an account is told so", () =>
    test({ forms: { imageUrl: "alone" } }, (as) =>
      Effect.gen(function*() {
        const { json } = yield* as.upload("/cgi-bin/media/uploadimg", {}, S.form({ name: "a.png" }))
        assert.deepEqual(Object.keys(json), ["url"])
      })))
})

describe("a large file", () => {
  it.effect("comes back byte for byte, with its type, its length and a name", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const bytes = new Uint8Array(10 * 1024 * 1024)
        for (let at = 0; at < bytes.length; at++) bytes[at] = at * 31 + (at >> 8)
        const { json } = yield* as.upload(add, { type: "image" }, S.form({ name: "a.jpg", bytes }))
        const read = yield* as.post(get, { media_id: json.media_id })
        assert.isTrue(Buffer.from(read.bytes).equals(bytes))
        assert.strictEqual(read.headers["content-type"], "image/jpeg")
        assert.strictEqual(read.headers["content-length"], String(bytes.length))
        assert.strictEqual(read.headers["content-disposition"], `attachment; filename="${json.media_id}.jpg"`)
      })))
})

describe("a connection that is cut", () => {
  it.effect("in the middle of an upload takes no more of it, and does nothing", () =>
    test({}, (_, token) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const client = yield* HttpClient.HttpClient
        yield* simulator.inject({
          when: { endpoint: "addMaterial", times: 1 },
          what: { _tag: "Cut", at: "upload", bytes: 100 }
        })
        let pulled = 0
        const bytes = form(file, 1000)
        const pieces = Stream.fromIterable(Array.from({ length: Math.ceil(bytes.length / 50) }, (_, at) => at * 50))
          .pipe(
            Stream.rechunk(1),
            Stream.map((at) => {
              pulled++
              return bytes.slice(at, at + 50)
            })
          )
        const upload = request(token, HttpBody.stream(pieces, contentType, bytes.length))
        const problem = yield* Effect.flip(client.execute(upload))
        assert.deepInclude(problem, { _tag: "RequestError", reason: "Transport" })
        assert.strictEqual(pulled, 3)
        assert.strictEqual(yield* images, 0)
        const seen = (yield* simulator.requests).at(-1)
        assert.deepInclude(seen, { endpoint: "addMaterial", appId: S.appId, body: "(cut off after 100 bytes)" })
        assert.notProperty(seen, "errcode")
        // Only the first one
        assert.isUndefined((yield* S.send(upload)).errcode)
        assert.strictEqual(yield* images, 1)
      })))

  it.effect("is none where the upload is over before, and is in the half where nothing is said", () =>
    test({}, (as, token) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const client = yield* HttpClient.HttpClient
        const bytes = form(file)
        const whole = request(token, HttpBody.uint8Array(bytes, contentType))
        yield* simulator.inject({ when: { times: 1 }, what: { _tag: "Cut", at: "upload", bytes: bytes.length } })
        assert.isUndefined((yield* S.send(whole)).errcode)
        // It strikes at the first that is longer.
        const longer = request(token, HttpBody.uint8Array(form(file, 4), contentType))
        assert.strictEqual((yield* Effect.flip(client.execute(longer)))._tag, "RequestError")
        yield* simulator.inject({ when: {}, what: { _tag: "Cut", at: "upload" } })
        assert.strictEqual((yield* Effect.flip(client.execute(whole)))._tag, "RequestError")
        // There is nothing to cut in a request without a body.
        assert.strictEqual((yield* as.get("/cgi-bin/draft/count")).json.total_count, 0)
      })))

  it.effect("in the middle of a download lets so many bytes through, of as many as were announced", () =>
    test({}, (as, token) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const client = yield* HttpClient.HttpClient
        const { json } = yield* as.upload("/cgi-bin/media/upload", { type: "image" }, S.form({ name: "a.png" }))
        const download = HttpClientRequest.get("https://api.weixin.qq.com/cgi-bin/media/get", {
          urlParams: { access_token: token, media_id: json.media_id }
        })
        for (const cut of [0, 1, 2]) {
          yield* simulator.inject({
            when: { endpoint: "getMedia", times: 1 },
            what: { _tag: "Cut", at: "during", bytes: cut }
          })
          const response = yield* client.execute(download)
          assert.strictEqual(response.headers["content-length"], "3")
          const got: Array<number> = []
          const end = yield* Effect.either(Stream.runForEach(response.stream, (chunk) =>
            Effect.sync(() => {
              got.push(...chunk)
            })))
          assert.strictEqual(end._tag, "Left")
          assert.deepEqual(got, [1, 2, 3].slice(0, cut))
        }
        // All of it came: nothing was cut.
        yield* simulator.inject({ when: { endpoint: "getMedia" }, what: { _tag: "Cut", at: "during", bytes: 3 } })
        assert.deepEqual((yield* S.send(download)).bytes, new Uint8Array([1, 2, 3]))
      })))
})
