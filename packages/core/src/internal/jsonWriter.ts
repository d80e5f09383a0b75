import * as Either from "effect/Either"
import { maxDepth } from "./jsonDepth.ts"

/**
 * Why a value cannot be sent, and where it is; never what it says
 *
 * @internal
 */
export interface Unsendable {
  readonly _tag: "Unsendable"
  readonly path: ReadonlyArray<string | number>
  readonly rule: string
}

const failed = Symbol("failed")

const unsendable = (rule: string, path: ReadonlyArray<string | number> = []): Unsendable => ({
  _tag: "Unsendable",
  path,
  rule
})

/**
 * Writes JSON as `JSON.stringify` does, with every `bigint` as an integer and all text as it is.
 *
 * @internal
 */
export const stringify = (value: unknown): Either.Either<string, Unsendable> => {
  const written = Either.try((): string | undefined => needsCare(value, 0) ? undefined : JSON.stringify(value))
  // A text may hold a backslash and a "u" of its own: the writer tells them from an escape
  if (Either.isRight(written) && written.right !== undefined && !written.right.includes("\\u")) {
    return Either.right(written.right)
  }
  const carefully = Either.try(() => new Writer().write(value))
  return Either.isRight(carefully) ? carefully.right : Either.left(unsendable("must be plain data"))
}

/** Whether the engine would refuse the value, or write something else than it holds. */
const needsCare = (value: unknown, depth: number): boolean => {
  switch (typeof value) {
    case "bigint":
      return true
    case "number":
      return !Number.isFinite(value) || losesDigits(value)
    case "object":
      if (value === null) return false
      if (depth === maxDepth) return true
      if (Array.isArray(value)) {
        for (const item of value) {
          if (needsCare(item, depth + 1)) return true
        }
      } else if (isRecord(value)) {
        for (const key in value) {
          if (needsCare(value[key], depth + 1)) return true
        }
      }
      return false
    default:
      return false
  }
}

const isRecord = (value: object): value is Readonly<Record<string, unknown>> => !Array.isArray(value)

/** An integer that is written in digits of which the last are not its own; from 1e21 on it is written with an exponent. */
const losesDigits = (value: number): boolean =>
  (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) && Math.abs(value) < 1e21

/** How the engine escapes half of a pair (`\ud…`) and the control characters that have no letter (`\u00…`). */
const unicodeEscape = /(?<!\\)(?:\\\\)*\\u(?<first>.)/

class Writer {
  private readonly path: Array<string | number> = []
  private rule = ""

  write(value: unknown): Either.Either<string, Unsendable> {
    const written = this.writeValue(value, "")
    if (written === failed) return Either.left(unsendable(this.rule, this.path))
    return written === undefined ? Either.left(unsendable("must be a value")) : Either.right(written)
  }

  private refuse(rule: string): typeof failed {
    this.rule = rule
    return failed
  }

  /** Gives nothing for what JSON has no word for, as `JSON.stringify` does. */
  private writeValue(given: unknown, key: string): string | undefined | typeof failed {
    const value = hasToJson(given) ? given.toJSON(key) : given
    switch (typeof value) {
      case "string":
        return this.writeString(value)
      case "number":
        return this.writeNumber(value)
      case "bigint":
      case "boolean":
        return String(value)
      case "object":
        if (value === null) return "null"
        if (this.path.length === maxDepth) {
          // The way down says no more than its first step, least of all where it is a loop
          this.path.length = 1
          return this.refuse(`must not be nested deeper than ${maxDepth} levels`)
        }
        return Array.isArray(value) ? this.writeArray(value) : this.writeObject(value)
      default:
        return undefined
    }
  }

  private writeString(text: string): string | typeof failed {
    const quoted = JSON.stringify(text)
    const escape = quoted.includes("\\u") ? unicodeEscape.exec(quoted) : null
    if (escape === null) return quoted
    return this.refuse(
      escape.groups?.["first"] === "d"
        ? "must not hold half of a surrogate pair, such as a cut emoji"
        : "must not hold control characters other than tabs and line breaks"
    )
  }

  private writeNumber(number: number): string | typeof failed {
    if (!Number.isFinite(number)) return this.refuse("must be a finite number")
    if (losesDigits(number)) return this.refuse("must be a bigint, because a number does not hold it exactly")
    return JSON.stringify(number)
  }

  private writeArray(items: ReadonlyArray<unknown>): string | typeof failed {
    let written = ""
    for (let index = 0; index < items.length; index++) {
      this.path.push(index)
      const item = this.writeValue(items[index], String(index))
      if (item === failed) return failed
      this.path.pop()
      written += `${index === 0 ? "" : ","}${item ?? "null"}`
    }
    return `[${written}]`
  }

  private writeObject(members: object): string | typeof failed {
    let written = ""
    for (const [key, member] of Object.entries(members)) {
      const name = this.writeString(key)
      if (name === failed) return this.refuse(`must not have a field with a name that cannot be sent: it ${this.rule}`)
      this.path.push(key)
      const value = this.writeValue(member, key)
      if (value === failed) return failed
      this.path.pop()
      if (value !== undefined) written += `${written === "" ? "" : ","}${name}:${value}`
    }
    return `{${written}}`
  }
}

const hasToJson = (value: unknown): value is { readonly toJSON: (key: string) => unknown } =>
  typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function"
