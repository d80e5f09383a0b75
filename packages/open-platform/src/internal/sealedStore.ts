import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as PlatformStore from "../PlatformStore.ts"
import type * as StoreEncryption from "../StoreEncryption.ts"

/**
 * What is beneath the encryption, for those who need to see it: they change keys and make backups. As a property it
 * survives `{ ...store, get }`, by which stores are often dressed up.
 */
const beneathId: unique symbol = Symbol.for("@effect-wechat/open-platform/StoreEncryption/beneath")

/** @internal */
export interface Beneath {
  readonly raw: PlatformStore.Service
  readonly encryption: StoreEncryption.Service
  /** What lies beside a document */
  readonly former: NonNullable<StoreEncryption.SealOptions["former"]>
  /** Fails where the store's own page leaves out what was damaged */
  readonly strictPage: PlatformStore.Service["page"]
}

interface SealedStore extends PlatformStore.Service {
  readonly [beneathId]: Beneath
}

const isSealedStore = (store: PlatformStore.Service): store is SealedStore => Predicate.hasProperty(store, beneathId)

/** @internal */
export const beneath = (store: PlatformStore.Service): Option.Option<Beneath> =>
  isSealedStore(store) ? Option.some(store[beneathId]) : Option.none()

const failed = (operation: PlatformStore.StoreError["operation"]) => (fault: StoreEncryption.Fault) =>
  new PlatformStore.StoreError({ operation, fault })

/** @internal */
export const logDamaged = ({ component, id, kind }: PlatformStore.Key, what: string): Effect.Effect<void> =>
  Effect.logError(
    `The ${kind} ${id} of ${component} is damaged in the store (NotAuthentic) and ${what}: ` +
      "the service provider must restore it from a backup"
  )

/** @internal */
export const make = (
  raw: PlatformStore.Service,
  encryption: StoreEncryption.Service,
  former: Beneath["former"] = () => Effect.succeedNone
): PlatformStore.Service => {
  const opened = (key: PlatformStore.Key, document: PlatformStore.Document) =>
    Either.map(encryption.open(key, document), (body): PlatformStore.Document => ({ ...document, body }))

  const page: PlatformStore.Service["page"] = (of, { after, limit }) =>
    Effect.gen(function*() {
      const found = yield* raw.page(of, { after, limit })
      const readable: Array<PlatformStore.Document> = []
      for (const document of found) {
        const result = opened({ ...of, id: document.id }, document)
        if (Either.isRight(result)) readable.push(result.right)
        // The rest is for whoever gave the keys to mend, and then nothing is lost: half a list is no answer.
        else if (result.left !== "NotAuthentic") return yield* failed("page")(result.left)
        else yield* logDamaged({ ...of, id: document.id }, "was left out")
      }
      const last = found.at(-1)
      if (readable.length === found.length || found.length < limit || last === undefined) return readable
      // A short page would be taken for the last.
      return [...readable, ...yield* page(of, { after: last.id, limit: limit - readable.length })]
    })

  const strictPage: PlatformStore.Service["page"] = (of, options) =>
    Effect.flatMap(
      raw.page(of, options),
      Effect.forEach((document) => Either.mapLeft(opened({ ...of, id: document.id }, document), failed("page")))
    )

  const sealed: SealedStore = {
    get: (key) =>
      Effect.flatMap(
        raw.get(key),
        Option.match({
          onNone: () => Effect.succeedNone,
          onSome: (document) => Either.mapBoth(opened(key, document), { onLeft: failed("get"), onRight: Option.some })
        })
      ),
    put: (key, body, expected) =>
      Effect.suspend(() =>
        Either.match(encryption.seal(key, expected + 1, body), {
          onLeft: (fault) => Effect.fail(failed("put")(fault)),
          onRight: (text) => raw.put(key, text, expected)
        })
      ),
    page,
    acquire: raw.acquire,
    release: raw.release,
    [beneathId]: { raw, encryption, former, strictPage }
  }
  return sealed
}
