// A folder for the programs that tests bundle: the processes that run tests are ended before they could tidy up.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const setup = () => {
  const folder = mkdtempSync(join(tmpdir(), "effect-wechat-programs-"))
  process.env.TEST_PROGRAMS = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
