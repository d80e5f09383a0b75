/** The accounts of the tour, as a service provider would keep them in a database. */
import { type Eligibility, Identifiers, type PermissionSet } from "@effect-wechat/core"
import { Redacted } from "effect"

export interface Merchant extends Eligibility.Account {
  readonly appId: Identifiers.AppId
  readonly secret: Redacted.Redacted
  /** The permission sets that the merchant granted */
  readonly granted: ReadonlySet<PermissionSet.PermissionSet>
  /** What the tour deletes */
  readonly draft: string
  readonly material: string
  readonly article: { readonly article_id: string; readonly index: "all" | number }
  /** A 64-bit number does not fit into a JavaScript number, so it is kept in digits */
  readonly message: { readonly msg_id: string; readonly article_idx: "all" | number }
}

const make = (
  number: number,
  account: Eligibility.Account & { readonly granted: ReadonlyArray<PermissionSet.PermissionSet> },
  deletes: Partial<Pick<Merchant, "draft" | "material" | "article" | "message">> = {}
): Merchant => ({
  draft: "DRAFT_1",
  material: "IMAGE_1",
  article: { article_id: "ARTICLE_1", index: "all" },
  message: { msg_id: "30124", article_idx: "all" },
  ...account,
  ...deletes,
  appId: Identifiers.AppId.make(`wx000000000000000${number}`),
  secret: Redacted.make(`secret-of-account-${number}`),
  granted: new Set(account.granted)
})

export const merchants: ReadonlyArray<Merchant> = [
  make(1, { kind: "service", certified: true, granted: [7, 11] }, {
    article: { article_id: "ARTICLE_1", index: 2 },
    message: { msg_id: "9007199254740993", article_idx: "all" }
  }),
  make(2, { kind: "official", certified: false, granted: [11] }, { material: "IMAGE_OF_ANOTHER_ACCOUNT" }),
  make(3, { kind: "official", certified: true, granted: [7, 11] }),
  make(4, { kind: "service", certified: true, granted: [7, 11] }),
  make(5, { kind: "official", certified: true, granted: [7, 11] })
]
