/**
 * `/cgi-bin/template/*`: the templates that an account has adopted, and the industries that it may adopt them from.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import * as Industries from "../internal/industries.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as Quota from "../internal/quota.ts"
import * as Read from "../internal/read.ts"
import * as Library from "../internal/templateLibrary.ts"
import { templateIdLength } from "../internal/templateState.ts"

const common = {
  speaker: "account",
  sets: [7, 100, 101],
  eligible: { official: "none", service: "certified" }
} as const

const add: AccountInterface = {
  ...common,
  name: "addTemplate",
  method: "POST",
  path: "/cgi-bin/template/api_add_template",
  body: "json",
  handle: ({ account: { templates }, chance, json, state }) => {
    const of = state.templateLibrary.get(Read.text(json, "template_id_short") ?? "")
    if (of === undefined) return failures.invalidTemplateId
    if ("industry" in of) {
      if (templates.categoriesOnly) return failures.needCategoryTemplate
      if (!templates.industries.includes(of.industry)) return failures.templateOfAnotherIndustry
    }
    const adopted = Library.adopt(of, Read.array(json, "keyword_name_list"))
    if (Either.isLeft(adopted)) return adopted.left
    if (templates.adopted.size >= templates.limit) return failures.tooManyTemplates
    const template_id = chance.base64Url(templateIdLength)
    templates.adopted.set(template_id, { ...adopted.right, template_id })
    return Reply.ok({ template_id })
  }
}

const list: AccountInterface = {
  ...common,
  name: "getAllTemplates",
  method: "GET",
  path: "/cgi-bin/template/get_all_private_template",
  body: "none",
  handle: ({ account: { templates } }) =>
    Reply.data({
      template_list: [...templates.adopted.values()].map(({ content, example, industry = 0, template_id, title }) => ({
        template_id,
        title,
        primary_industry: Industries.of(industry)?.first_class ?? "",
        // `secondary_industry` everywhere else.
        deputy_industry: Industries.of(industry)?.second_class ?? "",
        content,
        example
      }))
    })
}

const remove: AccountInterface = {
  ...common,
  name: "deleteTemplate",
  method: "POST",
  path: "/cgi-bin/template/del_private_template",
  body: "json",
  handle: ({ account: { templates }, json }) =>
    templates.adopted.delete(Read.text(json, "template_id") ?? "") ? Reply.ok() : failures.invalidTemplateId
}

const getIndustry: AccountInterface = {
  ...common,
  name: "getIndustry",
  method: "GET",
  path: "/cgi-bin/template/get_industry",
  body: "none",
  handle: ({ account: { templates: { industries: [primary, secondary] } } }) =>
    Reply.data({ primary_industry: Industries.of(primary), secondary_industry: Industries.of(secondary) })
}

const setIndustry: AccountInterface = {
  ...common,
  name: "setIndustry",
  method: "POST",
  path: "/cgi-bin/template/api_set_industry",
  body: "json",
  handle: ({ account: { templates }, json, now }) => {
    const primary = Read.integer(json, "industry_id1") ?? 0
    const secondary = Read.integer(json, "industry_id2") ?? 0
    if (Industries.of(primary) === undefined || Industries.of(secondary) === undefined) {
      return failures.invalidIndustryId
    }
    if (templates.industries[0] === primary && templates.industries[1] === secondary) return Reply.ok()
    const month = Quota.monthOf(now)
    if (templates.changedIn === month) return failures.industryChangedTooOften
    templates.changedIn = month
    templates.industries = [primary, secondary]
    for (const { industry, template_id } of templates.adopted.values()) {
      if (industry !== undefined && industry !== primary && industry !== secondary) {
        templates.adopted.delete(template_id)
      }
    }
    return Reply.ok()
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [add, list, remove, getIndustry, setIndustry]
