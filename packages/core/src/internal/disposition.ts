import * as Either from "effect/Either"

const utf8 = (bytes: Uint8Array): string | undefined =>
  Either.getOrUndefined(Either.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)))

/** Headers come as one character for each byte, and WeChat writes UTF-8 into them. */
const fromBytes = (text: string): string => {
  const codes = Array.from(text, (character) => character.charCodeAt(0))
  return codes.every((code) => code < 256) ? utf8(Uint8Array.from(codes)) ?? text : text
}

const fromPercent = (text: string): string | undefined =>
  Either.getOrUndefined(Either.try(() => decodeURIComponent(text)))

const longest = 128

/**
 * A name that no system takes for a path, a hidden file or a command, and that looks like what it is.
 *
 * @internal
 */
export const safe = (name: string): string | undefined => {
  const plain = (name.split(/[/\\]/).at(-1) ?? "")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/^[. ]+|[. ]+$/g, "")
  const characters = [...plain]
  const ending = /\.[^.]{1,8}$/.exec(plain)?.[0] ?? ""
  const cut = characters.length <= longest
    ? plain
    : `${characters.slice(0, longest - ending.length).join("")}${ending}`
  return cut === "" ? undefined : cut
}

/**
 * The name that a download goes by, fit to be the name of a file.
 *
 * @internal
 */
export const fileNameOf = (disposition: string): string | undefined => {
  const extended = /(?:^|;)\s*filename\*\s*=\s*"?utf-8'[^']*'([^;"\s]+)/i.exec(disposition)?.[1]
  const found = /(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/i.exec(disposition)
  const plain = found?.[1]?.replaceAll(/\\(.)/g, "$1") ?? found?.[2]?.trim()
  const name = (extended === undefined ? undefined : fromPercent(extended))
    ?? (plain === undefined ? undefined : fromBytes(plain))
  return name === undefined ? undefined : safe(name)
}
