import { Identifiers, WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Authorizer, type Versioned } from "../Authorizer.ts"
import * as PlatformStore from "../PlatformStore.ts"
import * as Bounded from "./bounded.ts"

/** What the component itself has to remember. */
const ComponentState = Schema.Struct({
  ticket: Schema.optionalWith(
    Schema.Struct({ value: Schema.Redacted(Schema.String), createdAt: Schema.Finite, receivedAt: Schema.Finite }),
    { exact: true }
  ),
  token: Schema.optionalWith(
    Schema.Struct({ value: Schema.Redacted(Schema.String), expiresAt: Schema.Finite }),
    { exact: true }
  ),
  /** Digests of the codes that were exchanged last, and for whom: the redirect and the event bring the same one */
  exchanged: Schema.Array(Schema.Struct({ digest: Schema.String, appId: Identifiers.AppId }))
})

/** @internal */
export type ComponentState = typeof ComponentState.Type

const nothingYet: ComponentState = { exchanged: [] }

/** With every try that fails somebody else has written, so only a store that never writes needs so many. */
const maxTries = 500

/** A schema at the boundary of the store: what it cannot read is the store's fault, and is never quoted. */
const codec = <A, I>(schema: Schema.Schema<A, I>) => {
  const json = Schema.parseJson(schema)
  const encode = Schema.encode(json)
  const decode = Schema.decode(json)
  return {
    encode: (value: A) =>
      Effect.mapError(encode(value), () => new PlatformStore.StoreError({ operation: "put", fault: "Unencodable" })),
    decode: (body: string) =>
      Effect.mapError(decode(body), () => new PlatformStore.StoreError({ operation: "get", fault: "Undecodable" }))
  }
}

const authorizers = codec(Authorizer)
const components = codec(ComponentState)

/**
 * A store as its component sees it: typed records.
 *
 * @internal
 */
export interface Documents {
  readonly authorizer: (appId: string) => Effect.Effect<Option.Option<Versioned>, PlatformStore.StoreError>
  /**
   * Changes a record as it stands at the moment of the write. `None` leaves it as it is. Gives what stands afterwards.
   *
   * As it was `known` to be a moment ago saves a read, where it is still so.
   */
  readonly changeAuthorizer: (
    appId: string,
    change: (current: Option.Option<Authorizer>) => Option.Option<Authorizer>,
    known?: Versioned
  ) => Effect.Effect<Option.Option<Versioned>, PlatformStore.StoreError>
  readonly page: (
    after: string | undefined,
    limit: number
  ) => Effect.Effect<ReadonlyArray<Versioned>, PlatformStore.StoreError>
  readonly component: Effect.Effect<ComponentState, PlatformStore.StoreError>
  readonly changeComponent: (
    change: (current: ComponentState) => ComponentState
  ) => Effect.Effect<ComponentState, PlatformStore.StoreError>
  readonly acquire: PlatformStore.Service["acquire"]
  readonly release: PlatformStore.Service["release"]
}

/** @internal */
export const make = (behind: PlatformStore.Service, component: Identifiers.AppId): Documents => {
  const store = Bounded.make(behind)
  const authorizerKey = (id: string): PlatformStore.Key => ({ component, kind: "authorizer", id })
  const componentKey: PlatformStore.Key = { component, kind: "component", id: component }

  const readAuthorizer = ({ body, version }: PlatformStore.Document) =>
    Effect.map(authorizers.decode(body), (authorizer): Versioned => ({ authorizer, version }))

  const authorizer: Documents["authorizer"] = (appId) =>
    Effect.flatMap(
      store.get(authorizerKey(appId)),
      Option.match({
        onNone: () => Effect.succeed(Option.none()),
        onSome: (document) => Effect.asSome(readAuthorizer(document))
      })
    )

  /** Somebody else may write in between: then the change is made again, on what they wrote. */
  const untilWritten = <A>(
    attempt: Effect.Effect<Option.Option<A>, PlatformStore.StoreError>,
    tries = maxTries
  ): Effect.Effect<A, PlatformStore.StoreError> =>
    Effect.flatMap(
      attempt,
      Option.match({
        onSome: Effect.succeed,
        onNone: () =>
          tries === 1
            ? Effect.fail(new PlatformStore.StoreError({ operation: "put", fault: "Contended" }))
            : Effect.andThen(Effect.yieldNow(), untilWritten(attempt, tries - 1))
      })
    )

  return {
    authorizer,
    changeAuthorizer: (appId, change, known) => {
      const changeOf = (current: Option.Option<Versioned>) => change(Option.map(current, (found) => found.authorizer))
      const write = (current: Option.Option<Versioned>, changed: Authorizer) =>
        Effect.gen(function*() {
          const version = Option.match(current, { onNone: () => 0, onSome: (found) => found.version })
          const written = yield* store.put(authorizerKey(appId), yield* authorizers.encode(changed), version)
          return written ? Option.some(Option.some({ authorizer: changed, version: version + 1 })) : Option.none()
        })
      const reading = untilWritten(Effect.flatMap(authorizer(appId), (current) =>
        Option.match(changeOf(current), {
          onNone: () => Effect.succeed(Option.some(current)),
          onSome: (changed) => write(current, changed)
        })))
      if (known === undefined) return reading
      return Option.match(changeOf(Option.some(known)), {
        // It may have become another one since.
        onNone: () => reading,
        onSome: (changed) =>
          Effect.flatMap(
            write(Option.some(known), changed),
            Option.match({ onSome: Effect.succeed, onNone: () => reading })
          )
      })
    },
    page: (after, limit) =>
      Effect.flatMap(
        store.page({ component, kind: "authorizer" }, { after, limit }),
        Effect.forEach((document) => readAuthorizer(document))
      ),
    component: Effect.flatMap(
      store.get(componentKey),
      Option.match({ onNone: () => Effect.succeed(nothingYet), onSome: ({ body }) => components.decode(body) })
    ),
    changeComponent: (change) =>
      untilWritten(Effect.gen(function*() {
        const document = yield* store.get(componentKey)
        const current = Option.isSome(document) ? yield* components.decode(document.value.body) : nothingYet
        const changed = change(current)
        if (changed === current) return Option.some(current)
        const version = Option.match(document, { onNone: () => 0, onSome: (found) => found.version })
        const written = yield* store.put(componentKey, yield* components.encode(changed), version)
        return written ? Option.some(changed) : Option.none()
      })),
    acquire: store.acquire,
    release: store.release
  }
}

/**
 * A failing store as the failure of a call.
 *
 * @internal
 */
export const toWeChatError = (endpoint: string) => (error: PlatformStore.StoreError): WeChatError.WeChatError =>
  new WeChatError.WeChatError({
    endpoint,
    reason: new WeChatError.StoreUnavailable({ detail: `${error.operation}: ${error.fault}` })
  })
