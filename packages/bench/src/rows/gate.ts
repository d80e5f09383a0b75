/** The gate alone. */
import type { Options } from "../options.ts"
import type { Result } from "../probes/gate.ts"
import { probe } from "../processes.ts"
import { type Section, spread } from "../report.ts"

export const gate = async ({ quick }: Options): Promise<Section> => {
  const result = await probe<Result>("gate", { args: quick ? ["100000", "3"] : ["3000000", "9"] })
  return {
    title: "The gate when it allows",
    notes: ["No request is made. 1,000 authorizers are known, asked for in turn."],
    columns: ["row", "ns"],
    rows: [
      ["the answer alone, over all endpoints", spread(result.ask, 0)],
      ["all that stands before a request: record, gate and token out of memory", spread(result.peek, 0)]
    ],
    data: result
  }
}
