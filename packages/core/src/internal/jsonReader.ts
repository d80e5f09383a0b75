import * as Either from "effect/Either"
import { maxDepth } from "./jsonDepth.ts"

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
