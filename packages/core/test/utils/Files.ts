/**
 * Files for uploads.
 */
import { type Endpoint, Upload } from "@effect-wechat/core"
import { assert } from "@effect/vitest"
import * as Stream from "effect/Stream"
import * as Endpoints from "./Endpoints.ts"

/** A file of a few bytes. */
export const of = (fileName: string): Upload.File => Upload.bytes(new Uint8Array([1, 2, 3]), { fileName })

/** A file of any size, as long as it is not read. */
const sized = (fileName: string, size: number): Upload.File => Upload.stream(Stream.empty, { fileName, size })

const listed = (endings: ReadonlyArray<string>): string =>
  endings.map((ending) => `.${ending}`).join(", ").replace(/, (?=[^,]*$)/, " or ")

/** An upload takes these formats and no other, up to the limit and no further, and says what is wrong. */
export const keeps = <I, A, E, R>(
  endpoint: Endpoint.Endpoint<I, A, E, R>,
  inputOf: (media: Upload.File) => unknown,
  { endings, limit }: { readonly endings: ReadonlyArray<string>; readonly limit: number }
): void => {
  const issues = (fileName: string, size: number) => Endpoints.issuesOf(endpoint, inputOf(sized(fileName, size)))
  for (const ending of ["bmp", "png", "jpeg", "jpg", "gif", "mp3", "wma", "wav", "amr", "mp4", "svg", "webp"]) {
    const expected = endings.includes(ending)
      ? []
      : [{ field: "media", rule: `must be a file whose name ends in ${listed(endings)}` }]
    assert.deepStrictEqual(issues(`a.${ending.toUpperCase()}`, 1), expected)
  }
  assert.deepStrictEqual(issues(`a.${endings[0]}`, limit), [])
  for (const size of [0, limit + 1]) {
    assert.deepStrictEqual(issues(`a.${endings[0]}`, size), [
      { field: "media", rule: `must be a file of 1 to ${limit} bytes; it has ${size} bytes` }
    ])
  }
}
