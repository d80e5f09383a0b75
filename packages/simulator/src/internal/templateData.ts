/**
 * What may stand in the places of a template.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"

const time = String.raw`\d{1,2}:\d{2}(?::\d{2})?`
const date = String.raw`(?:(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年|(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2})`
const span = (moment: string): RegExp => new RegExp(`^${moment}(?:~${moment})?$`, "u")

/** The rule of each kind of keyword, by the letters that its key begins with. Lengths are of characters. */
const rules: ReadonlyMap<string, RegExp> = new Map([
  ["thing", /^\P{Cc}{1,20}$/u],
  ["number", /^-?\d{1,32}(?:\.\d+)?$/u],
  ["letter", /^[A-Za-z]{1,32}$/u],
  ["symbol", /^[\p{P}\p{S}]{1,5}$/u],
  ["character_string", /^[\dA-Za-z\p{P}\p{S} ]{1,32}$/u],
  ["time", span(`(?:${date} )?${time}`)],
  ["date", span(`${date}(?: ${time})?`)],
  ["amount", /^\p{Sc}?\d{1,10}(?:\.\d+)?元?$/u],
  ["phone_number", /^[\d\p{P}\p{S} ]{1,17}$/u],
  ["car_number", /^[\p{Script=Han}A-Za-z\d](?:[A-Za-z\d]{0,6}[\p{Script=Han}A-Za-z\d])?$/u],
  ["name", /^(?:[A-Za-z\p{P}\p{S} ]{1,20}|[\p{Script=Han}A-Za-z\p{P}\p{S} ]{1,10})$/u],
  ["phrase", /^\p{Script=Han}{1,5}$/u],
  ["const", /^\P{Cc}{1,20}$/u]
])

const place = /\{\{(\w+)\.DATA\}\}/gu

const valueOf = (data: Readonly<Record<string, unknown>>, key: string): string => {
  const field = data[key]
  const value = Predicate.isReadonlyRecord(field) ? field["value"] : undefined
  return Predicate.isString(value) || Predicate.isNumber(value) || Predicate.isBoolean(value) ? String(value) : ""
}

/**
 * The content with everything in its place, or the first keyword that breaks its rule. Templates from before there were
 * categories have keywords without rules, and what is missing in them stays empty.
 *
 * @internal
 */
export const fill = (
  content: string,
  data: Readonly<Record<string, unknown>>
): Either.Either<string, Reply.Reply> => {
  const keys = [...content.matchAll(place)].map(([, key = ""]) => key)
  const broken = keys.find((key) => {
    const rule = rules.get(/^([a-z_]+)\d+$/.exec(key)?.[1] ?? "")
    return rule !== undefined && !rule.test(valueOf(data, key))
  })
  return broken === undefined
    ? Either.right(content.replace(place, (_, key: string) => valueOf(data, key)))
    : Either.left(failures.invalidKeyword(broken))
}
