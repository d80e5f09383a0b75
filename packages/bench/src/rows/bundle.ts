/** What programs weigh when they are bundled. */
import { build } from "esbuild"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { lay, withFolder } from "../published.ts"
import { fixed, type Section } from "../report.ts"

interface Program {
  readonly title: string
  readonly file: string
  readonly platform: "browser" | "node"
}

const programs: ReadonlyArray<Program> = [
  { title: "effect and FetchHttpClient, nothing of this library", file: "effect", platform: "browser" },
  { title: "one call: Draft.count, by its module", file: "call", platform: "browser" },
  { title: "one call: Draft.count, from the root", file: "root", platform: "browser" },
  { title: "all families", file: "families", platform: "browser" },
  { title: "one call for an authorizer, for Node", file: "platform", platform: "node" }
]

/** Bytes of one bundle. */
interface Bundle {
  readonly minified: number
  readonly gzipped: number
  /** What the table of return codes has of the minified ones */
  readonly returnCodes: number
}

const bundled = async (
  folder: string,
  { file, platform }: Program,
  external: ReadonlyArray<string>
): Promise<Bundle> => {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(folder, "bundles", `${file}.js`)],
    bundle: true,
    minify: true,
    legalComments: "none",
    format: "esm",
    target: "es2022",
    platform,
    // Who imports from the root names the crypto of messages, too, of which nothing is left in the end.
    external: ["node:*", ...external],
    write: false,
    metafile: true
  })
  const [text] = outputFiles
  const [output] = Object.values(metafile.outputs)
  if (text === undefined || output === undefined) throw new Error(`There is no bundle of ${file}`)
  const table = Object.entries(output.inputs).find(([path]) => path.endsWith("/internal/returnCodes.js"))
  return {
    minified: text.contents.length,
    gzipped: gzipSync(text.contents, { level: 9 }).length,
    returnCodes: table?.[1].bytesInOutput ?? 0
  }
}

const kilobytes = (bytes: number): string => fixed(bytes / 1000)

export const bundle = (): Promise<Section> =>
  withFolder(async (folder) => {
    lay(folder)
    const rows = await Promise.all(programs.map(async (program) => ({
      ...program,
      whole: await bundled(folder, program, []),
      own: await bundled(folder, program, ["effect", "@effect/*"])
    })))
    return {
      title: "Bundles",
      notes: [
        "Made by esbuild of the compiled files, minified; kilobytes of 1,000 bytes. “Own” is with effect and",
        "@effect/platform left outside: what this library and the program itself add. The table of return codes is part",
        "of that, and not compressed in its column."
      ],
      columns: ["row", "kB", "kB gzip", "own kB", "own kB gzip", "return codes kB"],
      rows: rows.map(({ own, title, whole }) => [
        title,
        kilobytes(whole.minified),
        kilobytes(whole.gzipped),
        kilobytes(own.minified),
        kilobytes(own.gzipped),
        kilobytes(own.returnCodes)
      ]),
      data: rows
    }
  })
