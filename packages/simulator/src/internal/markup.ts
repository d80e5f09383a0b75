/**
 * HTML that cannot be broken out of: what is put into it is text, unless it was made here.
 *
 * @internal
 */
export interface Markup {
  readonly _tag: "Markup"
  readonly text: string
}

type Part = string | number | Markup | ReadonlyArray<Markup> | undefined

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\"": "&quot;",
  "'": "&#39;"
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "")

const textOf = (part: Part): string => {
  if (part === undefined) return ""
  if (typeof part === "string") return escape(part)
  if (typeof part === "number") return `${part}`
  return "_tag" in part ? part.text : part.map(({ text }) => text).join("")
}

/** @internal */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Markup => ({
  _tag: "Markup",
  text: strings.map((text, index) => text + textOf(parts[index])).join("")
})
