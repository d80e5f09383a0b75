/**
 * What an interface of the simulated platform answers, before it goes over the wire.
 */

/** Data, a failure, or a file. */
export type Reply =
  | { readonly _tag: "Data"; readonly data: Readonly<Record<string, unknown>> }
  | {
    readonly _tag: "Failure"
    readonly errcode: number
    readonly errmsg: string
    /** What some failures carry beside the code */
    readonly data: Readonly<Record<string, unknown>>
  }
  | { readonly _tag: "File"; readonly bytes: Uint8Array; readonly contentType: string; readonly name: string }

/** Data without `errcode`, as most reads answer. */
export const data = (fields: Readonly<Record<string, unknown>>): Reply => ({ _tag: "Data", data: fields })

/** `{ "errcode": 0, "errmsg": "ok" }` and what else there is. */
export const ok = (fields: Readonly<Record<string, unknown>> = {}): Reply =>
  data({ errcode: 0, errmsg: "ok", ...fields })

/** WeChat's "no". */
export const fail = (errcode: number, errmsg: string, fields: Readonly<Record<string, unknown>> = {}): Reply => ({
  _tag: "Failure",
  errcode,
  errmsg,
  data: fields
})

/** Bytes of a file. */
export const file = (bytes: Uint8Array, contentType: string, name: string): Reply => ({
  _tag: "File",
  bytes,
  contentType,
  name
})
