/**
 * What the pages of diagnosis document.
 */
import { make } from "../internal/failure.ts"

/** 40201: there is no callback to check, or its address is wrong. */
export class InvalidCallbackUrl extends make<InvalidCallbackUrl>()("InvalidCallbackUrl", 40201, {
  who: "provider",
  whatToDo: "the service provider must enter the address of the callback on WeChat's console"
}) {}

/** 40202: there is no such check. */
export class InvalidCheckAction extends make<InvalidCheckAction>()("InvalidCheckAction", 40202, {
  who: "developer",
  whatToDo: "the developer must pass dns, ping or all"
}) {}

/** 40203: WeChat cannot check from there. */
export class InvalidCheckOperator extends make<InvalidCheckOperator>()("InvalidCheckOperator", 40203, {
  who: "developer",
  whatToDo: "the developer must pass CHINANET, UNICOM, CAP or DEFAULT"
}) {}

/** 76001: WeChat knows no such request; one of its sentences says so too of a request of more than 7 days ago. */
export class RidNotFound extends make<RidNotFound>()("RidNotFound", 76001, {
  who: "developer",
  whatToDo: "the developer must pass the rid of a failure of the last 7 days"
}) {}

/** 76002: this is no request id. */
export class InvalidRid extends make<InvalidRid>()("InvalidRid", 76002, {
  who: "developer",
  whatToDo: "the developer must pass the rid of a failure as it stands"
}) {}

/** 76003: the request was made with the token of another. */
export class RidOfAnother extends make<RidOfAnother>()("RidOfAnother", 76003, {
  who: "developer",
  whatToDo: "the developer must ask on behalf of the account whose call has failed"
}) {}

/** 76004: the request was made more than 7 days ago. */
export class RidTooOld extends make<RidTooOld>()("RidTooOld", 76004, {
  who: "nobody",
  whatToDo: "nobody can look it up any more: WeChat keeps requests for 7 days"
}) {}
