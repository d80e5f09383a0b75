/**
 * What the platform remembers of an account's template messages and one-time subscriptions.
 *
 * @internal
 */
import type { Failure, Options } from "../TemplateMessages.ts"

/**
 * A template that an account has adopted.
 *
 * @internal
 */
export interface Template {
  readonly template_id: string
  readonly title: string
  /** WeChat's number, of templates from before there were categories */
  readonly industry: number | undefined
  readonly content: string
  readonly example: string
}

/**
 * How a message will end. One that was intercepted is kept for `queryblocktmplmsg`.
 *
 * @internal
 */
export type Ending = "success" | Failure

/** @internal */
export interface TemplateMessage {
  readonly msgid: bigint
  readonly at: number
  readonly touser: string
  readonly template_id: string
  readonly url: string | undefined
  readonly miniprogram: { readonly appid: string; readonly pagepath: string } | undefined
  /** The content of the template, filled in */
  readonly text: string
  status: "sending" | "success" | "failed:user block" | "failed: system failed"
}

/** @internal */
export interface Intercepted {
  readonly id: number
  readonly tmpl_msg_id: string
  readonly title: string
  readonly content: string
  readonly send_timestamp: number
  readonly openid: string
}

/** @internal */
export interface SubscriptionMessage {
  readonly at: number
  readonly touser: string
  readonly scene: number
  readonly title: string
  readonly content: string
  readonly place: "chat" | "service notifications"
}

/** @internal */
export interface Templates {
  industries: readonly [primary: number, secondary: number]
  /** The month in which the industries were changed */
  changedIn: string
  readonly adopted: Map<string, Template>
  readonly limit: number
  readonly categoriesOnly: boolean
  /** The mini programs that a message may lead to; any when there is no list */
  readonly miniPrograms: ReadonlySet<string> | undefined
  readonly interceptedAs: "list" | "object"
  readonly sent: Array<TemplateMessage>
  readonly intercepted: Array<Intercepted>
  /** How the next messages will end; well, when there is nothing here */
  readonly nextEndings: Array<Ending>
  /** By openid and `client_msg_id` */
  readonly clientMessages: Map<string, { readonly msgid: bigint; readonly at: number }>
  /** The one template of one-time subscriptions */
  readonly subscribeTemplateId: string
  /** Openid and scene of each confirmation that no message has used up */
  readonly confirmed: Set<string>
  readonly subscriptionMessages: Array<SubscriptionMessage>
}

/** @internal */
export const templateIdLength = 43

/** @internal */
export const make = (newId: () => string, options: Options = {}): Templates => ({
  industries: options.industries ?? [1, 4],
  changedIn: "",
  adopted: new Map(
    (options.templates ?? []).map((given) => {
      const template_id = given.template_id ?? newId()
      const { content, example = "", industry, title } = given
      return [template_id, { template_id, title, industry, content, example }]
    })
  ),
  limit: options.limit ?? 25,
  categoriesOnly: options.categoriesOnly ?? false,
  miniPrograms: options.miniPrograms === undefined ? undefined : new Set(options.miniPrograms),
  interceptedAs: options.interceptedAs ?? "list",
  sent: [],
  intercepted: [],
  nextEndings: [],
  clientMessages: new Map(),
  subscribeTemplateId: options.subscribeTemplateId ?? newId(),
  confirmed: new Set(),
  subscriptionMessages: []
})

/** @internal */
export const confirmationKey = (openId: string, scene: number): string => `${scene} ${openId}`
