/**
 * Articles that a merchant's account brings along. Whoever runs this speaks for the account.
 */
import { Draft, Material, Upload } from "@effect-wechat/core"
import * as Effect from "effect/Effect"

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])

/** A picture in the library, for covers. */
export const cover = Effect.suspend(() =>
  Material.add({ type: "image", media: Upload.bytes(png, { fileName: "cover.png" }) })
).pipe(Effect.map(({ media_id }) => media_id))

/** A new draft of so many articles. */
export const draft = (articles = 1) =>
  Effect.gen(function*() {
    const thumb_media_id = yield* cover
    const { media_id } = yield* Draft.add({
      articles: Array.from({ length: articles }, (_, at) => ({
        title: `Article ${at + 1}`,
        content: `<p>Text ${at + 1}</p>`,
        thumb_media_id
      }))
    })
    return media_id
  })
