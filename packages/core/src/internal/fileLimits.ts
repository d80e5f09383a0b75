import * as Schema from "effect/Schema"
import * as FileTypes from "./fileTypes.ts"
import { SizeId } from "./limits.ts"

/**
 * Marks the schema of a file, of which no field goes over the wire.
 *
 * @internal
 */
export const FileId: unique symbol = Symbol.for("@effect-wechat/core/FileSchema")

interface Sized {
  readonly fileName: string
  readonly size: number
}

const listed = (endings: ReadonlyArray<string>): string =>
  endings.length === 1
    ? `.${endings[0]}`
    : `${endings.slice(0, -1).map((ending) => `.${ending}`).join(", ")} or .${endings.at(-1)}`

/**
 * What the page of an upload says about its file.
 *
 * @internal
 */
export const limited =
  ({ endings, maxSize }: { readonly endings: ReadonlyArray<string>; readonly maxSize: number }) =>
  <A extends Sized, I>(schema: Schema.Schema<A, I>): Schema.Schema<A, I> =>
    schema.pipe(
      Schema.filter(({ fileName }) => endings.includes(FileTypes.endingOf(fileName) ?? ""), {
        description: `a file whose name ends in ${listed(endings)}`
      }),
      Schema.filter(({ size }) => Number.isSafeInteger(size) && size > 0 && size <= maxSize, {
        description: `a file of 1 to ${maxSize} bytes`,
        [SizeId]: ({ size }: Sized) => `it has ${size} bytes`
      })
    )
