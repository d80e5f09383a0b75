/**
 * One WeChat interface as a value: it can be called, and a program can read everything its page says about it.
 */
import type * as Arr from "effect/Array"
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { CallRefused } from "./CallRefused.ts"
import type * as Credential from "./Credential.ts"
import type { Eligibility } from "./Eligibility.ts"
import type * as Failure from "./Failure.ts"
import { AccessToken } from "./internal/accessToken.ts"
import { fieldName, fromParseError } from "./internal/issues.ts"
import * as Json from "./internal/json.ts"
import { PendingCall } from "./internal/pendingCall.ts"
import type { PermissionSet } from "./PermissionSet.ts"
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
  /** Whose token it takes, if any */
  readonly credential: Effect.Effect<Credential.Service, never, unknown> | undefined
  /** The schema of what the address carries beside the token: what callers pass, and what goes over the wire */
  readonly query: Schema.Schema.All | undefined
  /** The schema of the request body, likewise */
  readonly body: Schema.Schema.All | undefined
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

type Input<O> = O extends { readonly body: Schema.Schema<infer A, infer _I> } ? A
  : O extends { readonly query: Schema.Schema<infer A, infer _I> } ? A
  : void
type Success<O> = O extends { readonly success: Schema.Schema<infer A, infer _I> } ? A : void
type Failures<O extends Options> = Extract<O["returnCodes"][number], Failure.Any> extends infer F
  ? F extends abstract new(...args: never) => infer E ? E : never
  : never
type Needs<O> = O extends { readonly credential: infer C } ?
  C extends Effect.Effect<infer _A, infer _E, infer R> ? R : never
  : AccessToken

/** The endpoint that a set of options describes. */
export type FromOptions<O extends Options> = Endpoint<Input<O>, Success<O>, Failures<O>, Needs<O>>

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

/** Requests are strict: a field that the interface does not know is a mistake of the caller. */
const strict = { errors: "all", onExcessProperty: "error" } as const

/** Computes once, when first asked: schemas are compiled by the first call, not by the import. */
const lazily = <A, B>(compile: () => (a: A) => B): (a: A) => B => {
  let compiled: ((a: A) => B) | undefined
  return (a) => (compiled ??= compile())(a)
}

const writeQuery = (fields: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]])
  ).toString()

const makeEncode = (
  method: Any["method"],
  { body, query }: PostOptions
): Endpoint<unknown, never, never, never>["encode"] => {
  // WeChat answers 44002 to an empty POST, so an interface without fields gets an empty object.
  const emptyBody = method === "POST" ? "{}" : undefined
  const nothing = Either.right({ query: "", body: emptyBody })
  if (query !== undefined) {
    return lazily(() => {
      const encode = Schema.encodeUnknownEither(query, strict)
      return (input) =>
        Either.mapBoth(encode(input), {
          onLeft: fromParseError,
          onRight: (fields) => ({ query: writeQuery(fields), body: emptyBody })
        })
    })
  }
  if (body === undefined) return () => nothing
  return lazily(() => {
    const encode = Schema.encodeUnknownEither(body, strict)
    return (input) => {
      const wire = encode(input)
      return Either.isLeft(wire)
        ? Either.left(fromParseError(wire.left))
        : Either.mapBoth(Json.stringify(wire.right), {
          onLeft: ({ path, rule }) => [{ field: fieldName(path), rule }] as const,
          onRight: (text) => ({ query: "", body: text })
        })
    }
  })
}

const makeDecode = (success: Schema.Schema.AnyNoContext) =>
  lazily(() => {
    const decode = Schema.decodeUnknownEither(success, { errors: "all" })
    return (reply: unknown) => Either.mapLeft(decode(reply), fromParseError)
  })

const make = (method: Any["method"], name: string, path: `/${string}`, options: PostOptions): unknown => {
  const credential = options.credential === undefined ? AccessToken : options.credential ?? undefined
  const codes = options.returnCodes.filter((code) => typeof code === "number")
  const failures = options.returnCodes.filter((code) => typeof code !== "number")
  const success = options.success ?? Acknowledgement

  // The types of `get` and `post` say what is called with what; here it is the same for all.
  const endpoint: Endpoint<unknown, unknown, never, unknown> = Object.assign(
    (input?: unknown) => new PendingCall(endpoint, input),
    {
      [TypeId]: TypeId,
      method,
      path,
      permissionSets: options.permissionSets,
      eligibility: options.eligibility,
      cloudCall: options.cloudCall,
      semantics: options.semantics,
      returnCodes: [...codes, ...failures.map((failure) => failure.code)].sort((a, b) => a - b),
      failures: new Map(failures.map((failure) => [failure.code, failure])),
      credential,
      query: options.query,
      body: options.body,
      success,
      encode: makeEncode(method, options),
      decode: options.success === undefined ? () => Either.void : makeDecode(success)
    } as const
  )
  return Object.defineProperty(endpoint, "name", { value: name, enumerable: true })
}

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
  make("GET", name, path, options) as FromOptions<O>

/** An interface that takes a POST with a JSON body. */
export const post = <const O extends PostOptions>(name: string, path: `/${string}`, options: O): FromOptions<O> =>
  make("POST", name, path, options) as FromOptions<O>

/** Whether a value is an endpoint. */
export const isEndpoint = (u: unknown): u is Any => Predicate.hasProperty(u, TypeId)
