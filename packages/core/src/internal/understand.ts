import * as Either from "effect/Either"
import type * as Endpoint from "../Endpoint.ts"
import { type Answer, MalformedReply, UnexpectedStatus } from "../WeChatError.ts"
import * as Envelope from "./envelope.ts"
import type { Reply } from "./exchange.ts"
import * as Json from "./json.ts"

/**
 * Why a reply is no success: WeChat says so, or nobody can tell what it says.
 *
 * @internal
 */
export type Trouble =
  | { readonly said: Answer }
  | { readonly unreadable: MalformedReply | UnexpectedStatus }

const unreadable = (reason: MalformedReply | UnexpectedStatus): Either.Either<never, Trouble> =>
  Either.left({ unreadable: reason })

/**
 * What a reply says.
 *
 * @param secrets what went out with the request, and must not be quoted
 * @internal
 */
export const understand = <A>(
  endpoint: Pick<Endpoint.Endpoint<never, A, never, never>, "alreadyDone" | "decode">,
  { status, text }: Reply,
  secrets: () => ReadonlyArray<string>
): Either.Either<A, Trouble> => {
  const json = Json.parse(text)
  if (Either.isLeft(json)) {
    return unreadable(
      status >= 400
        ? new UnexpectedStatus({ status })
        : new MalformedReply({ problem: json.left.problem, issues: [] })
    )
  }
  const answer = Envelope.read(json.right, secrets)
  if (Either.isLeft(answer)) return unreadable(new MalformedReply({ problem: "shape", issues: [answer.left] }))
  if (answer.right !== undefined && !endpoint.alreadyDone.has(answer.right.errcode)) {
    return Either.left({ said: answer.right })
  }
  if (status >= 400) return unreadable(new UnexpectedStatus({ status }))
  const decoded = endpoint.decode(json.right)
  return Either.isRight(decoded)
    ? Either.right(decoded.right)
    : unreadable(new MalformedReply({ problem: "shape", issues: decoded.left }))
}
