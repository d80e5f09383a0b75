/**
 * `/channels/ec/service/product/getcardinfo`: what puts a product into an article.
 *
 * @internal
 */
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as Read from "../internal/read.ts"

/** Large, small, text link, bar: which of them an article can carry. */
const cardsOf: ReadonlyMap<string, ReadonlyArray<number>> = new Map([["news", [0, 1, 2]], ["newspic", [1, 2, 3]]])

/** The bar stands at the end of an article, by its key; the others are pasted into the text. */
const bar = 3

const get: AccountInterface = {
  speaker: "account",
  // No component can ask for it, whatever was granted.
  sets: "none",
  eligible: { official: "all", service: "all" },
  name: "ecsgetproductcardinfo",
  method: "POST",
  path: "/channels/ec/service/product/getcardinfo",
  body: "json",
  handle: ({ account: { content }, chance, json }) => {
    const product = Read.text(json, "product_id") ?? ""
    if (content.selling !== "open" || !content.products.has(product)) return failures.invalidProductId
    const cards = cardsOf.get(Read.text(json, "article_type") ?? "")
    if (cards === undefined) return failures.invalidArticleType
    const card = Read.integer(json, "card_type")
    if (card === undefined || !cards.includes(card)) return failures.invalidCardType
    const key = chance.base64Url(32)
    content.productKeys.add(key)
    return Reply.ok(
      card === bar
        ? { product_key: key }
        : { product_key: key, DOM: `<mp-common-product data-cardtype="${card}" data-key="${key}"></mp-common-product>` }
    )
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [get]
