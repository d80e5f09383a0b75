/** A refresh storm. */
import type { Options } from "../options.ts"
import type { Result } from "../probes/storm.ts"
import { probe } from "../processes.ts"
import { fixed, type Section } from "../report.ts"

export const storm = async ({ quick }: Options): Promise<Section> => {
  const result = await probe<Result>("storm", { args: [quick ? "300" : "10000"] })
  return {
    title: "A refresh storm",
    notes: [
      "All tokens are over, the component's too; two callers for each authorizer begin at the same time. The reply to a",
      "refresh is 50 ms on its way, and that to the first one does not come before nothing else is left to come. The",
      "simulator runs in the same process, so that the rate is of both together."
    ],
    columns: ["row", "figure"],
    rows: [
      ["authorizers whose tokens are over", fixed(result.authorizers, 0)],
      ["callers at the same time, all answered in the end", fixed(result.callers, 0)],
      ["requests for the component's token", fixed(result.componentTokens, 0)],
      ["requests for authorizers' tokens", fixed(result.refreshes, 0)],
      ["authorizers refreshed exactly once", fixed(result.refreshedOnce, 0)],
      ["calls made", fixed(result.calls, 0)],
      ["most refreshes under way at the same moment", fixed(result.mostAtOnce, 0)],
      ["callers answered before the last refresh but the slow one had ended", fixed(result.answeredBeforeLast, 0)],
      ["callers answered while the slow refresh was under way", fixed(result.answeredBesideSlow, 0)],
      ["callers of its own authorizer who waited for the slow refresh", fixed(result.waitedForSlow.own, 0)],
      ["callers of other authorizers who waited for the slow refresh", fixed(result.waitedForSlow.others, 0)],
      ["seconds, from the first call to the last reply that did not wait for it", fixed(result.seconds, 2)],
      ["refreshes per second", fixed(result.refreshes / result.seconds, 0)]
    ],
    data: result
  }
}
