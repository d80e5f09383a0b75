/** From before the import to the first reply, and to the second. */
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { heapAfterGc } from "../heap.ts"
import { answer } from "./answer.ts"

/** A program: to be started with an address, then to be called. */
export type Start = (baseUrl: string) => () => Promise<unknown>

export interface Result {
  /** Milliseconds until everything is imported */
  readonly imported: number
  /** Milliseconds until the first reply, import included */
  readonly first: number
  /** Milliseconds of the second call alone */
  readonly second: number
  /** What is kept after both calls, in bytes */
  readonly heap: number
}

const [folder = "", name = "", baseUrl = ""] = process.argv.slice(2)

const measure = async (): Promise<Result> => {
  const { href } = pathToFileURL(join(folder, "starts", `${name}.js`))
  const heap = heapAfterGc()
  const since = performance.now()
  const { start } = (await import(href)) as { readonly start: Start }
  const imported = performance.now() - since
  const call = start(baseUrl)
  const reply = await call()
  const first = performance.now() - since
  const again = await call()
  const second = performance.now() - since - first
  const kept = heapAfterGc() - heap
  for (const text of [reply, again].map((one) => JSON.stringify(one))) {
    if (text !== `{"total_count":15}`) throw new Error(`${name} got another reply: ${text}`)
  }
  return { imported, first, second, heap: kept }
}

answer(measure())
