/** What opening a push costs. */
import type { Figures } from "../measure.ts"
import type { Options } from "../options.ts"
import type { Result } from "../probes/crypto.ts"
import { probe } from "../processes.ts"
import { fixed, type Section, spread } from "../report.ts"

const micros = ({ max, median, min }: Figures): Figures => ({ median: median / 1e3, min: min / 1e3, max: max / 1e3 })

/** A row beside the one that it is compared with. */
const beside = (theirs: Figures) => (title: string, figures: Figures): ReadonlyArray<string> => [
  title,
  spread(micros(figures)),
  fixed(figures.median / theirs.median, 2)
]

export const crypto = async ({ quick }: Options): Promise<Section> => {
  const result = await probe<Result>("crypto", { args: quick ? ["3000", "3"] : ["50000", "9"] })
  const { event, opened, read } = result
  const opening = beside(opened.theirs)
  const reading = beside(read.theirs)
  return {
    title: "Crypto of one push",
    notes: [
      "A text message of about 300 bytes: its signature is compared, then it is decrypted; and the same between reading",
      "the XML outside and the XML inside. Beside each, how often the time of the peer's same work it takes."
    ],
    columns: ["row", "µs", "× peer"],
    rows: [
      opening("wechat-crypto 0.0.2", opened.theirs),
      opening("MessageCrypto.decrypt", opened.ours),
      reading("wechat-crypto 0.0.2, and xml2js 0.6.2 before and after", read.theirs),
      reading("MessageCrypto.decrypt, and the platform's reader before and after", read.ours),
      reading("… and then the typed event", event)
    ],
    data: result
  }
}
