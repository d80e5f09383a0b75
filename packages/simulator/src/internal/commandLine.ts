import { parseArgs } from "node:util"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as World from "../World.ts"

/** @internal */
export const usage = `Usage: wechat-simulator [options]

WeChat in a box: an HTTP server that answers as the platform does.

  --port <number>   The port to listen on, 8899 by default; 0 for any free one
  --host <address>  The address to listen on, 127.0.0.1 by default
  --world <file>    A JSON file with the components, accounts and authorizations to begin with
  --seed <number>   What ids, tokens and probabilities are made from, 1 by default
  --help            Prints this`

/** @internal */
export interface Arguments {
  readonly port: number
  readonly host: string
  readonly world: string | undefined
  readonly seed: number
  readonly help: boolean
}

/**
 * Why the program does not start.
 *
 * @internal
 */
export class CannotStart
  extends Schema.TaggedError<CannotStart>("@effect-wechat/simulator/CannotStart")("CannotStart", {
    message: Schema.String,
    /** 2 for a wrong command line, 1 for everything else */
    exitCode: Schema.Literal(1, 2)
  })
{}

const wrongUsage = (message: string) => new CannotStart({ message: `${message}\n\n${usage}`, exitCode: 2 })

const failed = (message: string) => new CannotStart({ message, exitCode: 1 })

const messageOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "message") ? String(cause.message) : String(cause)

const integer = (
  flag: string,
  text: string,
  max: number
): Either.Either<number, CannotStart> =>
  /^\d{1,15}$/.test(text) && Number(text) <= max
    ? Either.right(Number(text))
    : Either.left(wrongUsage(`--${flag} must be a whole number from 0 to ${max}, not "${text}"`))

/** @internal */
export const parse = (args: ReadonlyArray<string>): Either.Either<Arguments, CannotStart> =>
  Either.gen(function*() {
    const { values } = yield* Either.try({
      try: () =>
        parseArgs({
          args: [...args],
          options: {
            port: { type: "string", default: "8899" },
            host: { type: "string", default: "127.0.0.1" },
            world: { type: "string" },
            seed: { type: "string", default: "1" },
            help: { type: "boolean", short: "h", default: false }
          }
        }),
      // What follows the first sentence is advice for those who write parsers.
      catch: (cause) => wrongUsage(messageOf(cause).split(". ")[0] ?? "")
    })
    return {
      port: yield* integer("port", values.port, 65_535),
      host: values.host,
      world: values.world,
      seed: yield* integer("seed", values.seed, 2 ** 32 - 1),
      help: values.help
    }
  })

const decodeWorld = Schema.decodeUnknownEither(World.World, { errors: "all", onExcessProperty: "error" })

const pathOf = (path: ReadonlyArray<PropertyKey>): string =>
  path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").replace(/^\./, "")

/** A line for each field that is wrong, with all that is wrong about it. */
const describe = (error: ParseResult.ParseError): string => {
  const lines = new Map<string, string>()
  for (const { message, path } of ParseResult.ArrayFormatter.formatErrorSync(error)) {
    const field = path.length === 0 ? "the file" : pathOf(path)
    const former = lines.get(field)
    lines.set(field, former === undefined ? message : `${former}; ${message}`)
  }
  return Array.from(lines, ([field, messages]) => `  ${field}: ${messages}`).join("\n")
}

/** @internal */
export const readWorld = (file: string): Effect.Effect<World.World, CannotStart, FileSystem.FileSystem> =>
  Effect.gen(function*() {
    const fileSystem = yield* FileSystem.FileSystem
    const text = yield* Effect.mapError(
      fileSystem.readFileString(file),
      (error) => failed(`The world file ${file} cannot be read: ${error.message}`)
    )
    const json = yield* Either.try({
      try: (): unknown => JSON.parse(text),
      catch: (cause) => failed(`The world file ${file} is not JSON: ${messageOf(cause)}`)
    })
    return yield* Either.mapLeft(
      decodeWorld(json),
      (error) => failed(`The world file ${file} does not describe a world:\n${describe(error)}`)
    )
  })

const codeOf = (cause: unknown): string => Predicate.hasProperty(cause, "code") ? String(cause.code) : ""

/** @internal */
export const cannotListen = (host: string, port: number, cause: unknown): CannotStart => {
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      return failed(`Port ${port} of ${host} is in use: stop what listens there, or choose another --port`)
    case "EACCES":
      return failed(`Port ${port} of ${host} needs more rights than this user has: choose a --port above 1023`)
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return failed(`This machine has no address ${host}: choose another --host`)
    default:
      return failed(`The simulator cannot listen on port ${port} of ${host}: ${messageOf(cause)}`)
  }
}

/** @internal */
export const contradicts = (file: string | undefined, error: { readonly message: string }): CannotStart =>
  failed(`The world ${file ?? "to begin with"} contradicts itself: ${error.message}`)
