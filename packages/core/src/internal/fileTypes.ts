/** What the files of WeChat's pages are, by the ending of their names. The first of a type is what it is called by. */
const types: ReadonlyArray<readonly [ending: string, contentType: string]> = [
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["png", "image/png"],
  ["gif", "image/gif"],
  ["bmp", "image/bmp"],
  ["mp3", "audio/mpeg"],
  ["amr", "audio/amr"],
  ["wma", "audio/x-ms-wma"],
  ["wav", "audio/wav"],
  ["mp4", "video/mp4"]
]

/** Other names that browsers and systems give the same types. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["image/jpg", "image/jpeg"],
  ["image/x-ms-bmp", "image/bmp"],
  ["audio/mp3", "audio/mpeg"],
  ["audio/wave", "audio/wav"],
  ["audio/x-wav", "audio/wav"],
  ["audio/amr-nb", "audio/amr"]
])

/** @internal */
export const anyType = "application/octet-stream"

/** `JPG` of `photo.JPG`: letters and digits, or nothing. */
const endingOf = (fileName: string): string | undefined => /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1]?.toLowerCase()

const mediaType = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/

/** The type without its parameters, or nothing where it is no type. */
const typeOf = (contentType: string): string | undefined => {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase()
  return mediaType.test(type) ? type : undefined
}

const endingForType = (contentType: string): string | undefined => {
  const type = aliases.get(contentType) ?? contentType
  return types.find(([, known]) => known === type)?.[0]
}

const typeForEnding = (ending: string): string | undefined => types.find(([known]) => known === ending)?.[1]

/** Longer names are cut: nobody reads them, and some servers refuse them. */
const longest = 64

/** Letters, digits and a few marks that mean nothing in a header or a path. */
const plain = (text: string): string =>
  text.replace(/[^A-Za-z0-9 _.()-]+/g, "_").replace(/^[ ._-]+|[ ._-]+$/g, "").slice(0, longest)

/**
 * A name that WeChat understands, and the type that goes with it. WeChat goes by the ending of the name, knows no name
 * but a plain one, and takes a file without one for no file at all.
 *
 * @internal
 */
export const nameOf = (
  fileName: string,
  contentType: string
): { readonly fileName: string; readonly contentType: string } => {
  const given = typeOf(contentType)
  const last = fileName.split(/[/\\]/).at(-1) ?? ""
  const own = endingOf(last)
  const ending = own ?? (given === undefined ? undefined : endingForType(given))
  const stem = plain(own === undefined ? last : last.slice(0, -own.length - 1))
  return {
    fileName: `${stem === "" ? "file" : stem}${ending === undefined ? "" : `.${ending}`}`,
    contentType: given ?? (ending === undefined ? undefined : typeForEnding(ending)) ?? anyType
  }
}

/**
 * The ending of a name, in small letters.
 *
 * @internal
 */
export { endingOf }
