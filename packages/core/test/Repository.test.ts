/**
 * What the repository promises about itself: its documentation compiles, its rules bite, and it tells nothing about the
 * machine that it was written on.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { spawn } from "node:child_process"
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { homedir, tmpdir } from "node:os"
import { dirname, join, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** Runs a program to its end and gives what it wrote to standard output. */
const run = (command: string, args: ReadonlyArray<string>, cwd: string): Effect.Effect<string> =>
  Effect.async((resume) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "inherit"] })
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk
    })
    child.on("error", (error) => resume(Effect.die(error)))
    child.on("close", () => resume(Effect.succeed(output)))
    return Effect.sync(() => child.kill())
  })

const temporaryFolder = (prefix: string) =>
  Effect.acquireRelease(
    Effect.sync(() => realpathSync(mkdtempSync(prefix))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )

const write = (path: string, content: string) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** Every folder of packages/ and examples/ that is a package */
const workspaces = ["packages", "examples"]
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((folder) => existsSync(join(folder, "package.json")))

/** Everything that is committed or would be, by its path from the root */
const repositoryFiles = run("git", ["ls-files", "-coz", "--exclude-standard"], root).pipe(
  Effect.map((output) => output.split("\0").filter((file) => file !== "" && existsSync(join(root, file))))
)

const isMarkdown = (file: string) => /^((README|CONTRIBUTING)\.md|docs\/.*\.md|packages\/[^/]+\/README\.md)$/.test(file)
const isSource = (file: string) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file)

// --- The documentation -----------------------------------------------------------------------------------------------

interface Block {
  readonly file: string
  /** The line of the file on which the code begins, counted from 1 */
  readonly line: number
  readonly code: string
  readonly checked: boolean
}

/** The fenced blocks of TypeScript in a piece of Markdown that begins on line `first` of the file. */
const blocksOf = (file: string, markdown: string, first = 1): Array<Block> => {
  const blocks: Array<Block> = []
  let open:
    | { readonly fence: string; readonly indent: string; readonly info: string; readonly from: number }
    | undefined
  const lines = markdown.split("\n")
  for (const [index, line] of lines.entries()) {
    const [, indent = "", fence = "", info = ""] = /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(line) ?? []
    if (open === undefined) {
      if (fence !== "") open = { fence, indent, info, from: index + 1 }
    } else if (fence.startsWith(open.fence) && info === "") {
      const { from, indent: margin } = open
      const [language = "", ...marks] = open.info.toLowerCase().split(/[\s,]+/)
      if (["ts", "mts", "tsx", "typescript"].includes(language)) {
        const code = lines.slice(from, index).map((text) => text.startsWith(margin) ? text.slice(margin.length) : text)
        blocks.push({ file, line: first + from, code: code.join("\n"), checked: !marks.includes("nocheck") })
      }
      open = undefined
    }
  }
  return blocks
}

interface DocComment {
  readonly line: number
  readonly text: string
}

/** The doc comments of a source file, without their stars, so that what remains is Markdown. */
const docCommentsOf = (source: string): Array<DocComment> =>
  Array.from(source.matchAll(/\/\*\*([\s\S]*?)\*\//g), (match) => ({
    line: source.slice(0, match.index).split("\n").length,
    text: String(match[1]).split("\n").map((line) => line.replace(/^\s*\* ?/, "")).join("\n")
  }))

const broken: Block = {
  file: "broken.md",
  line: 41,
  code: `import * as Effect from "effect/Effect"\nexport const answer: Effect.Effect<string> = Effect.succeed(42)`,
  checked: true
}

/** What the compiler says about the blocks, each complaint at its place in the file that the block comes from. */
const complaintsAbout = Effect.fnUntraced(function*(blocks: ReadonlyArray<Block>) {
  mkdirSync(join(root, ".build/docs"), { recursive: true })
  const folder = yield* temporaryFolder(join(root, ".build/docs/blocks-"))
  // They see the packages as a stranger does who has installed them, and whatever a package here depends on.
  const visible = new Map<string, string>()
  for (const workspace of workspaces) {
    const { dependencies, devDependencies, name, peerDependencies } = JSON.parse(
      readFileSync(join(workspace, "package.json"), "utf8")
    )
    for (const dependency of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
      const installed = join(workspace, "node_modules", dependency)
      if (existsSync(installed)) visible.set(dependency, realpathSync(installed))
    }
    visible.set(name, workspace)
  }
  for (const [name, target] of visible) {
    const link = join(folder, "node_modules", name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(target, link, "junction")
  }
  const compilerOptions = {
    composite: false,
    incremental: false,
    declarationMap: false,
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    types: ["node"]
  }
  write(join(folder, "package.json"), `{ "private": true, "type": "module" }`)
  write(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] })
  )
  blocks.forEach(({ code }, index) => write(join(folder, `${index}.ts`), code))
  // The plain compiler: an example may leave an Effect lying around.
  const tsc = join(root, "node_modules/typescript/bin/tsc")
  const output = yield* run(process.execPath, [tsc, "-p", folder, "--pretty", "false"], folder)
  // What follows a complaint is indented.
  return output.trimEnd().split(/\n(?=\S)/).map((complaint) =>
    complaint.replace(/^(\d+)\.ts\((\d+),(\d+)\)/, (place, index, row, column) => {
      const block = blocks[Number(index)]
      return block === undefined ? place : `${block.file}:${block.line + Number(row) - 1}:${column}`
    })
  )
})

class Documentation extends Context.Tag("test/Documentation")<Documentation, {
  readonly blocks: ReadonlyArray<Block>
  /** Doc comments that promise an example and show no code */
  readonly emptyExamples: ReadonlyArray<string>
  readonly complaints: ReadonlyArray<string>
}>() {
  static readonly live = Layer.scoped(
    Documentation,
    Effect.gen(function*() {
      const files = yield* repositoryFiles
      const blocks: Array<Block> = []
      const emptyExamples: Array<string> = []
      for (const file of files.filter(isMarkdown)) {
        blocks.push(...blocksOf(file, readFileSync(join(root, file), "utf8")))
      }
      for (const file of files.filter(isSource)) {
        for (const { line, text } of docCommentsOf(readFileSync(join(root, file), "utf8"))) {
          const examples = blocksOf(file, text, line)
          blocks.push(...examples)
          if (examples.length < (text.match(/^@example\b/gm) ?? []).length) emptyExamples.push(`${file}:${line}`)
        }
      }
      const complaints = yield* complaintsAbout([broken, ...blocks.filter((block) => block.checked)])
      return { blocks, emptyExamples, complaints }
    })
  )
}

describe("the documentation", () => {
  layer(Documentation.live, { timeout: "3 minutes" })((it) => {
    it.effect("compiles, every block of it", () =>
      Effect.gen(function*() {
        const { complaints } = yield* Documentation
        assert.deepStrictEqual(complaints.filter((complaint) => !complaint.startsWith(broken.file)), [])
      }))

    it.effect("is told on by file and line where it does not compile", () =>
      Effect.gen(function*() {
        const { complaints } = yield* Documentation
        const [first = "", ...others] = complaints.filter((complaint) => complaint.startsWith(broken.file))
        assert.match(first, /^broken\.md:42:14: error TS2375: /)
        assert.deepStrictEqual(others, [])
      }))

    it.effect("has at most three fragments that nobody checks", () =>
      Effect.gen(function*() {
        const { blocks } = yield* Documentation
        const fragments = blocks.filter((block) => !block.checked).map((block) => `${block.file}:${block.line}`)
        assert.isAtMost(fragments.length, 3, fragments.join("\n"))
      }))

    it.effect("begins with a program in the README", () =>
      Effect.gen(function*() {
        const { blocks } = yield* Documentation
        assert.exists(blocks.find((block) => block.file === "README.md" && block.checked))
      }))

    it.effect("shows code wherever it announces an example", () =>
      Effect.gen(function*() {
        const { emptyExamples } = yield* Documentation
        assert.deepStrictEqual(emptyExamples, [])
      }))
  })

  it("is found in Markdown and in doc comments, at its line", () => {
    const markdown =
      "# Title\n\n- item\n\n  ```ts\n  const a = 1\n  ```\n\n````md\n```ts\nno\n```\n````\n```ts nocheck\nb\n```\n"
    assert.deepStrictEqual(blocksOf("a.md", markdown), [
      { file: "a.md", line: 6, code: "const a = 1", checked: true },
      { file: "a.md", line: 15, code: "b", checked: false }
    ])
    const [comment] = docCommentsOf(
      "import x\n\n/**\n * Does it.\n *\n * @example\n * ```ts\n * f({\n *   a: 1\n * })\n * ```\n */\nexport const f"
    )
    assert.isDefined(comment)
    assert.deepStrictEqual(blocksOf("f.ts", comment.text, comment.line), [
      { file: "f.ts", line: 8, code: "f({\n  a: 1\n})", checked: true }
    ])
  })
})

// --- The rules -------------------------------------------------------------------------------------------------------

interface Fixture {
  readonly promise: string
  readonly path: string
  readonly code: string
  /** The rules that it breaks; none for what is allowed */
  readonly breaks: ReadonlyArray<string>
}

const imports = "eslint(no-restricted-imports)"
const builtins = "import(no-nodejs-modules)"
const globals = "eslint(no-restricted-globals)"

const fixture = (promise: string, path: string, code: string, ...breaks: ReadonlyArray<string>): Fixture => ({
  promise,
  path,
  code,
  breaks
})

const importing = (...modules: ReadonlyArray<string>) =>
  modules.map((module, index) => `export * as M${index} from "${module}"\n`).join("")

const fixtures: ReadonlyArray<Fixture> = [
  fixture(
    "lets open-platform and simulator build on core",
    "packages/open-platform/src/A.ts",
    importing("@effect-wechat/core", "@effect-wechat/core/Endpoint", "@effect-wechat/core/api/Draft", "node:http")
  ),
  fixture(
    "lets the simulator build on core",
    "packages/simulator/src/A.ts",
    importing("@effect-wechat/core", "@effect-wechat/core/Endpoint", "effect/Effect", "@effect/platform/HttpServer")
  ),
  fixture(
    "lets a package see itself and single modules of effect",
    "packages/core/src/api/A.ts",
    importing("./B.ts", "../Endpoint.ts", "../internal/json.ts", "effect/Effect", "@effect/platform/HttpClient")
  ),
  fixture(
    "lets examples import everything public, barrels included",
    "examples/any/src/A.ts",
    importing(
      "@effect-wechat/core",
      "@effect-wechat/open-platform/Gate",
      "@effect-wechat/simulator",
      "effect",
      "@effect/platform-node",
      "node:fs"
    )
  ),
  fixture(
    "lets the bench import everything public, and measure",
    "packages/bench/src/A.ts",
    importing("@effect-wechat/open-platform", "@effect-wechat/simulator", "effect") +
      "export const now = async () => console.log(await performance.now(), process.env)"
  ),
  fixture(
    "lets tests run on other packages and on what is internal to their own",
    "packages/open-platform/test/A.test.ts",
    importing("../src/internal/lease.ts", "@effect-wechat/simulator", "effect")
  ),
  fixture(
    "lets tests write what is too long for a number or too odd for a text",
    "packages/core/test/Odd.test.ts",
    "export const odd = [/\\u0001/, 12345678901234567890]"
  ),
  fixture(
    "lets message crypto use the crypto of Node",
    "packages/core/src/MessageCrypto.ts",
    importing("node:crypto", "node:buffer")
  ),
  fixture(
    "lets types refer to each other, there",
    "packages/core/src/Left.ts",
    `export type * as Right from "./Right.ts"`
  ),
  fixture(
    "lets types refer to each other, and back",
    "packages/core/src/Right.ts",
    `export type * as Left from "./Left.ts"`
  ),

  ...["@effect-wechat/open-platform", "@effect-wechat/simulator/Server", "@effect-wechat/core", "@effect-wechat/new"]
    .map((module, index) =>
      fixture(`keeps ${module} out of core`, `packages/core/src/Not${index}.ts`, importing(module), imports)
    ),
  fixture(
    "keeps other packages out of core when only a type is taken",
    "packages/core/src/NotType.ts",
    `import type { Gate } from "@effect-wechat/open-platform/Gate"\nexport type Mine = Gate`,
    imports
  ),
  fixture(
    "keeps other packages out of core when they are loaded late",
    "packages/core/src/NotLate.ts",
    `export const late = () => import("@effect-wechat/simulator")`,
    imports
  ),
  fixture(
    "keeps the simulator out of open-platform",
    "packages/open-platform/src/Not1.ts",
    importing("@effect-wechat/simulator"),
    imports
  ),
  fixture(
    "keeps the modules of the simulator out of open-platform",
    "packages/open-platform/src/api/Not2.ts",
    importing("@effect-wechat/simulator/Server"),
    imports
  ),
  fixture(
    "keeps open-platform out of the simulator",
    "packages/simulator/src/Not1.ts",
    importing("@effect-wechat/open-platform/Gate"),
    imports
  ),
  ...[
    "packages/open-platform/src",
    "packages/simulator/src",
    "packages/simulator/test",
    "packages/bench/src",
    "examples/any"
  ]
    .map((folder) =>
      fixture(
        `keeps the internals of core out of ${folder}`,
        `${folder}/NotInternal.ts`,
        importing("@effect-wechat/core/internal/json"),
        imports
      )
    ),
  ...["core", "open-platform", "simulator"].flatMap((name) => [
    fixture(
      `keeps the sources of ${name} from reaching into another package by a path`,
      `packages/${name}/src/NotPath.ts`,
      importing("../../bench/src/Measure.ts"),
      imports,
      "import(no-relative-parent-imports)"
    ),
    fixture(
      `keeps the sources in the folders of ${name} from reaching into another package by a path`,
      `packages/${name}/src/api/NotPath.ts`,
      importing("../../../bench/Measure.ts"),
      imports
    ),
    fixture(
      `keeps the modules at the top of ${name} inside of src`,
      `packages/${name}/src/NotUp.ts`,
      importing("../test.config.ts"),
      "import(no-relative-parent-imports)"
    ),
    fixture(
      `keeps the modules in the folders of ${name} inside of src`,
      `packages/${name}/src/internal/NotUp.ts`,
      importing("../../test/support.ts"),
      imports
    ),
    ...["effect", "@effect/platform", "@effect/platform-node"].map((barrel, index) =>
      fixture(
        `keeps the barrel "${barrel}" out of the sources of ${name}`,
        `packages/${name}/src/Barrel${index}.ts`,
        importing(barrel),
        imports
      )
    )
  ]),
  fixture(
    "keeps tests from reaching into another package by a path",
    "packages/open-platform/test/NotPath.test.ts",
    importing("../../core/src/Endpoint.ts"),
    imports
  ),
  fixture(
    "keeps examples from reaching into a package by a path",
    "examples/any/src/NotPath.ts",
    importing("../../../packages/core/src/Endpoint.ts"),
    imports
  ),
  fixture("keeps Node out of core", "packages/core/src/NotNode.ts", importing("node:crypto"), builtins),
  fixture(
    "keeps all of Node but its crypto out of the internals of core",
    "packages/core/src/internal/NotNode.ts",
    importing("node:fs"),
    builtins
  ),
  fixture(
    "forbids modules that import each other",
    "packages/core/src/Egg.ts",
    importing("./Hen.ts"),
    "import(no-cycle)"
  ),
  fixture(
    "forbids modules that import each other, and back",
    "packages/core/src/Hen.ts",
    importing("./Egg.ts"),
    "import(no-cycle)"
  ),
  fixture("forbids any", "packages/core/src/Any.ts", "export const f = (x: any) => x", "typescript(no-explicit-any)"),
  fixture(
    "forbids assertions that something is there",
    "packages/core/src/Bang.ts",
    "export const f = (x?: string) => x!.length",
    "typescript(no-non-null-assertion)"
  ),
  fixture(
    "forbids console",
    "packages/core/src/Console.ts",
    "export const f = () => console.log(1)",
    "eslint(no-console)"
  ),
  fixture(
    "forbids process.env",
    "packages/core/src/Env.ts",
    "export const f = () => process.env",
    globals,
    "node(no-process-env)"
  ),
  ...[
    "Date.now()",
    "new Date()",
    "globalThis.Date",
    "performance.now()",
    "setTimeout(f, 1)",
    "setInterval(f, 1)",
    "setImmediate(f)",
    "fetch(``)",
    "new Error()"
  ].map((code, index) =>
    fixture(
      `forbids ${code}`,
      `packages/core/src/Global${index}.ts`,
      `export const f = (): unknown => ${code}`,
      globals
    )
  ),
  ...["Math.random()", "crypto.randomUUID()"].map((code, index) =>
    fixture(
      `forbids ${code}`,
      `packages/core/src/Random${index}.ts`,
      `export const f = (): unknown => ${code}`,
      "eslint(no-restricted-properties)"
    )
  ),
  fixture(
    "forbids async functions",
    "packages/core/src/Async.ts",
    "export const f = async () => 1",
    "oxc(no-async-await)"
  ),
  fixture(
    "forbids throwing what is no error",
    "packages/core/src/Throw.ts",
    `export const f = () => {\n  throw "x"\n}`,
    "eslint(no-throw-literal)"
  ),
  fixture(
    "forbids importing a type as if it were a value",
    "packages/core/src/Type.ts",
    `import { Effect } from "effect/Effect"\nexport type Mine = Effect<void>`,
    "typescript(consistent-type-imports)"
  ),
  fixture("forbids default exports", "packages/core/src/Default.ts", "export default 1", "import(no-default-export)"),
  fixture(
    "forbids switching off a rule that nothing breaks",
    "packages/core/src/Disabled.ts",
    "// oxlint-disable-next-line no-console\nexport const f = 1",
    "Unused oxlint-disable directive (no problems were reported)."
  )
]

class Lint extends Context.Tag("test/Lint")<Lint, (path: string) => ReadonlyArray<string>>() {
  /** All fixtures linted at once, by the rules of this repository; gives the rules that a file breaks. */
  static readonly live = Layer.scoped(
    Lint,
    Effect.gen(function*() {
      const folder = yield* temporaryFolder(join(tmpdir(), "effect-wechat-"))
      copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"))
      for (const { code, path } of fixtures) write(join(folder, path), `${code}\n`)
      const oxlint = join(root, "node_modules/oxlint/bin/oxlint")
      const output = yield* run(process.execPath, [oxlint, "--config", ".oxlintrc.json", "--format", "json"], folder)
      const { diagnostics }: {
        readonly diagnostics: ReadonlyArray<{
          readonly filename: string
          readonly code?: string
          readonly message: string
          readonly severity: string
        }>
      } = JSON.parse(output)
      return (path) => {
        const found = diagnostics.filter((diagnostic) => diagnostic.filename.replaceAll("\\", "/") === path)
        for (const { severity } of found) assert.strictEqual(severity, "error")
        return Array.from(new Set(found.map(({ code, message }) => code ?? message))).toSorted()
      }
    })
  )
}

describe("the linter", () => {
  layer(Lint.live, { timeout: "3 minutes" })((it) => {
    for (const { breaks, path, promise } of fixtures) {
      it.effect(promise, () =>
        Effect.gen(function*() {
          const rulesBrokenBy = yield* Lint
          assert.deepStrictEqual(rulesBrokenBy(path), breaks.toSorted())
        }))
    }
  })

  it("guards every package that there is, so that none is outside of the boundaries", () => {
    const known = ["core", "open-platform", "simulator", "bench", "peers", "testing"]
    const packages = workspaces.filter((folder) => dirname(folder) === join(root, "packages"))
    for (const folder of packages) assert.include(known, folder.slice(join(root, "packages").length + 1))
  })
})

// --- What is committed -----------------------------------------------------------------------------------------------

const machinePaths = [/\/(?:home|Users)\/[\w.-]+/, /[^\w.]\/root\//, /[A-Z]:\\+Users\\+/]
const registryHosts = [
  /https?:\/\/[\w.-]*(?:registry|artifactory|verdaccio|nexus)[\w.-]*/i,
  /registry\.(?:npmjs|yarnpkg|npmmirror)\./
]

describe("what is committed", () => {
  it.effect("tells nothing about the machine that it was written on", () =>
    Effect.gen(function*() {
      // The folders of this machine, unless they are too short to be told from ordinary words.
      const own = [root.slice(0, -1), homedir(), tmpdir()].filter((path) => path.split(sep).length > 2)
      const found = (yield* repositoryFiles).flatMap((file) => {
        const content = readFileSync(join(root, file), "utf8")
        return [
          ...own.filter((path) => content.includes(path)),
          ...[...machinePaths, ...registryHosts].flatMap((pattern) => pattern.exec(content)?.[0] ?? [])
        ].map((string) => `${file}: ${string}`)
      })
      assert.deepStrictEqual(found, [])
    }))

  it("locks packages by their hash, and names no place to get them from", () => {
    const lockfile = readFileSync(join(root, "pnpm-lock.yaml"), "utf8")
    assert.include(lockfile, "integrity: sha512-")
    assert.notMatch(lockfile, /:\/\/|tarball:/)
  })

  it.effect("stays in its package with every relative import", () =>
    Effect.gen(function*() {
      const home = (path: string) => relative(root, path).split(sep).slice(0, 2).join("/")
      const strays = (yield* repositoryFiles).filter((file) => /^(?:packages|examples)\/.*\.m?ts$/.test(file)).flatMap(
        (file) => {
          const path = join(root, file)
          return Array.from(readFileSync(path, "utf8").matchAll(/^(?:import|export|\} from)\b.*"(\.{1,2}\/[^"]*)"$/gm))
            .filter(([, specifier]) => home(resolve(dirname(path), String(specifier))) !== home(path))
            .map(([statement]) => `${file}: ${statement}`)
        }
      )
      assert.deepStrictEqual(strays, [])
    }))
})
