/**
 * The library from which accounts adopt templates. WeChat's own holds thousands; this one holds one of each kind, and what
 * a world adds.
 *
 * @internal
 */
import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import type { LibraryTemplate } from "../TemplateMessages.ts"
import * as failures from "./failures.ts"
import type { Template } from "./templateState.ts"

/** @internal */
export const defaults: ReadonlyArray<LibraryTemplate> = [
  {
    template_id_short: "TM00015",
    title: "Order paid",
    industry: 1,
    content: "{{first.DATA}}\n\nAmount: {{orderMoneySum.DATA}}\nGoods: {{orderProductName.DATA}}\n{{Remark.DATA}}",
    example: "We have received your money.\n\nAmount: 30.00\nGoods: Tea\nThank you."
  },
  {
    template_id_short: "OPENTM200000001",
    title: "Parcel on its way",
    industry: 13,
    content: "{{first.DATA}}\nParcel: {{keyword1.DATA}}\nTime: {{keyword2.DATA}}\n{{remark.DATA}}",
    example: "Your parcel has left.\nParcel: 12345\nTime: 15:01\nThank you."
  },
  {
    template_id_short: "43216",
    title: "Appointment made",
    keywords: [
      { name: "Number", key: "character_string1", example: "A-1024" },
      { name: "What", key: "thing2", example: "Tea tasting" },
      { name: "When", key: "time3", example: "15:01" },
      { name: "Price", key: "amount4", example: "¥30.00" },
      { name: "Phone", key: "phone_number5", example: "+86-0766-66888866" },
      { name: "Car", key: "car_number6", example: "粤A8Z888挂" },
      { name: "State", key: "const7", example: "Confirmed" }
    ]
  }
]

/** As many as a card shows. */
const mostKeywords = 5

/**
 * What adopting a template of the library gives, but for its id.
 *
 * @internal
 */
export const adopt = (
  of: LibraryTemplate,
  names: ReadonlyArray<unknown> | undefined
): Either.Either<Omit<Template, "template_id">, Reply.Reply> => {
  if ("industry" in of) {
    const { content, example = "", industry, title } = of
    return Either.right({ title, industry, content, example })
  }
  const chosen = (names ?? []).flatMap((name) => of.keywords.find((keyword) => keyword.name === name) ?? [])
  const isSound = chosen.length > 0 && chosen.length <= mostKeywords && chosen.length === names?.length
    && new Set(chosen).size === chosen.length
  if (!isSound) return Either.left(failures.invalidKeywordNames)
  return Either.right({
    title: of.title,
    industry: undefined,
    content: chosen.map(({ key, name }) => `${name}: {{${key}.DATA}}`).join("\n"),
    example: chosen.map(({ example = "", name }) => `${name}: ${example}`).join("\n")
  })
}
