/**
 * What the pages of several families document.
 */
import { make } from "../internal/failure.ts"

/** 40003: nobody with this openid follows the account. */
export class InvalidOpenId extends make<InvalidOpenId>()("InvalidOpenId", 40003, {
  who: "developer",
  whatToDo: "the developer must pass the openid of somebody who follows this very account"
}) {}

/** 40007: WeChat knows no such media id. */
export class InvalidMediaId extends make<InvalidMediaId>()("InvalidMediaId", 40007, {
  who: "developer",
  whatToDo:
    "it may be deleted already, or belong to another account or kind: the developer must pass a current media_id"
}) {}

/** 48001: the account itself does not own the interface. */
export class ApiUnauthorized extends make<ApiUnauthorized>()("ApiUnauthorized", 48001, {
  who: "merchant",
  whatToDo: "the merchant must obtain the interface, as a rule by passing WeChat's certification"
}) {}

/** 88000: the account has no comment feature. */
export class CommentsNotPrivileged extends make<CommentsNotPrivileged>()("CommentsNotPrivileged", 88000, {
  who: "merchant",
  whatToDo: "the merchant must obtain the comment feature for the account on mp.weixin.qq.com"
}) {}
