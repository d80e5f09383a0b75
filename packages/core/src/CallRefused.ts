/**
 * Our own "no", before the network: the call would fail, so nothing is sent. A refusal lists *all* its reasons, each
 * with the remedy and the one who can apply it.
 */
import * as Schema from "effect/Schema"
import * as Eligibility from "./Eligibility.ts"
import type * as Endpoint from "./Endpoint.ts"
import * as PermissionSet from "./PermissionSet.ts"
import type { Who } from "./WeChatError.ts"

/** What every reason can tell: what is missing, what to do about it, and who can. */
export interface Advice {
  readonly message: string
  readonly who: Who
}

/** The account does not authorize the component, or not any more. */
export class AccountNotAuthorized extends Schema.TaggedClass<AccountNotAuthorized>(
  "@effect-wechat/core/CallRefused/AccountNotAuthorized"
)("AccountNotAuthorized", {}) implements Advice {
  get who(): Who {
    return "merchant"
  }
  get message(): string {
    return "the account has not authorized the platform: the merchant must authorize it"
  }
}

/** None of the permission sets that give the interface was granted. */
export class SetNotGranted extends Schema.TaggedClass<SetNotGranted>("@effect-wechat/core/CallRefused/SetNotGranted")(
  "SetNotGranted",
  {
    /** Any one of these is enough */
    needed: Schema.Array(PermissionSet.PermissionSet),
    granted: Schema.Array(PermissionSet.PermissionSet)
  }
) implements Advice {
  get who(): Who {
    return "merchant"
  }
  get message(): string {
    const granted = this.granted.length === 0 ? "none" : this.granted.join(", ")
    return `permission set ${
      this.needed.map(PermissionSet.label).join(" or ")
    } is not granted (granted: ${granted}): the `
      + "merchant must authorize the platform again and leave it ticked"
  }
}

/** The interface is not for accounts of this kind. */
export class KindNotServed extends Schema.TaggedClass<KindNotServed>("@effect-wechat/core/CallRefused/KindNotServed")(
  "KindNotServed",
  { kind: Eligibility.AccountKind }
) implements Advice {
  get who(): Who {
    return "merchant"
  }
  get message(): string {
    return `WeChat does not offer this interface to ${this.kind} accounts: the merchant needs an account of another kind`
  }
}

/** The interface is for certified accounts of this kind alone. */
export class NotCertified extends Schema.TaggedClass<NotCertified>("@effect-wechat/core/CallRefused/NotCertified")(
  "NotCertified",
  { kind: Eligibility.AccountKind }
) implements Advice {
  get who(): Who {
    return "merchant"
  }
  get message(): string {
    return `the ${this.kind} account is not certified: the merchant must pass WeChat's certification`
  }
}

/** The account is cancelled, banned or frozen. */
export class AccountRestricted extends Schema.TaggedClass<AccountRestricted>(
  "@effect-wechat/core/CallRefused/AccountRestricted"
)("AccountRestricted", { status: Schema.Literal("cancelled", "banned", "frozen") }) implements Advice {
  get who(): Who {
    return "merchant"
  }
  get message(): string {
    return `the account is ${this.status}: the merchant must see to it on mp.weixin.qq.com`
  }
}

/** What has to be known of an account to tell whether a call would be refused. What is not known refuses nothing. */
export interface Rights {
  /** The permission sets that the account granted to the component */
  readonly granted?: ReadonlySet<PermissionSet.PermissionSet> | undefined
  readonly account?: Eligibility.Account | undefined
}

/** Why a call was refused. */
export const Reason = Schema.Union(AccountNotAuthorized, SetNotGranted, KindNotServed, NotCertified, AccountRestricted)
export type Reason = typeof Reason.Type

/**
 * The call was refused before anything was sent.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * Draft.count().pipe(
 *   Effect.catchTag("CallRefused", (refusal) => Effect.logWarning(refusal.message))
 * )
 * ```
 */
export class CallRefused extends Schema.TaggedError<CallRefused>("@effect-wechat/core/CallRefused")("CallRefused", {
  /** The name of the interface, as on WeChat's page */
  endpoint: Schema.String,
  appId: Schema.optionalWith(Schema.String, { exact: true }),
  reasons: Schema.NonEmptyArray(Reason)
}) {
  get isRetryable(): boolean {
    return false
  }
  /** Who can mend the first of the reasons. */
  get who(): Who {
    return this.reasons[0].who
  }
  override get message(): string {
    const whom = this.appId === undefined ? "" : ` for ${this.appId}`
    return `${this.endpoint}${whom} was refused and not sent: ${
      this.reasons.map((reason) => reason.message).join("; ")
    }`
  }
}

/**
 * All reasons why WeChat would refuse a call, judged by what is known of the account.
 *
 * @example
 * ```ts
 * import { CallRefused, FreePublish } from "@effect-wechat/core"
 *
 * CallRefused.reasonsFor(FreePublish.delete, {
 *   granted: new Set([11]),
 *   account: { kind: "official", certified: false }
 * }) // SetNotGranted and NotCertified
 * ```
 */
export const reasonsFor = (endpoint: Endpoint.Any, { account, granted }: Rights): ReadonlyArray<Reason> => {
  const reasons: Array<Reason> = []
  if (granted !== undefined && !PermissionSet.isGranted(endpoint.permissionSets, granted)) {
    reasons.push(new SetNotGranted({ needed: endpoint.permissionSets, granted: [...granted] }))
  }
  if (account !== undefined) {
    const verdict = Eligibility.check(endpoint.eligibility, account)
    if (verdict === "kind-not-served") reasons.push(new KindNotServed({ kind: account.kind }))
    if (verdict === "not-certified") reasons.push(new NotCertified({ kind: account.kind }))
  }
  return reasons
}
