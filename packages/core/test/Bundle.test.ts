/**
 * Who uses one family carries that one family: into a bundle, and into a process that has no bundler.
 */
import { assert, describe, it } from "@effect/vitest"
import { Catalogue } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as esbuild from "esbuild"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

interface Bundle {
  readonly text: string
  /** The modules that something is left of, by their path in src */
  readonly modules: ReadonlyArray<string>
  /** What is left to be imported from elsewhere */
  readonly externals: ReadonlyArray<string>
}

const here = dirname(fileURLToPath(import.meta.url))

const bundle = (
  program: string,
  options: Pick<esbuild.BuildOptions, "treeShaking" | "ignoreAnnotations"> = {}
): Effect.Effect<Bundle> =>
  Effect.promise(async () => {
    const { metafile, outputFiles } = await esbuild.build({
      stdin: { contents: program, resolveDir: here, loader: "ts" },
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
      charset: "utf8",
      external: ["effect", "@effect/*", "node:*"],
      ...options
    })
    const [output] = Object.values(metafile.outputs)
    return {
      text: outputFiles[0]?.text ?? "",
      modules: Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput > 0 ? path.split("src/").slice(1) : []
      ),
      externals: output?.imports.map(({ path }) => path) ?? []
    }
  })

/** As Node loads it: every module that is named in an import, with all that is in it. */
const unbundled = (program: string): Effect.Effect<Bundle> =>
  bundle(program, { treeShaking: false, ignoreAnnotations: true })

const families = [...new Set(Catalogue.all.map(({ group }) => group))]

/** The families that another one is made with: where it is in doubt whether a draft was published, it is looked for. */
const madeWith: Readonly<Record<string, ReadonlyArray<string>>> = { FreePublish: ["Draft"] }

/** Who says which words: the path of an endpoint, the tag of a documented failure. */
const speakers = new Map<string, Set<string>>()
for (const { failures, group, path } of Catalogue.all) {
  for (const word of [path, ...failures.map(({ tag }) => tag)]) {
    speakers.set(word, new Set(speakers.get(word)).add(group))
  }
}

/** What a family needs nothing of: the words of one single other family, and the module of that. */
const strangeIn = (family: string, { modules, text }: Bundle): ReadonlyArray<string> => {
  const own = new Set([family, ...madeWith[family] ?? []])
  const words = [...speakers].filter(([, [one = "", ...more]]) => more.length === 0 && !own.has(one))
  return [
    ...words.map(([word]) => word).filter((word) => text.includes(`"${word}"`)),
    ...families.filter((other) => !own.has(other)).flatMap((other) =>
      modules.filter((path) => path === `api/${other}.ts` || path.startsWith(`api/${other}/`))
    )
  ]
}

/** A module by its own name, and by its name in the root. */
const programsOf = (module: string, path = `api/${module}`): readonly [byModule: string, fromRoot: string] => [
  `export * from "@effect-wechat/core/${path}"`,
  `import { ${module} } from "@effect-wechat/core"; export const module = ${module}`
]

const pathsOf = (family: string): ReadonlyArray<string> =>
  Catalogue.all.filter(({ group }) => group === family).map(({ path }) => path)

/** That a bundle has its own family and nothing of the others. */
const hasAlone = (family: string, made: Bundle): void => {
  assert.deepStrictEqual(pathsOf(family).filter((path) => !made.text.includes(`"${path}"`)), [])
  assert.deepStrictEqual(strangeIn(family, made), [])
  assert.deepStrictEqual(
    made.modules.filter((path) => /^(Catalogue|MessageCrypto|WeChatClient\/.*)\.ts$/.test(path)),
    []
  )
}

describe("a program with one family", () => {
  for (const family of families) {
    const [byModule, fromRoot] = programsOf(family)

    it.effect(`has nothing of the others in its bundle: ${family} by its module`, () =>
      Effect.map(bundle(byModule), (made) => hasAlone(family, made)))

    it.effect(`has nothing of the others in its bundle: ${family} from the root`, () =>
      Effect.map(bundle(fromRoot), (made) => hasAlone(family, made)))

    it.effect(`loads nothing of the others without a bundler: ${family}`, () =>
      Effect.map(unbundled(byModule), (made) => hasAlone(family, made)))
  }

  it.effect("has nothing of Node in its bundle", () =>
    Effect.forEach(
      families.flatMap((family) => programsOf(family)),
      (program) =>
        Effect.map(bundle(program), ({ externals }) => {
          assert.isNotEmpty(externals)
          assert.deepStrictEqual(externals.filter((name) => !/^(effect|@effect\/platform)\//.test(name)), [])
        })
    ))
})

describe("a program that makes no call", () => {
  for (const module of ["Eligibility", "Identifiers", "PermissionSet"]) {
    it.effect(`carries no table of return codes: ${module}`, () =>
      Effect.gen(function*() {
        for (const program of programsOf(module, module)) {
          const { modules } = yield* bundle(program)
          assert.include(modules, `${module}.ts`)
          assert.notInclude(modules, "internal/returnCodes.ts")
          assert.deepStrictEqual(modules.filter((path) => path.startsWith("api/")), [])
        }
      }))
  }
})
