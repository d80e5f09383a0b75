/**
 * Where a touch on a template or subscription message leads.
 *
 * @internal
 */
import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import * as Read from "./read.ts"

/** @internal */
export interface Jump {
  readonly url: string | undefined
  readonly miniprogram: { readonly appid: string; readonly pagepath: string } | undefined
}

/** No page says it: as of the addresses in articles. */
const urlBytes = 1024

/**
 * Both may be given: then it is the mini program.
 *
 * @internal
 */
export const read = (
  json: Readonly<Record<string, unknown>>,
  linked: ReadonlySet<string> | undefined
): Either.Either<Jump, Reply.Reply> => {
  const url = Read.text(json, "url") ?? ""
  if (Buffer.byteLength(url) > urlBytes) return Either.left(failures.invalidUrlSize)
  const given = Read.object(json, "miniprogram") ?? {}
  const appid = Read.text(given, "appid") ?? ""
  const pagepath = Read.text(given, "pagepath") ?? ""
  const isGiven = appid !== "" || pagepath !== ""
  const isLinked = linked === undefined ? /^wx\w{16}$/.test(appid) : linked.has(appid)
  if (isGiven && !isLinked) return Either.left(failures.invalidAppId)
  return Either.right({
    url: isGiven || url === "" ? undefined : url,
    miniprogram: isGiven ? { appid, pagepath } : undefined
  })
}
