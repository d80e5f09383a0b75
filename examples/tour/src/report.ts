/** Says what happened, for people: aligned, and readable without colour. */
import type { Merchant } from "./merchants.ts"
import { type Made, Outcome, type Visit } from "./tour.ts"

/** Paints a text, or leaves it as it is. */
export type Paint = (colour: keyof typeof colours, text: string) => string

const colours = { green: 32, yellow: 33, red: 31, bold: 1, dim: 2 } as const

export const paint: Paint = (colour, text) => text === "" ? "" : `\u001b[${colours[colour]}m${text}\u001b[0m`
export const plain: Paint = (_, text) => text

const width = 110
const indent = " ".repeat(11)

/** Breaks a text between words, and sets every line in. */
const wrapped = (text: string, bullet = ""): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = bullet
  for (const word of text.split(" ")) {
    if (indent.length + line.length + word.length > width) {
      lines.push(line)
      line = " ".repeat(bullet.length)
    }
    line += `${word} `
  }
  return [...lines, line].map((each) => `${indent}${each.trimEnd()}`)
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`

const isForToken = (path: string) => path === "/cgi-bin/stable_token"

/** What the library did by itself, which shows in the requests only. */
const byItself = (requests: ReadonlyArray<string>): string => {
  const first = requests.findIndex((path) => !isForToken(path))
  if (first === -1) return ""
  if (requests.findLastIndex(isForToken) > first) return "  (token rejected: renewed, sent again)"
  return requests.slice(first).length > 1 ? "  (WeChat was busy: sent again)" : ""
}

const row = (paint: Paint, { input, name, outcome, requests }: Made): ReadonlyArray<string> => {
  const line = (colour: keyof typeof colours, mark: string, result: string) =>
    `  ${paint(colour, mark.padEnd(7))}  ${name.padEnd(18)}  ${input.padEnd(40)}  ${result}`
  return Outcome.$match(outcome, {
    Done: ({ result }) => [line("green", "ok", result) + paint("dim", byItself(requests))],
    Refused: ({ reasons }) => [
      line("yellow", "refused", "nothing was sent"),
      ...reasons.flatMap((reason) => wrapped(reason, "- "))
    ],
    Failed: ({ message, name }) => [line("red", "failed", name), ...wrapped(message)]
  })
}

const describe = ({ certified, granted, kind }: Merchant) =>
  `${kind === "service" ? "Service Account" : "Official Account"}, ${certified ? "" : "not "}certified, `
  + `granted permission sets: ${Array.from(granted).join(", ")}`

/** What became of the calls for one merchant. */
export const ofVisit = (paint: Paint, { made, merchant, notTried }: Visit): string =>
  [
    "",
    `${paint("bold", merchant.appId)}  ${describe(merchant)}`,
    ...made.flatMap((each) => row(paint, each)),
    ...(notTried === 0 ? [] : wrapped(`The other ${count(notTried, "call")} were not tried: there is no token.`))
  ].join("\n")

/** The last lines. */
export const ofAll = (paint: Paint, visits: ReadonlyArray<Visit>): string => {
  const made = visits.flatMap((visit) => visit.made)
  const number = (tag: Outcome["_tag"]) => made.filter(({ outcome }) => outcome._tag === tag).length
  const requests = made.flatMap((each) => each.requests)
  return [
    "",
    paint("bold", `${count(made.length, "call")} for ${count(visits.length, "merchant")}: `)
    + `${number("Done")} ok, ${number("Refused")} refused before anything was sent, ${number("Failed")} failed.`,
    `${count(requests.length, "request")} went out, ${requests.filter(isForToken).length} of them for tokens.`
  ].join("\n")
}
