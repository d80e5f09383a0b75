/** How much is measured. */
import { parseArgs } from "node:util"

export interface Options {
  readonly quick: boolean
  readonly json: string | undefined
  /** The sections that are wanted, all of them when it is not there */
  readonly only: ReadonlyArray<string> | undefined
}

export const read = (args: ReadonlyArray<string>): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: "boolean" }, json: { type: "string" }, only: { type: "string" } }
  })
  return { quick: values.quick === true, json: values.json, only: values.only?.split(",") }
}
