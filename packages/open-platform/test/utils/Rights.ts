/**
 * Who may do what, as WeChat's pages say it: the five interfaces that the project was founded on, and every kind of
 * merchant. Written down by hand, so that it is evidence about the gate.
 */
import {
  type AccessToken,
  type CallRefused,
  Draft,
  type Endpoint,
  type Failure,
  FreePublish,
  MassMessage,
  Material,
  type WeChatClient,
  type WeChatError
} from "@effect-wechat/core"
import * as Effect from "effect/Effect"

/** A failure that the page of an interface documents, or one that any call can have. */
type AnyFailure =
  | CallRefused.CallRefused
  | Failure.ApiUnauthorized
  | Failure.InvalidMediaId
  | WeChatError.WeChatError

export interface Founding {
  readonly endpoint: Endpoint.Any
  readonly call: Effect.Effect<unknown, AnyFailure, AccessToken.AccessToken | WeChatClient.WeChatClient>
}

export const calls = {
  "Draft.count": { endpoint: Draft.count, call: Draft.count() },
  "Draft.delete": { endpoint: Draft.delete, call: Draft.delete({ media_id: "no-such-draft" }) },
  "Material.delete": { endpoint: Material.delete, call: Material.delete({ media_id: "no-such-material" }) },
  "FreePublish.delete": {
    endpoint: FreePublish.delete,
    call: FreePublish.delete({ article_id: "no-such-article", index: 1 })
  },
  "MassMessage.delete": {
    endpoint: MassMessage.delete,
    call: MassMessage.delete({ url: "http://mp.weixin.qq.com/s?__biz=none" })
  }
} as const satisfies Readonly<Record<string, Founding>>

export type Name = keyof typeof calls

export const names: ReadonlyArray<Name> = [
  "Draft.count",
  "Draft.delete",
  "Material.delete",
  "FreePublish.delete",
  "MassMessage.delete"
]

export const kinds = ["official", "service"] as const
export type Kind = (typeof kinds)[number]

export const grants: ReadonlyArray<ReadonlyArray<number>> = [[], [7], [11], [100], [7, 11]]

/** WeChat's numbers. Weibo alone (1, 2) does not certify; a passed qualification (3) is enough. */
export const verifyTypes: ReadonlyArray<readonly [verifyType: number, isCertified: boolean]> = [
  [-1, false],
  [0, true],
  [1, false],
  [2, false],
  [3, true],
  [4, true],
  [5, true]
]

/** What the gate and WeChat say to one call. */
export interface Answers {
  /** The gate's reasons, none if it lets the call go */
  readonly reasons: ReadonlyArray<string>
  /** WeChat's code, 0 if it lets the call come */
  readonly code: number
}

/*
 * What the gate answers (all its reasons: S the set is not granted, C the account is not certified), and after it what
 * WeChat answers (one code). WeChat looks at the grant first.
 */
const table = `
account               | call               | none     | 7        | 11       | 100      | 7+11
----------------------|--------------------|----------|----------|----------|----------|---------
official, uncertified | Draft.count        | S  61007 | S  61007 | -      0 | -      0 | -      0
official, uncertified | Draft.delete       | S  61007 | S  61007 | -      0 | -      0 | -      0
official, uncertified | Material.delete    | S  61007 | S  61007 | -      0 | -      0 | -      0
official, uncertified | FreePublish.delete | SC 61007 | C  48001 | SC 61007 | SC 61007 | C  48001
official, uncertified | MassMessage.delete | SC 61007 | C  48001 | SC 61007 | SC 61007 | C  48001
official, certified   | Draft.count        | S  61007 | S  61007 | -      0 | -      0 | -      0
official, certified   | Draft.delete       | S  61007 | S  61007 | -      0 | -      0 | -      0
official, certified   | Material.delete    | S  61007 | S  61007 | -      0 | -      0 | -      0
official, certified   | FreePublish.delete | S  61007 | -      0 | S  61007 | S  61007 | -      0
official, certified   | MassMessage.delete | S  61007 | -      0 | S  61007 | S  61007 | -      0
service, uncertified  | Draft.count        | S  61007 | S  61007 | -      0 | -      0 | -      0
service, uncertified  | Draft.delete       | S  61007 | S  61007 | -      0 | -      0 | -      0
service, uncertified  | Material.delete    | S  61007 | S  61007 | -      0 | -      0 | -      0
service, uncertified  | FreePublish.delete | S  61007 | -      0 | S  61007 | S  61007 | -      0
service, uncertified  | MassMessage.delete | SC 61007 | C  48001 | SC 61007 | SC 61007 | C  48001
service, certified    | Draft.count        | S  61007 | S  61007 | -      0 | -      0 | -      0
service, certified    | Draft.delete       | S  61007 | S  61007 | -      0 | -      0 | -      0
service, certified    | Material.delete    | S  61007 | S  61007 | -      0 | -      0 | -      0
service, certified    | FreePublish.delete | S  61007 | -      0 | S  61007 | S  61007 | -      0
service, certified    | MassMessage.delete | S  61007 | -      0 | S  61007 | S  61007 | -      0
`

/** What the status of an account adds: to the gate's reasons, and to WeChat's answer where the set is granted. */
export const statuses = [
  { status: "normal", number: 1, adds: undefined, code: 0 },
  { status: "warned", number: 18, adds: undefined, code: 0 },
  { status: "banned", number: 16, adds: "AccountRestricted", code: 48004 },
  { status: "frozen", number: 19, adds: "AccountRestricted", code: 50002 },
  { status: "cancelled", number: 14, adds: "AccountRestricted", code: 50002 }
] as const
export type Status = (typeof statuses)[number]

const reasonsOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  "-": [],
  S: ["SetNotGranted"],
  C: ["NotCertified"],
  SC: ["SetNotGranted", "NotCertified"]
}

const label = (grant: ReadonlyArray<number>): string => grant.length === 0 ? "none" : grant.join("+")

const cells: ReadonlyMap<string, Answers> = new Map(
  table.trim().split("\n").slice(2).flatMap((line) => {
    const [account, call, ...answers] = line.split("|").map((text) => text.trim())
    return answers.map((answer, at) => {
      const [gate = "", code = ""] = answer.split(/\s+/)
      return [`${account} ${call} ${label(grants[at] ?? [])}`, { reasons: reasonsOf[gate] ?? [], code: Number(code) }]
    })
  })
)

/** One merchant of every kind. */
export interface Merchant {
  readonly grant: ReadonlyArray<number>
  readonly kind: Kind
  readonly verifyType: number
  readonly isCertified: boolean
  readonly status: Status
}

export const merchants: ReadonlyArray<Merchant> = grants.flatMap((grant) =>
  kinds.flatMap((kind) =>
    verifyTypes.flatMap(([verifyType, isCertified]) =>
      statuses.map((status) => ({ grant, kind, verifyType, isCertified, status }))
    )
  )
)

export const show = ({ grant, kind, status, verifyType }: Merchant): string =>
  `${status.status} ${kind} account of verify type ${verifyType} with ${label(grant)}`

/** What both have to answer. */
export const answers = (merchant: Merchant, name: Name): Answers => {
  const { grant, isCertified, kind, status } = merchant
  const cell = cells.get(`${kind}, ${isCertified ? "certified" : "uncertified"} ${name} ${label(grant)}`)
  if (cell === undefined) throw new TypeError(`The table says nothing of ${name} for a ${show(merchant)}`)
  return status.adds === undefined ? cell : {
    reasons: [status.adds, ...cell.reasons],
    code: cell.code === 61007 ? cell.code : status.code
  }
}

/** The codes that are about rights. Any other comes from the interface itself, so the way to it was free. */
const aboutRights = new Set([48001, 48004, 50002, 61003, 61007])

/** What WeChat says to a call, as far as it is about rights. */
export const codeOf = <R>(call: Effect.Effect<unknown, AnyFailure, R>): Effect.Effect<number | "refused", never, R> =>
  Effect.match(call, {
    onSuccess: () => 0,
    onFailure: (error) => {
      if (error._tag === "CallRefused") return "refused" as const
      const said = error._tag === "WeChatError" ? error.reason : error
      const code = "errcode" in said ? said.errcode : NaN
      return aboutRights.has(code) ? code : 0
    }
  })
