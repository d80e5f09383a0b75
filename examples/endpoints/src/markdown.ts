/** The endpoints as the page `docs/endpoints.md`. */
import type { Catalogue } from "@effect-wechat/core"
import { Array as Arr, Record } from "effect"

const head = `# Endpoints

Every interface that this library calls. The page is written by \`npm run --silent endpoints -- --markdown\` from the
endpoint values themselves, and the tests hold it against them.

**Sets**: any one of these permission sets, granted by the merchant, gives the interface to a service provider; where none
is named, none is needed. **Accounts**: what is asked of a subscription account / of a service account.

**Semantics** say what may be repeated:

| semantics | meaning | the client repeats it by itself |
| --- | --- | --- |
| \`read\` | changes nothing | when WeChat is busy, and after a lost reply |
| \`idempotent\` | leaves the same state, however often it is done | when WeChat is busy, and after a lost reply |
| \`once\` | may do something again | only where it is certain that nothing was sent |

A token that WeChat rejects is replaced once, whatever the semantics: what carried it was not done.

**Failures** are the tags that a call has in its type besides \`CallRefused\` and \`WeChatError\`, with their return codes.

Left out: \`material/add_news\` and \`material/update_news\`, which WeChat has withdrawn (drafts took their place), and the
product cards of \`channels/ec\`, which belong to none of these sets.`

const columns = ["call", "interface", "method and path", "sets", "accounts", "semantics", "failures"]

const row = (entry: Catalogue.Entry): ReadonlyArray<string> => [
  `\`${entry.call}\``,
  entry.name,
  `\`${entry.method} ${entry.path}\``,
  entry.permissionSets.join(", "),
  `${entry.eligibility.official} / ${entry.eligibility.service}`,
  entry.semantics,
  entry.failures.map(({ code, tag }) => `\`${tag}\` ${code}`).join(", ")
]

const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

const section = (group: string, entries: ReadonlyArray<Catalogue.Entry>): string =>
  [`## ${group}`, "", line(columns), line(columns.map(() => "---")), ...entries.map((entry) => line(row(entry)))].join(
    "\n"
  )

/** The whole page, without a line break at its end. */
export const markdown = (entries: ReadonlyArray<Catalogue.Entry>): string =>
  [head, ...Record.toEntries(Arr.groupBy(entries, ({ group }) => group)).map(([group, all]) => section(group, all))]
    .join("\n\n")
