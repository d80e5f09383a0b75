/** Modules with nothing in them: what loading so many files costs, whatever is in them. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"

const specifier = /^(?:import(?: [\w\s{},*$]+ from)?|export [{*][\w\s{},$]* from) "([^"]+)"/gm

/** What a compiled module imports, one after the other. */
const importsOf = (file: string): ReadonlyArray<string> =>
  Array.from(readFileSync(file, "utf8").matchAll(specifier), ([, name = ""]) => name)

/** Every file that a module loads of its own package. */
const filesOf = (entries: ReadonlyArray<string>): ReadonlySet<string> => {
  const files = new Set<string>()
  const visit = (file: string): void => {
    if (files.has(file)) return
    files.add(file)
    for (const name of importsOf(file)) if (name.startsWith(".")) visit(join(dirname(file), name))
  }
  entries.forEach(visit)
  return files
}

/** Writes the same files with their imports and nothing else; says how many. */
export const write = (from: string, entries: ReadonlyArray<string>, to: string): number => {
  const files = filesOf(entries.map((entry) => join(from, `${entry}.js`)))
  for (const file of files) {
    const target = join(to, relative(from, file))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, importsOf(file).map((name) => `import ${JSON.stringify(name)}\n`).join(""))
  }
  return files.size
}
