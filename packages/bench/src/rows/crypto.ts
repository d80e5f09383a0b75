/** What opening a push costs. */
import type { Options } from "../options.ts"
import type { Result } from "../probes/crypto.ts"
import { probe } from "../processes.ts"
import { fixed, type Section, spread } from "../report.ts"

export const crypto = async ({ quick }: Options): Promise<Section> => {
  const result = await probe<Result>("crypto", { args: quick ? ["3000", "3"] : ["50000", "9"] })
  const micros = ({ max, median, min }: Result["ours"]) => ({ median: median / 1e3, min: min / 1e3, max: max / 1e3 })
  return {
    title: "Crypto of one push",
    notes: ["A text message of about 300 bytes: its signature is compared, then it is decrypted. XML is not read."],
    columns: ["row", "µs", "× wechat-crypto"],
    rows: [
      ["wechat-crypto 0.0.2", spread(micros(result.theirs)), "1.00"],
      ["MessageCrypto.decrypt", spread(micros(result.ours)), fixed(result.ours.median / result.theirs.median, 2)]
    ],
    data: result
  }
}
