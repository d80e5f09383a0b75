/** Turns what happened into lines for people. */
import { type CallRefused, Eligibility } from "@effect-wechat/core"
import type { Authorizer } from "@effect-wechat/open-platform"
import type { Seen } from "@effect-wechat/simulator"
import { type Made, Outcome } from "./calls.ts"

const colours = { green: 32, yellow: 33, red: 31, bold: 1, dim: 2 } as const

type Colour = keyof typeof colours

/** Paints a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string

export const paint: Paint = (colour, text) => text === "" ? "" : `\u001b[${colours[colour]}m${text}\u001b[0m`
export const plain: Paint = (_, text) => text

const width = 120

/** Breaks a text between words, and sets every line in. */
const wrapped = (text: string, margin: number, bullet = ""): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = bullet
  for (const word of text.split(" ")) {
    if (margin + line.length + word.length > width) {
      lines.push(line)
      line = " ".repeat(bullet.length)
    }
    line += `${word} `
  }
  return [...lines, line].map((each) => `${" ".repeat(margin)}${each.trimEnd()}`)
}

/** Pads all columns but the last to their widest cell. */
const table = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
}

const numberOf = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`

export const section = (paint: Paint, title: string, lines: ReadonlyArray<string>): string =>
  ["", paint("bold", title), ...lines].join("\n")

const kinds = { service: "Service Account", official: "Official Account" } as const

/** Who has authorized, and what WeChat says about the accounts. */
export const authorizers = (all: ReadonlyArray<Authorizer.Authorizer>): ReadonlyArray<string> =>
  table(all.map(({ appId, facts, permissionSets }) => [
    facts?.nickname ?? "",
    appId,
    kinds[facts?.kind ?? "official"],
    Eligibility.certifiedFromVerifyType(facts?.verifyType ?? -1) ? "certified" : "not certified",
    `grants ${permissionSets.join(", ")}`
  ]))

interface MatrixRow {
  readonly name: string
  readonly cells: ReadonlyArray<ReadonlyArray<CallRefused.Reason>>
}

/** Who may make which call. */
export const matrix = (calls: ReadonlyArray<string>, rows: ReadonlyArray<MatrixRow>): ReadonlyArray<string> =>
  table([
    ["", ...calls],
    ...rows.map(({ cells, name }) => [
      name,
      ...cells.map((reasons) => reasons.length === 0 ? "yes" : reasons.map(({ _tag }) => _tag).join(" "))
    ])
  ])

const row = (paint: Paint, colour: Colour, mark: string, ...[name, input, result]: [string, string, string]) =>
  `  ${paint(colour, mark.padEnd(7))}  ${name.padEnd(18)}  ${input.padEnd(43)}  ${result}`.trimEnd()

const margin = 11

/** Refusals for the same reasons are told once. */
const grouped = (made: ReadonlyArray<Made>): ReadonlyArray<ReadonlyArray<Made>> => {
  const groups = new Map<string, Array<Made>>()
  for (const [index, each] of made.entries()) {
    const key = each.outcome._tag === "Refused" ? each.outcome.reasons.join() : `${index}`
    groups.set(key, [...groups.get(key) ?? [], each])
  }
  return [...groups.values()]
}

/** What became of calls. */
export const calls = (paint: Paint, made: ReadonlyArray<Made>): ReadonlyArray<string> =>
  grouped(made).flatMap((group) =>
    group.slice(0, 1).flatMap(({ call: { input, name }, outcome }) =>
      Outcome.$match(outcome, {
        Done: ({ result }) => [row(paint, "green", "ok", name, input, result)],
        Refused: ({ reasons }) => [
          `  ${paint("yellow", "refused")}  ${group.map(({ call }) => call.name).join(", ")}: nothing was sent`,
          ...reasons.flatMap((reason) => wrapped(reason, margin, "- "))
        ],
        Failed: ({ message, name: tag }) => [row(paint, "red", "failed", name, input, tag), ...wrapped(message, margin)]
      })
    )
  )

/** What became of a call that had to overcome something. */
export const trouble = (paint: Paint, title: string, { asked, call, outcome }: Made): ReadonlyArray<string> => {
  const line = (colour: Colour, mark: string, result: string) =>
    `  ${paint(colour, mark.padEnd(7))}  ${title.padEnd(33)}  ${call.name}: ${result}`
  const trace = () => wrapped(paint("dim", `asked: ${asked.join(", ")}`), margin)
  return Outcome.$match(outcome, {
    Done: ({ result }) => [line("green", "ok", result), ...trace()],
    Refused: ({ reasons }) => [line("yellow", "refused", "nothing was sent"), ...wrapped(reasons.join("; "), margin)],
    Failed: ({ message, name }) => [line("red", "failed", name), ...wrapped(message, margin)]
  })
}

/** What became of one call for each of many, in a line. */
export const outcomes = (all: ReadonlyArray<{ readonly name: string; readonly outcome: Outcome }>) =>
  wrapped(
    all.map(({ name, outcome }) =>
      `${name}: ${
        Outcome.$match(outcome, {
          Done: ({ result }) => result,
          Refused: () => "refused",
          Failed: ({ name }) => `failed (${name})`
        })
      }`
    ).join("; "),
    2
  )

/** What a platform knows that was started again, and what WeChat was asked until all drafts were counted. */
export const restarted = (
  known: ReadonlyArray<Authorizer.Authorizer>,
  counted: ReadonlyArray<{ readonly name: string; readonly outcome: Outcome }>,
  asked: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const authorized = known.filter(({ status }) => status === "authorized")
  const names = [...new Set(asked)].map((name) =>
    `${name} ${numberOf(asked.filter((each) => each === name).length, "time")}`
  )
  return [
    `  It knows ${
      numberOf(known.length, "merchant")
    }, ${authorized.length} of them authorized: nobody had to consent again.`,
    ...outcomes(counted),
    `  WeChat was asked ${names.join(", ")}${
      asked.every((name) => name === "draft_count") ? ": the tokens were in the file" : ""
    }.`
  ]
}

/** The last lines. */
export const summary = (
  paint: Paint,
  all: ReadonlyArray<Outcome>,
  requests: ReadonlyArray<Seen.Seen>,
  pushes: ReadonlyArray<Seen.SeenPush>
): string => {
  const count = (tag: Outcome["_tag"]) => all.filter(({ _tag }) => _tag === tag).length
  const asked = (name: string) => requests.filter(({ endpoint }) => endpoint === name).length
  return section(
    paint,
    `${numberOf(all.length, "call")} for 5 merchants: ${count("Done")} ok, `
      + `${count("Refused")} refused before anything was sent, ${count("Failed")} failed.`,
    [
      `WeChat was asked ${requests.length} times: ${asked("getComponentAccessToken")} for a token of the platform, `
      + `${asked("getAuthorizerRefreshToken")} to exchange a code, ${
        asked("getAuthorizerAccessToken")
      } for a new token `
      + "of a merchant.",
      `WeChat pushed ${pushes.length} times: ${pushes.filter(({ outcome }) => outcome === "accepted").length} accepted.`
    ]
  )
}
