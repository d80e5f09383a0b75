/**
 * One WeChat interface as a value: it can be called, and a program can read everything its page says about it.
 */
import type * as Arr from "effect/Array"
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { CallRefused } from "./CallRefused.ts"
import type * as Credential from "./Credential.ts"
import type * as Download from "./Download.ts"
import type { Eligibility } from "./Eligibility.ts"
import type * as Failure from "./Failure.ts"
import { AccessToken } from "./internal/accessToken.ts"
import { fileSchema } from "./internal/downloaded.ts"
import * as Codec from "./internal/endpointCodec.ts"
import { PendingCall, PendingDownload } from "./internal/pendingCall.ts"
import type { PermissionSet } from "./PermissionSet.ts"
import type * as Upload from "./Upload.ts"
import type { WeChatClient } from "./WeChatClient.ts"
import type { Issue, WeChatError } from "./WeChatError.ts"

export const TypeId: unique symbol = Symbol.for("@effect-wechat/core/Endpoint")
export type TypeId = typeof TypeId

/**
 * What repeating a call means: a `read` changes nothing, an `idempotent` call leaves the same state however often it is
 * made, and a call to be made `once` may do something again.
 */
export type Semantics = "read" | "idempotent" | "once"

/** Return codes that the one path of all calls takes care of, so that a page which lists them adds no tag. */
export type GeneralCode =
  | -1
  | 0
  | 40001
  | 40002
  | 40013
  | 40014
  | 40125
  | 41001
  | 41004
  | 42001
  | 43002
  | 44002
  | 45009
  | 45011
  | 47001
  | 48004
  | 50002
  | 61003
  | 61004
  | 61005
  | 61006
  | 61007
  | 61011
  | 61014

/** Everything that can be read of an endpoint, whatever it takes and gives. */
export interface Any {
  readonly [TypeId]: TypeId
  /** The name on WeChat's page, such as `draft_count` */
  readonly name: string
  readonly method: "GET" | "POST"
  readonly path: `/${string}`
  /** Any one of these gives the interface to a component */
  readonly permissionSets: ReadonlyArray<PermissionSet>
  readonly eligibility: Eligibility
  /** The name of the cloud call, where the interface has one */
  readonly cloudCall: string | undefined
  readonly semantics: Semantics
  /** The return codes that the page lists */
  readonly returnCodes: ReadonlyArray<number>
  /** The documented failures by their code */
  readonly failures: ReadonlyMap<number, Failure.Any>
  /** The codes beside 0 that say that what is asked for is done already: their replies are read like any success */
  readonly alreadyDone: ReadonlySet<number>
  /** Whose token it takes, if any */
  readonly credential: Effect.Effect<Credential.Service, never, unknown> | undefined
  /** The schema of what the address carries beside the token: what callers pass, and what goes over the wire */
  readonly query: Schema.Schema.All | undefined
  /** The schema of the request body, likewise: of the JSON, or of the form */
  readonly body: Schema.Schema.All | undefined
  /** The fields of {@link body} that go into the address after all, as those of a form do that is sent to a place */
  readonly addressed: ReadonlyArray<string>
  /** What goes over the wire: JSON both ways, a form with a file to WeChat, or a file back */
  readonly kind: "json" | "upload" | "download"
  /** The schema of the reply */
  readonly success: Schema.Schema.All
}

/**
 * An interface that takes an `Input`, gives a `Success`, documents the `Failure`s and needs the credential `Needs`.
 *
 * Calling it names no account: it *needs* one, in the requirements of the effect.
 */
export interface Endpoint<Input, Success, Failure, Needs> extends Any {
  (...input: Arguments<Input>): Effect.Effect<Success, Failure | CallRefused | WeChatError, WeChatClient | Needs>
  /** Checks the input and writes what is sent */
  readonly encode: (input: Input) => Either.Either<Written, Arr.NonEmptyReadonlyArray<Issue>>
  /** Reads the reply */
  readonly decode: (reply: unknown) => Either.Either<Success, Arr.NonEmptyReadonlyArray<Issue>>
}

/** A request as it is sent, but for the token. */
export interface Written {
  /** What the address carries, such as `media_id=MEDIA_ID`, or nothing */
  readonly query: string
  /** JSON text, if there is a body */
  readonly body: string | undefined
  /** What an upload sends instead of JSON */
  readonly form?: Form
}

/** A form with one file. */
export interface Form {
  /** The name of the part that holds the file */
  readonly field: string
  readonly file: Upload.File
  /** The other parts, as text */
  readonly fields: ReadonlyArray<readonly [name: string, text: string]>
}

/** An interface without input is called without argument. */
export type Arguments<Input> = [Input] extends [void] ? [] : [input: Input]

/** What the page of an interface says. */
export interface Options {
  /** Any one of these gives the interface to a component */
  readonly permissionSets: ReadonlyArray<PermissionSet>
  readonly eligibility: Eligibility
  readonly semantics: Semantics
  /** What the page lists: general codes as numbers, its own as the class of the failure */
  readonly returnCodes: ReadonlyArray<GeneralCode | Failure.Any>
  /**
   * Codes that the page lists and that are no failure: what is asked for was done by an earlier call, and the reply tells
   * of it. `success` reads it, and can tell by the `errcode` in it
   */
  readonly alreadyDone?: ReadonlyArray<number>
  /** The name of the cloud call, where the interface has one */
  readonly cloudCall?: string
  /** What callers pass, if it goes into the address: the encoded side is what the page documents */
  readonly query?: Schema.Schema.AnyNoContext
  /** The reply. Without it the interface only acknowledges: see {@link Acknowledgement} */
  readonly success?: Schema.Schema.AnyNoContext
  /** Whose token it takes: a Tag, by default that of one account (`AccessToken`), with `null` none at all */
  readonly credential?: Effect.Effect<Credential.Service, never, unknown> | null
}

/** What the page of an interface says that takes a POST. Its input goes either into the body or into the address. */
export type PostOptions =
  & Options
  & (
    | { readonly body?: undefined }
    | {
      /** What callers pass: the encoded side is what the page documents */
      readonly body: Schema.Schema.AnyNoContext
      readonly query?: never
    }
  )

/** What the page of an interface says that takes a file. */
export interface UploadOptions extends Omit<Options, "query"> {
  /** What callers pass, all in one: the encoded side is what the page documents. Objects are sent as JSON text */
  readonly form: Schema.Schema.AnyNoContext
  /** The field of the form that is the file, see `Upload.field`: the encoded side of it is the file too */
  readonly file: string
  /** The fields that go into the address */
  readonly address?: ReadonlyArray<string>
}

/** What the page of an interface says that gives a file. With a body it takes a POST, otherwise it is read with GET. */
export interface DownloadOptions extends Omit<Options, "success"> {
  readonly body?: Schema.Schema.AnyNoContext
  /**
   * What comes as JSON instead of a file, where the page documents that. Give the decoded side a `_tag`, so that callers
   * can tell the two apart
   */
  readonly json?: Schema.Schema.AnyNoContext
}

type Input<O> = O extends { readonly form: Schema.Schema<infer A, infer _I> } ? A
  : O extends { readonly body: Schema.Schema<infer A, infer _I> } ? A
  : O extends { readonly query: Schema.Schema<infer A, infer _I> } ? A
  : void
type Success<O> = O extends { readonly success: Schema.Schema<infer A, infer _I> } ? A : void
type Failures<O extends Pick<Options, "returnCodes">> = Extract<O["returnCodes"][number], Failure.Any> extends infer F
  ? F extends abstract new(...args: never) => infer E ? E : never
  : never
type Needs<O> = O extends { readonly credential: infer C } ?
  C extends Effect.Effect<infer _A, infer _E, infer R> ? R : never
  : AccessToken

/** The endpoint that a set of options describes. */
export type FromOptions<O extends Options> = Endpoint<Input<O>, Success<O>, Failures<O>, Needs<O>>

/** The endpoint that the options of an upload describe. */
export type FromUploadOptions<O extends UploadOptions> = Endpoint<Input<O>, Success<O>, Failures<O>, Needs<O>>

/** The endpoint that the options of a download describe: the file lasts as long as the scope. */
export type FromDownloadOptions<O extends DownloadOptions> = Endpoint<
  Input<O>,
  Download.File | (O extends { readonly json: Schema.Schema<infer A, infer _I> } ? A : never),
  Failures<O>,
  Needs<O> | Scope.Scope
>

/** The reply of an interface that only says `{ "errcode": 0, "errmsg": "ok" }`, which callers need not look at. */
export const Acknowledgement: Schema.Schema<void, { readonly errcode?: number; readonly errmsg?: string }> = Schema
  .transform(
    Schema.Struct({
      errcode: Schema.optionalWith(Schema.Int, { exact: true }),
      errmsg: Schema.optionalWith(Schema.String, { exact: true })
    }),
    Schema.Void,
    { strict: true, decode: () => undefined, encode: () => ({}) }
  )

const make = (
  method: Any["method"],
  name: string,
  path: `/${string}`,
  options: Omit<Options, "query">,
  { call = (endpoint, input) => new PendingCall(endpoint, input), ...own }:
    & Pick<
      Endpoint<unknown, unknown, never, unknown>,
      "kind" | "query" | "body" | "addressed" | "success" | "encode" | "decode"
    >
    & {
      readonly call?: (
        endpoint: Endpoint<unknown, unknown, never, unknown>,
        input: unknown
      ) => PendingCall<unknown, unknown, never, unknown>
    }
): unknown => {
  const credential = options.credential === undefined ? AccessToken : options.credential ?? undefined
  const { alreadyDone = [] } = options
  const codes = options.returnCodes.filter((code) => typeof code === "number")
  const failures = options.returnCodes.filter((code) => typeof code !== "number")

  // The types of `get`, `post` and the others say what is called with what; here it is the same for all.
  const endpoint: Endpoint<unknown, unknown, never, unknown> = Object.assign(
    (input?: unknown) => call(endpoint, input),
    {
      [TypeId]: TypeId,
      method,
      path,
      permissionSets: options.permissionSets,
      eligibility: options.eligibility,
      cloudCall: options.cloudCall,
      semantics: options.semantics,
      returnCodes: [...codes, ...alreadyDone, ...failures.map((failure) => failure.code)].sort((a, b) => a - b),
      failures: new Map(failures.map((failure) => [failure.code, failure])),
      alreadyDone: new Set(alreadyDone),
      credential,
      ...own
    } as const
  )
  return Object.defineProperty(endpoint, "name", { value: name, enumerable: true })
}

const makeJson = (method: Any["method"], name: string, path: `/${string}`, options: PostOptions): unknown =>
  make(method, name, path, options, {
    kind: "json",
    query: options.query,
    body: options.body,
    addressed: [],
    success: options.success ?? Acknowledgement,
    encode: Codec.makeEncode(method, options),
    decode: options.success === undefined ? () => Either.void : Codec.makeDecode(options.success)
  })

/**
 * An interface that is read with GET.
 *
 * @example
 * ```ts
 * import { Endpoint, PermissionSet } from "@effect-wechat/core"
 * import { Schema } from "effect"
 *
 * const count = Endpoint.get("draft_count", "/cgi-bin/draft/count", {
 *   permissionSets: [PermissionSet.Material, PermissionSet.Unlisted100],
 *   eligibility: { official: "all", service: "all" },
 *   semantics: "read",
 *   returnCodes: [0],
 *   success: Schema.Struct({ total_count: Schema.Int })
 * })
 * ```
 */
export const get = <const O extends Options>(name: string, path: `/${string}`, options: O): FromOptions<O> =>
  makeJson("GET", name, path, options) as FromOptions<O>

/** An interface that takes a POST with a JSON body. */
export const post = <const O extends PostOptions>(name: string, path: `/${string}`, options: O): FromOptions<O> =>
  makeJson("POST", name, path, options) as FromOptions<O>

/**
 * An interface that takes a file, in a form. The file is read while it is sent.
 *
 * @example
 * ```ts
 * import { Endpoint, PermissionSet, Upload } from "@effect-wechat/core"
 * import { Schema } from "effect"
 *
 * const uploadImage = Endpoint.upload("uploadImage", "/cgi-bin/media/uploadimg", {
 *   permissionSets: [PermissionSet.Material],
 *   eligibility: { official: "all", service: "all" },
 *   semantics: "once",
 *   returnCodes: [0],
 *   file: "media",
 *   form: Schema.Struct({ media: Upload.field({ endings: ["jpg", "png"], maxSize: 1024 * 1024 - 1 }) }),
 *   success: Schema.Struct({ url: Schema.String })
 * })
 * ```
 */
export const upload = <const O extends UploadOptions>(
  name: string,
  path: `/${string}`,
  options: O
): FromUploadOptions<O> =>
  make("POST", name, path, options, {
    kind: "upload",
    query: undefined,
    body: options.form,
    addressed: options.address ?? [],
    success: options.success ?? Acknowledgement,
    encode: Codec.makeEncodeForm(options),
    decode: options.success === undefined ? () => Either.void : Codec.makeDecode(options.success)
  }) as FromUploadOptions<O>

const noFile = Either.left([{ field: "", rule: "the reply must be a file" }] as const)

/**
 * An interface that gives a file. What comes is told by its content: WeChat says no in JSON with the same status, and under
 * any content type.
 *
 * @example
 * ```ts
 * import { Endpoint, PermissionSet } from "@effect-wechat/core"
 * import { Schema } from "effect"
 *
 * const getHDVoice = Endpoint.download("getHDVoice", "/cgi-bin/media/get/jssdk", {
 *   permissionSets: [PermissionSet.Material],
 *   eligibility: { official: "certified", service: "certified" },
 *   semantics: "read",
 *   returnCodes: [0],
 *   query: Schema.Struct({ media_id: Schema.String })
 * })
 * ```
 */
export const download = <const O extends DownloadOptions>(
  name: string,
  path: `/${string}`,
  options: O
): FromDownloadOptions<O> => {
  const method = options.body === undefined ? "GET" : "POST"
  const { body, json, query } = options
  return make(method, name, path, options, {
    kind: "download",
    query,
    body,
    addressed: [],
    success: json === undefined ? fileSchema : Schema.Union(fileSchema, json),
    encode: Codec.makeEncode(method, options),
    decode: json === undefined ? () => noFile : Codec.makeDecode(json),
    call: (endpoint, input) => new PendingDownload(endpoint, input)
  }) as FromDownloadOptions<O>
}

/** Whether a value is an endpoint. */
export const isEndpoint = (u: unknown): u is Any => Predicate.hasProperty(u, TypeId)
