/** What an import takes in a fresh process, beside effect and its platform alone. */
import { heapAfterGc } from "../heap.ts"
import { answer } from "./answer.ts"

export interface Import {
  /** Milliseconds */
  readonly millis: number
  /** Bytes */
  readonly heap: number
}

/** What each takes after those before it. Names of one step are joined by commas. */
const [...steps] = process.argv.slice(2)

const measured = async (names: ReadonlyArray<string>): Promise<Import> => {
  // What was left behind before is not collected while others are measured.
  const heap = heapAfterGc()
  const since = performance.now()
  await names.reduce<Promise<unknown>>((before, name) => before.then(() => import(name)), Promise.resolve())
  return { millis: performance.now() - since, heap: heapAfterGc() - heap }
}

const inOrder: Promise<ReadonlyArray<Import>> = steps.reduce<Promise<ReadonlyArray<Import>>>(
  async (before, step) => [...(await before), await measured(step.split(","))],
  Promise.resolve([])
)

answer(inOrder)
