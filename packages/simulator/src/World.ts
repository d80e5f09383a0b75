/**
 * What a world holds: accounts, components, and what a world file says about them.
 *
 * Everything has a default, so that a test names only what it is about.
 */
import * as Schema from "effect/Schema"
import * as Content from "./Content.ts"
import * as Statistics from "./Statistics.ts"
import * as TemplateMessages from "./TemplateMessages.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** `official` is what WeChat calls Official Account today, the former subscription account. */
export const AccountKind = Schema.Literal("official", "service")
export type AccountKind = typeof AccountKind.Type

/** `banned` and `frozen` accounts answer nothing but their ban. */
export const AccountStatus = Schema.Literal("normal", "warned", "frozen", "banned", "cancelled")
export type AccountStatus = typeof AccountStatus.Type

/** Codes of look-ups on which WeChat's pages contradict themselves. */
export const LookUpCodes = Schema.Struct({
  /** Of a rid that is older than 7 days: 76004 by the table and by default, 76001 by the text */
  expiredRid: optional(Schema.Literal(76004, 76001)),
  /** Of a path that does not begin with a slash: 76021 by the table and by default, 76003 by the text */
  malformedPath: optional(Schema.Literal(76021, 76003))
})
export type LookUpCodes = typeof LookUpCodes.Type

/** An account to be made. */
export const AccountOptions = Schema.Struct({
  /** `wx` and 16 hexadecimal digits; made up when left out */
  appId: optional(Schema.NonEmptyString),
  /** `service` by default */
  kind: optional(AccountKind),
  /** WeChat's `verify_type_info.id`: -1 not verified, 0 verified (the default), 1 and 2 by Weibo alone, 3 to 5 in between */
  verifyType: optional(Schema.Int),
  status: optional(AccountStatus),
  nickname: optional(Schema.String),
  /** The company or person that owns the account */
  principal: optional(Schema.String),
  /** 1000 by default, or as many as are known by name */
  followers: optional(Schema.NonNegativeInt),
  /** For accounts that call for themselves; made up when left out */
  secret: optional(Schema.NonEmptyString),
  /** Addresses that a direct account may call from; all of them when left out */
  ipAllowList: optional(Schema.Array(Schema.String)),
  /** How many drafts it has to begin with */
  drafts: optional(Schema.NonNegativeInt),
  /** Whether a test account, with the small quotas of one */
  test: optional(Schema.Boolean),
  ...Content.Options.fields,
  /** Its templates, industries and one-time subscriptions */
  templateMessages: optional(TemplateMessages.Options),
  /** What is told about the readers of its articles, and when */
  statistics: optional(Statistics.Options),
  lookUpCodes: optional(LookUpCodes)
})
export type AccountOptions = typeof AccountOptions.Type

/** A component to be made. */
export const ComponentOptions = Schema.Struct({
  appId: optional(Schema.NonEmptyString),
  secret: optional(Schema.NonEmptyString),
  /** The message token that pushes are signed with */
  token: optional(Schema.NonEmptyString),
  /** 43 letters and digits */
  encodingAesKey: optional(Schema.String.pipe(
    Schema.pattern(/^[A-Za-z0-9]{43}$/, { message: () => "must be 43 letters and digits" })
  )),
  /** Where tickets and changes of authorization are pushed: URL A */
  authorizationUrl: optional(Schema.String),
  /** Where messages and events of authorizers are pushed: URL B, with the placeholder `$APPID$` */
  messageUrl: optional(Schema.String),
  /** Addresses that the component may call from; all of them when left out */
  ipAllowList: optional(Schema.Array(Schema.String)),
  /** The permission sets that it asks for; 1, 2, 3, 7, 11, 15 and 100 by default */
  permissionSets: optional(Schema.Array(Schema.Int)),
  /** Before full publication only accounts of the test list can authorize; published by default */
  published: optional(Schema.Boolean),
  testAccounts: optional(Schema.Array(Schema.String)),
  /** The host that links to the authorization page must stand on, and lead back to; any host when left out */
  startDomain: optional(Schema.NonEmptyString),
  /** Whether a refresh gives a new refresh token, with a grace of 5 minutes for the old one; off by default */
  rotatesRefreshTokens: optional(Schema.Boolean),
  lookUpCodes: optional(LookUpCodes)
})
export type ComponentOptions = typeof ComponentOptions.Type

/** An authorization that stands from the beginning. */
export const AuthorizationOptions = Schema.Struct({
  component: Schema.NonEmptyString,
  account: Schema.NonEmptyString,
  permissionSets: Schema.Array(Schema.Int)
})
export type AuthorizationOptions = typeof AuthorizationOptions.Type

/** A whole world, as a file says it. */
export const World = Schema.Struct({
  components: optional(Schema.Array(ComponentOptions)),
  accounts: optional(Schema.Array(AccountOptions)),
  authorizations: optional(Schema.Array(AuthorizationOptions)),
  /** Templates for accounts to adopt, beside those that are always there */
  templateLibrary: optional(Schema.Array(TemplateMessages.LibraryTemplate))
})
export type World = typeof World.Type
