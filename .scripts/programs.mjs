// A folder for the programs that tests bundle: the processes that run tests are ended before they could tidy up.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Once for all projects, each of which asks for it. */
export const setup = () => {
  if (process.env.TEST_PROGRAMS !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), "effect-wechat-programs-"))
  process.env.TEST_PROGRAMS = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
