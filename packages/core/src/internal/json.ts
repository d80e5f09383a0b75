/**
 * JSON as WeChat speaks it. Integers of any size survive both ways, raw control characters in replies are tolerated, and
 * no `\uXXXX` goes out, because WeChat refuses such an escape or stores it as it stands.
 *
 * The engine's own JSON does the work wherever it does it right; what it cannot do is done here.
 *
 * @internal
 */
import * as Either from "effect/Either"

/**
 * Why a text is not JSON, and where; never what it says
 *
 * @internal
 */
export interface JsonError {
  readonly _tag: "JsonError"
  readonly problem: "empty" | "html" | "truncated" | "syntax"
  readonly position: number
}

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

/** Deeper than any interface of WeChat, and far from the end of the stack. */
const maxDepth = 512

/** More than any id has. The engine takes ever longer over a bigint, and in the end refuses it. */
const maxDigits = 4096

/** The first digits that a number may not hold exactly: 2^53 has as many. */
const longDigits = 16

const failed = Symbol("failed")

const jsonError = (problem: JsonError["problem"], position: number): JsonError => ({
  _tag: "JsonError",
  problem,
  position
})

const unsendable = (rule: string, path: ReadonlyArray<string | number> = []): Unsendable => ({
  _tag: "Unsendable",
  path,
  rule
})

// --- Reading -------------------------------------------------------------------------------------------------------

/**
 * Reads JSON. An integer that a number cannot hold exactly becomes a `bigint`, every other number a number.
 *
 * @internal
 */
export const parse = (text: string): Either.Either<unknown, JsonError> => {
  if (!mayHoldLongInteger(text) && !mayBeDeep(text)) {
    const parsed = Either.try((): unknown => JSON.parse(text))
    if (Either.isRight(parsed)) return Either.right(parsed.right)
  }
  return new Reader(text).read()
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Looks at every sixteenth character only, because no run of sixteen digits fits in between. */
const mayHoldLongInteger = (text: string): boolean => {
  for (let at = longDigits - 1; at < text.length; at += longDigits) {
    if (!isDigit(text.charCodeAt(at))) continue
    let start = at
    while (isDigit(text.charCodeAt(start - 1))) start -= 1
    while (isDigit(text.charCodeAt(at + 1))) at += 1
    if (at - start + 1 >= longDigits && mayStartNumber(text, start)) return true
  }
  return false
}

/** Long digits in a text or after a decimal point, of which articles are full, seldom look like this. */
const mayStartNumber = (text: string, digits: number): boolean => {
  const before = text[text[digits - 1] === "-" ? digits - 2 : digits - 1]
  return before === undefined || ":,[ \n\r\t".includes(before)
}

/** Counts what opens a level: the engine finds that faster than it reads, so that depth costs little to rule out. */
const mayBeDeep = (text: string): boolean => {
  if (text.length < 2 * maxDepth) return false
  let openers = 0
  for (const opener of ["[", "{"]) {
    for (let at = text.indexOf(opener); at !== -1; at = text.indexOf(opener, at + 1)) {
      openers += 1
      if (openers > maxDepth) return true
    }
  }
  return false
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\"", "\""],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"]
])

class Reader {
  private readonly text: string
  private at = 0
  private depth = 0
  private isTruncated = false
  /** Where the next backslash is, remembered so that a text with few of them is not searched again and again */
  private backslash = -1

  constructor(text: string) {
    this.text = text
  }

  read(): Either.Either<unknown, JsonError> {
    if (this.code() === 0xfeff) this.at += 1
    this.skipSpace()
    if (this.at === this.text.length) return Either.left(jsonError("empty", this.at))
    if (this.text[this.at] === "<") return Either.left(jsonError("html", this.at))
    const value = this.readValue()
    if (value !== failed) {
      this.skipSpace()
      if (this.at === this.text.length) return Either.right(value)
    }
    return Either.left(jsonError(this.isTruncated ? "truncated" : "syntax", this.at))
  }

  private code(): number {
    return this.text.charCodeAt(this.at)
  }

  private fail(): typeof failed {
    this.isTruncated = this.at >= this.text.length
    return failed
  }

  private skipSpace(): void {
    for (let code = this.code(); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; code = this.code()) {
      this.at += 1
    }
  }

  private readValue(): unknown {
    switch (this.text[this.at]) {
      case "{":
        return this.readObject()
      case "[":
        return this.readArray()
      case "\"":
        return this.readString()
      case "t":
        return this.readWord("true", true)
      case "f":
        return this.readWord("false", false)
      case "n":
        return this.readWord("null", null)
      default:
        return this.readNumber()
    }
  }

  private readWord<A>(word: string, value: A): A | typeof failed {
    for (let index = 0; index < word.length; index++, this.at++) {
      if (this.code() !== word.charCodeAt(index)) return this.fail()
    }
    return value
  }

  private skipDigits(): boolean {
    const start = this.at
    while (isDigit(this.code())) this.at += 1
    return this.at > start
  }

  private readNumber(): number | bigint | typeof failed {
    const { text } = this
    const start = this.at
    if (text[this.at] === "-") this.at += 1
    if (text[this.at] === "0") this.at += 1
    else if (!this.skipDigits()) return this.fail()
    const end = this.at
    if (text[this.at] === ".") {
      this.at += 1
      if (!this.skipDigits()) return this.fail()
    }
    if (text[this.at] === "e" || text[this.at] === "E") {
      this.at += 1
      if (text[this.at] === "+" || text[this.at] === "-") this.at += 1
      if (!this.skipDigits()) return this.fail()
    }
    const literal = text.slice(start, this.at)
    const number = Number(literal)
    if (this.at > end || Number.isSafeInteger(number)) return number
    if (literal.length <= maxDigits) return BigInt(literal)
    this.at = start
    return failed
  }

  /** Jumps to the next quote or backslash, over raw control characters as over any other. */
  private readString(): string | typeof failed {
    const { text } = this
    this.at += 1
    let read = ""
    for (;;) {
      const quote = text.indexOf("\"", this.at)
      const end = quote === -1 ? text.length : quote
      if (this.backslash < this.at) {
        const next = text.indexOf("\\", this.at)
        this.backslash = next === -1 ? text.length : next
      }
      if (this.backslash >= end) {
        read += text.slice(this.at, end)
        this.at = end
        if (quote === -1) return this.fail()
        this.at += 1
        return read
      }
      read += text.slice(this.at, this.backslash)
      this.at = this.backslash + 1
      const escape = this.readEscape()
      if (escape === failed) return failed
      read += escape
    }
  }

  private readEscape(): string | typeof failed {
    const letter = this.text[this.at] ?? ""
    if (letter === "u") {
      this.at += 1
      return this.readUnit()
    }
    const escape = escapes.get(letter)
    if (escape === undefined) return this.fail()
    this.at += 1
    return escape
  }

  private readUnit(): string | typeof failed {
    let unit = 0
    for (const end = this.at + 4; this.at < end; this.at++) {
      const digit = "0123456789abcdef".indexOf((this.text[this.at] ?? "?").toLowerCase())
      if (digit === -1) return this.fail()
      unit = unit * 16 + digit
    }
    return String.fromCharCode(unit)
  }

  private readArray(): ReadonlyArray<unknown> | typeof failed {
    if (!this.enter()) return failed
    const items: Array<unknown> = []
    if (this.text[this.at] === "]") return this.leave(items)
    for (;;) {
      const item = this.readValue()
      if (item === failed) return failed
      items.push(item)
      this.skipSpace()
      if (this.text[this.at] === "]") return this.leave(items)
      if (!this.skipMark(",")) return failed
    }
  }

  private readObject(): Readonly<Record<string, unknown>> | typeof failed {
    if (!this.enter()) return failed
    const members: Record<string, unknown> = {}
    if (this.text[this.at] === "}") return this.leave(members)
    for (;;) {
      if (this.text[this.at] !== "\"") return this.fail()
      const key = this.readString()
      if (key === failed) return failed
      this.skipSpace()
      if (!this.skipMark(":")) return failed
      const value = this.readValue()
      if (value === failed) return failed
      // An assignment would set the prototype
      if (key === "__proto__") {
        Object.defineProperty(members, key, { value, configurable: true, enumerable: true, writable: true })
      } else members[key] = value
      this.skipSpace()
      if (this.text[this.at] === "}") return this.leave(members)
      if (!this.skipMark(",")) return failed
    }
  }

  private enter(): boolean {
    if (this.depth === maxDepth) return false
    this.depth += 1
    this.at += 1
    this.skipSpace()
    return true
  }

  private leave<A>(value: A): A {
    this.depth -= 1
    this.at += 1
    return value
  }

  private skipMark(mark: string): boolean {
    if (this.text[this.at] !== mark) {
      this.fail()
      return false
    }
    this.at += 1
    this.skipSpace()
    return true
  }
}

// --- Writing -------------------------------------------------------------------------------------------------------

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
