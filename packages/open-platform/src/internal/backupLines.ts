import { Buffer } from "node:buffer"
import * as NodeCrypto from "node:crypto"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as PlatformStore from "../PlatformStore.ts"
import { BackupRefused } from "./backupErrors.ts"
import type { Key, Keyring } from "./sealedKeys.ts"

const format = "effect-wechat-backup/1"

const Header = Schema.Struct({
  backup: Schema.Literal(format),
  component: Schema.String,
  createdAt: Schema.String,
  key: Schema.String,
  /** Makes the key of the file one of its own, so that no line of another file opens in it */
  salt: Schema.String
})

const Entry = Schema.parseJson(Schema.Tuple(Schema.Literal("authorizer", "component"), Schema.String, Schema.String))
const End = Schema.parseJson(Schema.Struct({ records: Schema.Int, leftOut: Schema.Int }))

/**
 * One document of a backup.
 *
 * @internal
 */
export interface Entry {
  readonly kind: PlatformStore.Key["kind"]
  readonly id: string
  readonly body: string
}

/** @internal */
export interface Summary {
  readonly component: string
  readonly createdAt: string
  readonly records: number
  readonly leftOut: number
}

const tagSize = 16

type Purpose = "record" | "end"

/** The place of a line is its nonce: under a key that seals one file, no place comes twice. */
const nonceOf = (place: number): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(place, 6, 6)
  return nonce
}

/** The whole header is in it, so a header that was edited opens nothing. */
const fileKey = (key: Key, header: string): Buffer => key.derive("backup", header)

const sealLine = (key: Buffer, purpose: Purpose, place: number, text: string): string => {
  const cipher = NodeCrypto.createCipheriv("aes-256-gcm", key, nonceOf(place), { authTagLength: tagSize })
  cipher.setAAD(Buffer.from(purpose))
  const bytes = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
  return `{"${purpose}":"${bytes.toString("base64")}"}\n`
}

const openLine = (key: Buffer, purpose: Purpose, place: number, text: string): Option.Option<string> => {
  const bytes = Buffer.from(text, "base64")
  if (bytes.length < tagSize || bytes.toString("base64") !== text) return Option.none()
  return Option.liftThrowable(() => {
    const decipher = NodeCrypto.createDecipheriv("aes-256-gcm", key, nonceOf(place), { authTagLength: tagSize })
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-tagSize))
    return decipher.update(bytes.subarray(0, -tagSize), undefined, "utf8") + decipher.final("utf8")
  })()
}

/**
 * Writes one backup, line by line.
 *
 * @internal
 */
export const writer = (key: Key, component: string, createdAt: string) => {
  const header = JSON.stringify({
    backup: format,
    component,
    createdAt,
    key: key.name,
    salt: NodeCrypto.randomBytes(32).toString("base64")
  })
  const secret = fileKey(key, header)
  let records = 0
  return {
    header: `${header}\n`,
    record: ({ body, id, kind }: Entry): string =>
      sealLine(secret, "record", records++, JSON.stringify([kind, id, body])),
    end: (leftOut: number): string => sealLine(secret, "end", records, JSON.stringify({ records, leftOut }))
  }
}

const decodeHeader = Schema.decodeEither(Schema.parseJson(Header))
const decodeAny = Schema.decodeEither(Schema.parseJson(Schema.Struct({ backup: Schema.String })))
const decodeEntry = Schema.decodeEither(Entry)
const decodeEnd = Schema.decodeEither(End)

/**
 * Reads one backup, line by line, and believes nothing that is not authentic and in its place.
 *
 * @internal
 */
export const reader = (keys: Keyring, component: string) => {
  let begun: { readonly text: string; readonly createdAt: string; readonly secret: Buffer } | undefined
  let ended: { readonly records: number; readonly leftOut: number } | undefined
  let records = 0
  let line = 0

  const refused = (rule: BackupRefused["rule"]) => Either.left(new BackupRefused({ rule, line }))

  const begin = (text: string): Either.Either<Option.Option<Entry>, BackupRefused> => {
    const header = decodeHeader(text)
    if (Either.isLeft(header)) return refused(Either.isRight(decodeAny(text)) ? "UnknownFormat" : "NotABackup")
    if (header.right.component !== component) return refused("OtherComponent")
    const key = keys.byName.get(header.right.key)
    if (key === undefined) return refused("UnknownKey")
    begun = { text, createdAt: header.right.createdAt, secret: fileKey(key, text) }
    return Either.right(Option.none())
  }

  return {
    /** What stands first, to tell one backup from another */
    header: (): string | undefined => begun?.text,
    line: (text: string): Either.Either<Option.Option<Entry>, BackupRefused> => {
      line += 1
      if (begun === undefined) return begin(text)
      if (ended !== undefined) return refused("LinesBehindTheEnd")
      const [, purpose, sealed = ""] = /^\{"(record|end)":"([A-Za-z0-9+/=]+)"\}$/.exec(text) ?? []
      if (purpose === "record") {
        const opened = openLine(begun.secret, purpose, records, sealed)
        if (Option.isNone(opened)) return refused("NotAuthentic")
        const entry = decodeEntry(opened.value)
        if (Either.isLeft(entry)) return refused("UnknownFormat")
        records += 1
        const [kind, id, body] = entry.right
        return Either.right(Option.some({ kind, id, body }))
      }
      const opened = purpose === "end" ? openLine(begun.secret, purpose, records, sealed) : Option.none()
      if (Option.isNone(opened)) return refused("NotAuthentic")
      const end = decodeEnd(opened.value)
      if (Either.isLeft(end) || end.right.records !== records) return refused("UnknownFormat")
      ended = end.right
      return Either.right(Option.none())
    },
    end: (): Either.Either<Summary, BackupRefused> => {
      line += 1
      if (begun === undefined) return refused("NotABackup")
      return ended === undefined
        ? refused("Truncated")
        : Either.right({ component, createdAt: begun.createdAt, ...ended })
    }
  }
}
