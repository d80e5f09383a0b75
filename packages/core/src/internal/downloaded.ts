import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { File } from "../Download.ts"
import { FileId } from "./fileLimits.ts"

/**
 * Marks files that were downloaded.
 *
 * @internal
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechat/core/Download")

/** @internal */
export type TypeId = typeof TypeId

/** @internal */
export const isFile = (u: unknown): u is File => Predicate.hasProperty(u, TypeId)

/**
 * A file in place of JSON.
 *
 * @internal
 */
export const fileSchema: Schema.Schema<File> = Schema.declare(isFile, {
  identifier: "Download.File",
  description: "a file",
  [FileId]: true
})
