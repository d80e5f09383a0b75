/**
 * One part of a form.
 *
 * @internal
 */
export interface Part {
  readonly name: string
  /** Nothing for a part that is not a file */
  readonly fileName: string | undefined
  readonly contentType: string
  readonly bytes: Uint8Array
}

const lineBreak = "\r\n"
const emptyLine = "\r\n\r\n"

const parameter = (header: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|[;\\s])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, "i").exec(header)
  return found === null ? undefined : found[1]?.replaceAll(/\\(["\\])/g, "$1") ?? found[2]
}

const headerOf = (head: string, name: string): string =>
  head.split(lineBreak).find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim() ?? ""

const partOf = (bytes: Buffer): Part | undefined => {
  const end = bytes.indexOf(emptyLine)
  if (end < 0) return undefined
  const head = bytes.subarray(0, end).toString("utf8")
  const disposition = headerOf(head, "content-disposition")
  const name = parameter(disposition, "name")
  return name === undefined ? undefined : {
    name,
    fileName: parameter(disposition, "filename"),
    contentType: headerOf(head, "content-type"),
    // A copy, so that a small file does not keep the whole request.
    bytes: new Uint8Array(bytes.subarray(end + emptyLine.length))
  }
}

/**
 * The parts of a `multipart/form-data` body: none for anything that is not one.
 *
 * @internal
 */
export const parse = (body: Uint8Array, contentType: string): ReadonlyArray<Part> => {
  const boundary = parameter(contentType, "boundary")
  if (boundary === undefined || boundary === "") return []
  const parts: Array<Part> = []
  const all = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const first = `--${boundary}`
  const next = `${lineBreak}--${boundary}`
  let start = all.indexOf(first)
  if (start >= 0) start += first.length
  // Two dashes behind a boundary end the form.
  while (start >= 0 && all.toString("latin1", start, start + lineBreak.length) === lineBreak) {
    const end = all.indexOf(next, start)
    if (end < 0) return parts
    const part = partOf(all.subarray(start + lineBreak.length, end))
    if (part !== undefined) parts.push(part)
    start = end + next.length
  }
  return parts
}
