/**
 * What all interfaces of statistics share.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { DataNotReady, DateOutOfRange, InvalidDate } from "../Failure/Statistics.ts"
import * as PermissionSet from "../PermissionSet.ts"

export const facts = {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "certified" },
  semantics: "read",
  returnCodes: [-1, 40001, InvalidDate, DateOutOfRange, DataNotReady]
} as const

/** Any number may be missing. */
export const figure = Schema.optionalWith(Schema.Number, { exact: true })

export const text = Schema.optionalWith(Schema.String, { exact: true })

/** Left out, a list is empty. */
export const list = <A, I>(row: Schema.Schema<A, I>) =>
  Schema.optionalWith(Schema.Array(row), { exact: true, default: () => [] })
