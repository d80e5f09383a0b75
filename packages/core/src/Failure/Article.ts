/**
 * What the pages about the articles of drafts document, and what accounts were seen to answer.
 */
import { make } from "../internal/failure.ts"

/** 40033: the text holds a character as its escape, six signs with a backslash in front. */
export class EscapedCharacters extends make<EscapedCharacters>()("EscapedCharacters", 40033, {
  who: "developer",
  whatToDo: "the developer must pass the characters themselves: a text was escaped before it came here"
}) {}

/** 40114: the draft has no article at this index. */
export class InvalidArticleIndex extends make<InvalidArticleIndex>()("InvalidArticleIndex", 40114, {
  who: "developer",
  whatToDo: "the developer must pass the index of an article that the draft has, counted from 0"
}) {}

/** 41039: WeChat does not take the address behind "read more". */
export class InvalidContentSourceUrl extends make<InvalidContentSourceUrl>()("InvalidContentSourceUrl", 41039, {
  who: "developer",
  whatToDo: "the developer must pass a whole address in content_source_url, or leave it out"
}) {}

/** 45003: a title is too long. */
export class TitleTooLong extends make<TitleTooLong>()("TitleTooLong", 45003, {
  who: "merchant",
  whatToDo: "the merchant must shorten the title: the page allows 32 characters"
}) {}

/** 45004: a digest is too long. */
export class DigestTooLong extends make<DigestTooLong>()("DigestTooLong", 45004, {
  who: "merchant",
  whatToDo: "the merchant must shorten the digest: the page allows 128 characters, an SDK speaks of 120"
}) {}

/** 45110: an author is too long. */
export class AuthorTooLong extends make<AuthorTooLong>()("AuthorTooLong", 45110, {
  who: "merchant",
  whatToDo: "the merchant must shorten the author: the page allows 16 characters, live accounts about 8 Chinese ones"
}) {}

/** 45166: WeChat does not take the text of an article. */
export class InvalidContent extends make<InvalidContent>()("InvalidContent", 45166, {
  who: "developer",
  whatToDo: "the developer must look for scripts, foreign markup, or nothing but what WeChat takes out"
}) {}

/** 53404: the account is barred from selling. */
export class SellingBarred extends make<SellingBarred>()("SellingBarred", 53404, {
  who: "merchant",
  whatToDo: "the merchant must take the product out, or see on mp.weixin.qq.com what bars the account from selling"
}) {}

/** 53405: the product in an article is wrong, or cannot be sold. */
export class InvalidProduct extends make<InvalidProduct>()("InvalidProduct", 53405, {
  who: "merchant",
  whatToDo: "the merchant must choose a product that is on sale, and its current product_key"
}) {}

/** 53406: the account has not opened selling yet. */
export class SellingNotOpened extends make<SellingNotOpened>()("SellingNotOpened", 53406, {
  who: "merchant",
  whatToDo: "the merchant must take the product out, or open selling for the account"
}) {}
