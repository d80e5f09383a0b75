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

/** 40008: WeChat does not take this kind of message here, or its object does not fit its `msgtype`. */
export class InvalidMessageType extends make<InvalidMessageType>()("InvalidMessageType", 40008, {
  who: "developer",
  whatToDo: "the developer must send a kind of message that this interface takes"
}) {}

/** 40013, where a message names a mini program: WeChat does not let the account lead there. */
export class MiniProgramNotLinked extends make<MiniProgramNotLinked>()("MiniProgramNotLinked", 40013, {
  who: "merchant",
  whatToDo: "the merchant must link the mini program to the account, if its app id is right"
}) {}

/** 40037: the account has no such template. */
export class InvalidTemplateId extends make<InvalidTemplateId>()("InvalidTemplateId", 40037, {
  who: "developer",
  whatToDo: "it may be deleted already, or belong to another account: the developer must pass a template_id of this one"
}) {}
