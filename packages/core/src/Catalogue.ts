/**
 * All endpoints, readable by a program: for permission matrices, documentation and checks.
 *
 * Importing this module imports every family. Programs that only make calls do not need it.
 */
import * as Api from "./api/index.ts"
import type { Eligibility } from "./Eligibility.ts"
import * as Endpoint from "./Endpoint.ts"
import { fieldsOf } from "./internal/fields.ts"
import type { PermissionSet } from "./PermissionSet.ts"

/** A field of a request or a reply, as it goes over the wire. */
export interface Field {
  readonly name: string
  /** `string`, `number`, `boolean`, `object`, or one of them with `[]` behind it; `file` for bytes */
  readonly type: string
  readonly required: boolean
}

/** What the page of an interface says, as plain data. */
export interface Entry {
  /** The name on WeChat's page, such as `draft_count` */
  readonly name: string
  /** The module, such as `Draft` */
  readonly group: string
  /** What a program writes, such as `Draft.count` */
  readonly call: string
  readonly method: "GET" | "POST"
  readonly path: string
  readonly permissionSets: ReadonlyArray<PermissionSet>
  readonly eligibility: Eligibility
  readonly cloudCall: string | null
  readonly request: { readonly query: ReadonlyArray<Field>; readonly body: ReadonlyArray<Field> }
  /** A file that comes as the whole reply is a field `(body)` */
  readonly response: ReadonlyArray<Field>
  readonly returnCodes: ReadonlyArray<number>
  /** Those of the codes that have a tag of their own in the type of the call */
  readonly failures: ReadonlyArray<{ readonly code: number; readonly tag: string }>
  readonly semantics: Endpoint.Semantics
}

const accessToken: Field = { name: "access_token", type: "string", required: true }

/** What can be read of one endpoint. */
export const describe = (endpoint: Endpoint.Any, group: string, member: string): Entry => {
  const body = endpoint.body === undefined ? [] : fieldsOf(endpoint.body)
  const isAddressed = ({ name }: Field) => endpoint.addressed.includes(name)
  return {
    name: endpoint.name,
    group,
    call: `${group}.${member}`,
    method: endpoint.method,
    path: endpoint.path,
    permissionSets: endpoint.permissionSets,
    eligibility: endpoint.eligibility,
    cloudCall: endpoint.cloudCall ?? null,
    request: {
      query: [
        ...(endpoint.credential === undefined ? [] : [accessToken]),
        ...(endpoint.query === undefined ? [] : fieldsOf(endpoint.query)),
        ...body.filter(isAddressed)
      ],
      body: body.filter((field) => !isAddressed(field))
    },
    response: fieldsOf(endpoint.success),
    returnCodes: endpoint.returnCodes,
    failures: [...endpoint.failures.values()].map(({ _tag: tag, code }) => ({ code, tag })).sort((a, b) =>
      a.code - b.code
    ),
    semantics: endpoint.semantics
  }
}

/** The endpoints of a record of modules, such as a namespace import of this or another package, with their names. */
const namedEndpoints = (modules: Readonly<Record<string, object>>) =>
  Object.entries(modules).flatMap(([group, module]) =>
    Object.entries(module).flatMap(([member, value]) =>
      Endpoint.isEndpoint(value) ? [{ endpoint: value, group, member }] : []
    )
  )

/** What can be read of the endpoints of a record of modules. */
export const fromModules = (modules: Readonly<Record<string, object>>): ReadonlyArray<Entry> =>
  namedEndpoints(modules).map(({ endpoint, group, member }) => describe(endpoint, group, member))

/** Every endpoint of this package. */
export const endpoints: ReadonlyArray<Endpoint.Any> = namedEndpoints(Api).map(({ endpoint }) => endpoint)

/**
 * What can be read of every endpoint of this package.
 *
 * @example
 * ```ts
 * import { Catalogue } from "@effect-wechat/core"
 *
 * const once = Catalogue.all.filter((entry) => entry.semantics === "once").map((entry) => entry.call)
 * ```
 */
export const all: ReadonlyArray<Entry> = fromModules(Api)
