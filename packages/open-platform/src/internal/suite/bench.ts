import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as PlatformStore from "../../PlatformStore.ts"

/**
 * What a case works on. A failure of the type `string` says what the store did instead of what it promises.
 *
 * @internal
 */
export interface Bench {
  readonly store: PlatformStore.Service
  /** A component that no other case has, so that cases can share a store */
  readonly component: string
  readonly lease: Duration.Duration
  readonly passTime: (duration: Duration.Duration) => Effect.Effect<void>
}

/** @internal */
export type Run<A = void> = Effect.Effect<A, string | PlatformStore.StoreError>

/** @internal */
export interface Promised {
  readonly name: string
  readonly run: (bench: Bench) => Run
}

/**
 * A promise about what is still there after a restart.
 *
 * @internal
 */
export interface Lasting {
  readonly name: string
  readonly before: (bench: Bench) => Run
  readonly after: (bench: Bench) => Run
}

/** @internal */
export const expect = (holds: boolean, otherwise: string): Effect.Effect<void, string> =>
  holds ? Effect.void : Effect.fail(otherwise)

/** @internal */
export const keyOf = (component: string, id: string): PlatformStore.Key => ({ component, kind: "authorizer", id })

/** Texts of some length are told by it: nobody wants to read them. */
const shown = (text: string): string => text.length > 60 ? `a text of ${text.length} characters` : JSON.stringify(text)

const described = (document: Option.Option<PlatformStore.Document>): string =>
  Option.match(document, {
    onNone: () => "no document",
    onSome: ({ body, id, version }) => `version ${version} of ${shown(id)} with ${shown(body)}`
  })

/** @internal */
export const expectDocument = (
  found: Option.Option<PlatformStore.Document>,
  expected: PlatformStore.Document
): Effect.Effect<void, string> =>
  expect(
    Option.exists(
      found,
      ({ body, id, version }) => id === expected.id && version === expected.version && body === expected.body
    ),
    `gave ${described(found)} instead of ${described(Option.some(expected))}`
  )

/** @internal */
export const expectStored = (
  store: PlatformStore.Service,
  key: PlatformStore.Key,
  version: number,
  body: string
): Run => Effect.flatMap(store.get(key), (found) => expectDocument(found, { id: key.id, version, body }))

/** @internal */
export const expectNothing = (store: PlatformStore.Service, key: PlatformStore.Key): Run =>
  Effect.flatMap(
    store.get(key),
    (found) => expect(Option.isNone(found), `gave ${described(found)} where nothing was written`)
  )

/** @internal */
export const write = (
  store: PlatformStore.Service,
  key: PlatformStore.Key,
  body: string,
  expected: number
): Run =>
  Effect.flatMap(
    store.put(key, body, expected),
    (written) =>
      expect(written, `did not write over version ${expected} of ${shown(key.id)}, which was the current one`)
  )

/** @internal */
export const writeAll = (store: PlatformStore.Service, component: string, ids: ReadonlyArray<string>): Run =>
  Effect.forEach(ids, (id) => write(store, keyOf(component, id), id, 0), { concurrency: 16, discard: true })

/** @internal */
export const expectRefused = (
  store: PlatformStore.Service,
  key: PlatformStore.Key,
  expected: number
): Run =>
  Effect.flatMap(
    store.put(key, "refused", expected),
    (written) => expect(!written, `wrote over version ${expected}, which was not the current one`)
  )
