/**
 * This repository's packages as an install would lay them out. Without that, a hook has to find their compiled files, and
 * a hook costs every import some time.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const packages = fileURLToPath(new URL("../../", import.meta.url))
const compiled = fileURLToPath(new URL("./", import.meta.url))

/** A folder below this package, where its dependencies are found, for as long as it is used. */
export const withFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const parent = join(packages, "bench", ".build")
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, "bench-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const install = (name: string, folder: string): void => {
  const manifest = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")) as {
    readonly publishConfig: { readonly exports: unknown }
  }
  const target = join(folder, "node_modules", "@effect-wechat", name)
  cpSync(join(packages, name, "dist"), join(target, "dist"), { recursive: true })
  writeFileSync(join(target, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
}

/** The packages, and beside them the programs that start with them. */
export const lay = (folder: string): void => {
  for (const name of ["core", "open-platform"]) install(name, folder)
  for (const file of ["starts", "bundles", "records.js"]) {
    cpSync(join(compiled, file), join(folder, file), { recursive: true })
  }
}
