import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { Answer, Issue } from "../WeChatError.ts"

/** WeChat appends the id of the request: ` rid: 6543df33-64386a2f-29857782`. */
const ridSuffix = /[\s,]*rid:\s*([0-9a-f]+(?:-[0-9a-f]+)+)\s*$/i

const toCode = (errcode: unknown): number | undefined => {
  const code = Predicate.isString(errcode) && /^-?\d{1,15}$/.test(errcode) ? Number(errcode) : errcode
  return Number.isSafeInteger(code) ? Number(code) : undefined
}

const toAnswer = (errcode: number, errmsg: unknown, secrets: ReadonlyArray<string>): Answer => {
  const said = Predicate.isString(errmsg) ? errmsg : ""
  const text = secrets.reduce((clean, secret) => secret === "" ? clean : clean.replaceAll(secret, "<redacted>"), said)
  const rid = ridSuffix.exec(text)
  return rid?.[1] === undefined
    ? { errcode, errmsg: text }
    : { errcode, errmsg: text.slice(0, rid.index), rid: rid[1] }
}

const notAnObject: Either.Either<never, Issue> = Either.left({ field: "", rule: "the reply must be an object" })
const notACode: Either.Either<never, Issue> = Either.left({ field: "errcode", rule: "must be a whole number" })
const success = Either.right(undefined)

/**
 * What WeChat's envelope says: a failure, or nothing, since a missing `errcode` is 0. An envelope that cannot be read is
 * never taken for a success.
 *
 * @param secrets what must not be quoted, should a reply ever repeat it
 * @internal
 */
export const read = (
  reply: unknown,
  secrets: () => ReadonlyArray<string>
): Either.Either<Answer | undefined, Issue> => {
  if (!Predicate.isRecord(reply)) return notAnObject
  if (!("errcode" in reply)) return success
  const errcode = toCode(reply["errcode"])
  if (errcode === undefined) return notACode
  return errcode === 0 ? success : Either.right(toAnswer(errcode, reply["errmsg"], secrets()))
}
