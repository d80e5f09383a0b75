/** What an import takes in a fresh process, beside effect and its platform alone. */
import { heapAfterGc } from "../heap.ts"
import { answer } from "./answer.ts"

export interface Import {
  /** Milliseconds */
  readonly millis: number
  /** Bytes */
  readonly heap: number
}

const ofCore = (module: string) => new URL(`../../../core/dist/${module}.js`, import.meta.url).href

const modules = {
  effect: ["effect", "@effect/platform"],
  core: [ofCore("index")],
  family: [ofCore("WeChatClient"), ofCore("AccessToken"), ofCore("api/Draft")]
}

export type Name = keyof typeof modules

const measured = async (names: ReadonlyArray<string>): Promise<Import> => {
  const heap = heapAfterGc()
  const since = performance.now()
  await names.reduce<Promise<unknown>>((before, name) => before.then(() => import(name)), Promise.resolve())
  return { millis: performance.now() - since, heap: heapAfterGc() - heap }
}

/** What each takes after those before it. */
const inOrder = (names: ReadonlyArray<string>): Promise<ReadonlyArray<Import>> =>
  names.reduce<Promise<ReadonlyArray<Import>>>(
    async (before, name) => [...(await before), await measured(modules[name as Name])],
    Promise.resolve([])
  )

answer(inOrder(process.argv.slice(2)))
