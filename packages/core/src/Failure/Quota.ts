/**
 * What the pages of quotas document.
 */
import { make } from "../internal/failure.ts"

/** 40013, where a request names an account: it is not the one that the token speaks for. */
export class NotThisAccount extends make<NotThisAccount>()("NotThisAccount", 40013, {
  who: "developer",
  whatToDo: "the developer must pass the app id of the very account that the call is made for"
}) {}

/** 48006: the resets of this month are spent. */
export class NoResetLeft extends make<NoResetLeft>()("NoResetLeft", 48006, {
  who: "nobody",
  whatToDo: "all there is to do is to wait: the quotas begin anew tomorrow, and there are resets again next month"
}) {}

/** 76021: WeChat has no interface with this path. */
export class UnknownCgiPath extends make<UnknownCgiPath>()("UnknownCgiPath", 76021, {
  who: "developer",
  whatToDo: "the developer must pass the path of an interface, such as /cgi-bin/draft/count"
}) {}

/** 76022: the path is not for this kind of account, or not for this question: those with `/sns/` never are. */
export class CgiPathNotOwned extends make<CgiPathNotOwned>()("CgiPathNotOwned", 76022, {
  who: "developer",
  whatToDo: "the developer must pass a path that this kind of account can call"
}) {}
