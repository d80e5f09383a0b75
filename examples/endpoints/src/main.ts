/** Prints every endpoint of the library: a table for people, or with `--json` data for programs. */
import { Catalogue } from "@effect-wechat/core"
import { Console, Effect } from "effect"
import { markdown } from "./markdown.ts"

const usage = `Usage: npm run --silent endpoints -- [--json | --markdown]

Prints every endpoint of the library, one to a line.

  --json      as JSON, with the fields of requests and replies
  --markdown  as the page docs/endpoints.md
  --help      this text`

const columns: ReadonlyArray<readonly [title: string, cell: (entry: Catalogue.Entry) => string]> = [
  ["call", (entry) => entry.call],
  ["interface", (entry) => entry.name],
  ["method and path", (entry) => `${entry.method.padEnd(4)} ${entry.path}`],
  ["sets", (entry) => entry.permissionSets.join(", ")],
  ["official", (entry) => entry.eligibility.official],
  ["service", (entry) => entry.eligibility.service],
  ["semantics", (entry) => entry.semantics],
  ["codes", (entry) => entry.returnCodes.join(", ")]
]

const table = (entries: ReadonlyArray<Catalogue.Entry>): string => {
  const rows = [columns.map(([title]) => title), ...entries.map((entry) => columns.map(([, cell]) => cell(entry)))]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ").trimEnd())
  const rule = widths.map((width) => "-".repeat(width)).join("  ")
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].join("\n")
}

const forms: Readonly<Record<string, () => string>> = {
  "--help": () => usage,
  "--markdown": () => markdown(Catalogue.all),
  "--json": () => JSON.stringify(Catalogue.all, null, 2)
}

const program = (args: ReadonlyArray<string>) => {
  const unknown = args.find((arg) => forms[arg] === undefined)
  if (unknown !== undefined) {
    return Effect.as(Console.error(`endpoints: there is no option "${unknown}"\n\n${usage}`), 2)
  }
  const [form] = args
  if (args.length > 1) {
    return Effect.as(Console.error(`endpoints: one option at a time\n\n${usage}`), 2)
  }
  const output = (form === undefined ? undefined : forms[form]) ?? (() => table(Catalogue.all))
  return Effect.as(Console.log(output()), 0)
}

process.exitCode = Effect.runSync(program(process.argv.slice(2)))
