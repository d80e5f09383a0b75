import { Eligibility, type Identifiers } from "@effect-wechat/core"
import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as ComponentApi from "../api/ComponentApi.ts"
import type { Authorizer, Facts, Token } from "../Authorizer.ts"

/**
 * What WeChat says of an authorizer.
 *
 * @internal
 */
export type Info = Effect.Effect.Success<ReturnType<typeof ComponentApi.authorizerInfo>>

type Exchanged = Effect.Effect.Success<ReturnType<typeof ComponentApi.queryAuth>>["authorization_info"]

/** What an exchanged code brings. */
export interface Grant {
  readonly appId: Identifiers.AppId
  readonly permissionSets: ReadonlyArray<number>
  readonly refreshToken: Redacted.Redacted | undefined
  readonly accessToken: Token | undefined
}

/** @internal */
export const factsOf = ({ authorizer_info: info }: Info): Facts => ({
  // Without a kind it has the rights of the one with fewer.
  kind: Eligibility.kindFromServiceType(info.service_type_info?.id ?? 0),
  verifyType: info.verify_type_info?.id ?? -1,
  ...(info.account_status === undefined ? {} : { status: info.account_status }),
  isMiniProgram: info.MiniProgramInfo !== undefined,
  nickname: info.nick_name ?? "",
  principal: info.principal_name ?? "",
  originalId: info.user_name ?? ""
})

/** @internal */
export const setsOf = (list: Info["authorization_info"]["func_info"]): ReadonlyArray<number> =>
  // A record with a set that cannot be could not be written, and with it the tokens.
  list.map(({ funcscope_category }) => funcscope_category.id).filter((id) => id > 0)

/**
 * WeChat sends an empty text where it has no token.
 *
 * @internal
 */
export const given = (token: Redacted.Redacted | undefined): Redacted.Redacted | undefined =>
  token === undefined || Redacted.value(token) === "" ? undefined : token

/**
 * Leaves out what is not there, as the schema wants it.
 *
 * @internal
 */
export const tokensOf = (
  refreshToken: Redacted.Redacted | undefined,
  accessToken: Token | undefined
): Pick<Authorizer, "refreshToken" | "accessToken"> => ({
  ...(refreshToken === undefined ? {} : { refreshToken }),
  ...(accessToken === undefined ? {} : { accessToken })
})

/**
 * What WeChat says of a grant, as the record keeps it.
 *
 * @internal
 */
export const grantFrom = (info: Exchanged, now: number): Grant => {
  const value = given(info.authorizer_access_token)
  return {
    appId: info.authorizer_appid,
    permissionSets: setsOf(info.func_info),
    refreshToken: given(info.authorizer_refresh_token),
    accessToken: value === undefined ? undefined : { value, expiresAt: now + (info.expires_in ?? 7200) * 1000 }
  }
}
