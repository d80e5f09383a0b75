/**
 * A credential that asks first: what the account is and what it granted, before it hands out a token. No permission, no
 * token, no call.
 */
import { AccessToken, CallRefused, Eligibility, type Endpoint, PermissionSet } from "@effect-wechat/core"
import { Array as Arr, Effect, Layer } from "effect"
import type { Merchant } from "./merchants.ts"

/** Everything that speaks against a call, not the first thing only. */
const objections = (endpoint: Endpoint.Any, merchant: Merchant): ReadonlyArray<CallRefused.Reason> => {
  const { granted, kind } = merchant
  const needed = endpoint.permissionSets
  const reasons: Array<CallRefused.Reason> = []
  if (!PermissionSet.isGranted(needed, granted)) {
    reasons.push(new CallRefused.SetNotGranted({ needed, granted: Array.from(granted) }))
  }
  switch (Eligibility.check(endpoint.eligibility, merchant)) {
    case "not-certified":
      reasons.push(new CallRefused.NotCertified({ kind }))
      break
    case "kind-not-served":
      reasons.push(new CallRefused.KindNotServed({ kind }))
      break
    case "eligible":
  }
  return reasons
}

/** Puts the gate in front of the credential that is already there. */
export const layer = (
  merchant: Merchant
): Layer.Layer<AccessToken.AccessToken, never, AccessToken.AccessToken> =>
  Layer.effect(
    AccessToken.AccessToken,
    Effect.map(AccessToken.AccessToken, (account) => ({
      ...account,
      issue: (endpoint) => {
        const reasons = objections(endpoint, merchant)
        return Arr.isNonEmptyReadonlyArray(reasons)
          ? Effect.fail(new CallRefused.CallRefused({ endpoint: endpoint.name, appId: merchant.appId, reasons }))
          : account.issue(endpoint)
      }
    }))
  )
