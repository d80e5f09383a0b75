import * as Option from "effect/Option"
import type { Field, Fields } from "../Event.ts"

/** WeChat's deepest push has five levels. */
const maxDepth = 16
const maxElements = 5000

const name = "[A-Za-z_][\\w.-]{0,127}"
const startTag = new RegExp(`<(${name})\\s*(/?)>`, "y")
const endTag = new RegExp(`</(${name})\\s*>`, "y")
const declaration = /^\uFEFF?\s*(?:<\?xml[^<>]{0,200}\?>)?\s*/
const startOfCdata = "<![CDATA["
const endOfCdata = "]]>"

const reference = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi
const strayAmpersand = /&(?!(?:#x[\da-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);)/i
const predefined: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'" }

/** Whether a reference may stand for this character: no surrogate, nothing beyond Unicode, no NUL. */
const isCharacter = (code: number): boolean => code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)

const codeOf = (hexadecimal: string | undefined, decimal: string | undefined): number =>
  hexadecimal === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hexadecimal, 16)

/** The five predefined references and those by number; there is no DOCTYPE that could declare others. */
const decodeText = (text: string): string | undefined => {
  if (!text.includes("&")) return text
  if (strayAmpersand.test(text)) return undefined
  for (const [, hexadecimal, decimal, word] of text.matchAll(reference)) {
    if (word === undefined ? !isCharacter(codeOf(hexadecimal, decimal)) : predefined[word] === undefined) {
      return undefined
    }
  }
  return text.replace(reference, (_, hexadecimal?: string, decimal?: string, word?: string) =>
    word === undefined
      ? String.fromCodePoint(codeOf(hexadecimal, decimal))
      : predefined[word] ?? "")
}

/** An element whose end has not come yet. */
interface Unfinished {
  readonly name: string
  readonly children: Map<string, [Field, ...Array<Field>]>
  text: string
}

const finish = ({ children, text }: Unfinished): Field | undefined => {
  if (children.size === 0) return text
  // Between elements stands nothing but white space.
  if (text.trim() !== "") return undefined
  // Own properties whatever they are called, also those that objects have by nature.
  return Object.fromEntries(Array.from(children, ([child, all]) => [child, all.length === 1 ? all[0] : all]))
}

/** Puts a finished element into the one around it. */
const add = (parent: Unfinished, child: string, field: Field): void => {
  const former = parent.children.get(child)
  if (former === undefined) parent.children.set(child, [field])
  else former.push(field)
}

/**
 * Reads the small XML that WeChat pushes: `<xml>` with elements and text in it, nothing else. A DOCTYPE, comments,
 * processing instructions, attributes and entities of one's own are no part of it, so there is nothing to expand, fetch or
 * loop over: the time is that of one pass.
 *
 * @internal
 */
export const read = (xml: string): Option.Option<Fields> => {
  const root: Unfinished = { name: "", children: new Map(), text: "" }
  const open: Array<Unfinished> = []
  let current = root
  let elements = 0
  let at = declaration.exec(xml)?.[0].length ?? 0
  while (at < xml.length) {
    if (xml.charAt(at) !== "<") {
      const next = xml.indexOf("<", at)
      const end = next === -1 ? xml.length : next
      const text = decodeText(xml.slice(at, end))
      if (text === undefined) return Option.none()
      current.text += text
      at = end
    } else if (xml.startsWith(startOfCdata, at)) {
      const end = xml.indexOf(endOfCdata, at + startOfCdata.length)
      if (end === -1) return Option.none()
      current.text += xml.slice(at + startOfCdata.length, end)
      at = end + endOfCdata.length
    } else if (xml.charAt(at + 1) === "/") {
      endTag.lastIndex = at
      const tag = endTag.exec(xml)
      const parent = open.pop()
      const field = finish(current)
      if (tag === null || parent === undefined || tag[1] !== current.name || field === undefined) return Option.none()
      add(parent, current.name, field)
      current = parent
      at += tag[0].length
    } else {
      startTag.lastIndex = at
      const tag = startTag.exec(xml)
      if (tag === null || ++elements > maxElements || open.length === maxDepth) return Option.none()
      const [{ length }, child = "", isEmpty] = tag
      if (isEmpty === "") {
        open.push(current)
        current = { name: child, children: new Map(), text: "" }
      } else add(current, child, "")
      at += length
    }
  }
  if (current !== root || root.children.size !== 1 || root.text.trim() !== "") return Option.none()
  const [content, ...others] = root.children.get("xml") ?? []
  return content === undefined || others.length > 0 || typeof content === "string" || Array.isArray(content)
    ? Option.none()
    // Array.isArray does not see a readonly array, but what is left is no array.
    : Option.some(content as Fields)
}

/**
 * The text of an element that stands there once.
 *
 * @internal
 */
export const textOf = (fields: Fields, field: string): string | undefined => {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined
  return typeof value === "string" ? value : undefined
}

/**
 * An element with a text that may hold anything.
 *
 * @internal
 */
export const cdata = (element: string, text: string): string =>
  `<${element}>${startOfCdata}${text.replaceAll(endOfCdata, "]]]]><![CDATA[>")}${endOfCdata}</${element}>`
