/** The memory of authorizers. */
import type { Options } from "../options.ts"
import type { Result } from "../probes/memory.ts"
import { probe } from "../processes.ts"
import { fixed, type Section } from "../report.ts"

export const memory = async ({ quick }: Options): Promise<Section> => {
  const result = await probe<Result>("memory", { args: [quick ? "20000" : "100000"] })
  const { active, allCalled, called, idle, known, row } = result
  return {
    title: `Memory of ${fixed(known, 0)} known authorizers`,
    notes: [
      "Growth of the heap after a full collection, with the store in memory: the platform itself keeps nothing of an",
      `authorizer that nobody calls for, and by default of no more than ${fixed(10_000, 0)} others.`
    ],
    columns: ["row", "bytes"],
    rows: [
      ["the row itself, as text", fixed(row, 0)],
      ["an idle one, beyond its row (key and document of the memory store)", fixed(idle, 0)],
      [`one of ${fixed(called, 0)} for which a call was made, in addition`, fixed(active, 0)],
      [`all ${fixed(known, 0)} after a call for each, in addition, per one known`, fixed(allCalled / known, 0)]
    ],
    data: result
  }
}
