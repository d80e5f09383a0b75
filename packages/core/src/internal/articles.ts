import * as Schema from "effect/Schema"
import { given, MediaId } from "../Identifiers.ts"
import * as Limits from "./limits.ts"
import type { Page } from "./paging.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

// --- What is sent ------------------------------------------------------------------------------------------------------

const Flag = Schema.Literal(0, 1)

/** An article in a draft cannot be without. */
const Words = Schema.String.pipe(Schema.minLength(1, { description: "a text that is not empty" }))

const Crop = Schema.String.pipe(Schema.pattern(/^(?:[01]|0\.\d{1,6}|1\.0{1,6})(?:_(?:[01]|0\.\d{1,6}|1\.0{1,6})){3}$/, {
  description: "X1_Y1_X2_Y2, four fractions from 0 to 1 with at most 6 decimals"
}))

const Fraction = Schema.String.pipe(Schema.pattern(/^(?:[01]|0\.\d+|1\.0+)$/, {
  description: "a fraction from 0 to 1, as a text"
}))

const common = {
  title: Words.pipe(Limits.maxCharacters(32)),
  author: optional(Schema.String.pipe(Limits.maxCharacters(16))),
  digest: optional(Schema.String.pipe(Limits.maxCharacters(128))),
  // Fewer than 20,000 characters; no text of those comes near the 1 MB that the page allows besides.
  content: Words.pipe(Limits.maxCharacters(19_999)),
  content_source_url: optional(Schema.String.pipe(Limits.maxBytes(1024))),
  need_open_comment: optional(Flag),
  only_fans_can_comment: optional(Flag),
  pic_crop_235_1: optional(Crop),
  pic_crop_1_1: optional(Crop),
  cover_info: optional(Schema.Struct({
    crop_percent_list: optional(Schema.Array(Schema.Struct({
      ratio: optional(Schema.Literal("1_1", "16_9", "2.35_1")),
      x1: optional(Fraction),
      y1: optional(Fraction),
      x2: optional(Fraction),
      y2: optional(Fraction)
    })))
  })),
  product_info: optional(Schema.Struct({
    footer_product_info: optional(Schema.Struct({ product_key: optional(Schema.String) }))
  }))
}

/** @internal */
export const NewsInput = Schema.Struct({
  article_type: optional(Schema.Literal("news")),
  ...common,
  thumb_media_id: given(MediaId)
})

/** @internal */
export const PicturesInput = Schema.Struct({
  article_type: Schema.Literal("newspic"),
  ...common,
  image_info: Schema.Struct({
    image_list: Schema.Array(Schema.Struct({ image_media_id: given(MediaId) })).pipe(Limits.items(1, 20))
  })
})

/** @internal */
export const ArticleInput = Schema.Union(NewsInput, PicturesInput).annotations({
  description: "an article of text (article_type news, or none) or of pictures (article_type newspic)"
})

// --- What is told ------------------------------------------------------------------------------------------------------

/** Empty where an article has no such picture. */
const MaybeMediaId = Schema.Union(MediaId, Schema.Literal(""))

/** @internal */
export const told = {
  /** `news` or `newspic`; live replies may leave it out */
  article_type: optional(Schema.String),
  title: Schema.String,
  author: optional(Schema.String),
  digest: optional(Schema.String),
  /** Left out where `no_content` asked for that */
  content: optional(Schema.String),
  content_source_url: optional(Schema.String),
  thumb_media_id: optional(MaybeMediaId),
  /** Not on the page */
  thumb_url: optional(Schema.String),
  need_open_comment: optional(Schema.Int),
  only_fans_can_comment: optional(Schema.Int),
  /** Not on the page */
  show_cover_pic: optional(Schema.Int),
  image_info: optional(Schema.Struct({
    image_list: optional(Schema.Array(Schema.Struct({ image_media_id: optional(MaybeMediaId) })))
  })),
  product_info: optional(Schema.Struct({
    footer_product_info: optional(Schema.Struct({ product_key: optional(Schema.String) }))
  })),
  url: optional(Schema.String)
}

/**
 * Beside the articles in every live reply, and not on the pages. Seconds of the epoch.
 *
 * @internal
 */
export const times = { create_time: optional(Schema.Int), update_time: optional(Schema.Int) }

/**
 * What the interfaces that are read in pages take.
 *
 * @internal
 */
export const PageInput = Schema.Struct({
  offset: Schema.Int.pipe(Schema.nonNegative({ description: "a whole number, counted from 0" })),
  count: Limits.wholeNumber(1, 20),
  no_content: optional(Flag)
})

/**
 * What they give. An empty list may be left out.
 *
 * @internal
 */
export const pageOf = <A, I>(item: Schema.Schema<A, I>) =>
  Schema.Struct({
    total_count: Schema.Int,
    item_count: optional(Schema.Int),
    item: Schema.optionalWith(Schema.Array(item), { exact: true, default: () => [] })
  })

/**
 * Options of a stream, as the interface takes them.
 *
 * @internal
 */
export const wanted = ({ no_content }: { readonly no_content?: 0 | 1 | undefined }): { readonly no_content?: 0 | 1 } =>
  no_content === undefined ? {} : { no_content }

/** @internal */
export const toPage = <A>(
  { item, total_count }: { readonly item: ReadonlyArray<A>; readonly total_count: number }
): Page<A> => ({ total: total_count, items: item })
