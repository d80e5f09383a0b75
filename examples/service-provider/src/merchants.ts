/** Pages for the service provider: who may call what, and why not. In production they belong behind a login. */
import { Catalogue, Eligibility } from "@effect-wechat/core"
import { type Authorizer, OpenPlatform } from "@effect-wechat/open-platform"
import { HttpRouter } from "@effect/platform"
import { Chunk, Duration, Effect, Option, Schema, Stream } from "effect"
import { html, page } from "./html.ts"

const shown = 200

const describe = ({ facts, permissionSets, status }: Authorizer.Authorizer): string => {
  if (status === "unauthorized") return "has taken the authorization back"
  const kind = facts === undefined ? "kind not known yet" : `${facts.kind} account`
  const certified = facts !== undefined && Eligibility.certifiedFromVerifyType(facts.verifyType)
  return `${kind}, ${certified ? "certified" : "not certified"}, granted ${permissionSets.join(", ") || "nothing"}`
}

/** Nothing is asked of WeChat for it. */
export const all = Effect.gen(function*() {
  const rows = yield* OpenPlatform.matrix().pipe(Stream.take(shown), Stream.runCollect)
  return page(
    "Merchants",
    html`<table>
<tr><th>account</th><th></th>${Catalogue.all.map(({ call }) => html`<th>${call}</th>`)}</tr>
${
      Chunk.toReadonlyArray(rows).map(({ authorizer, reasons }) =>
        html`<tr>
<td><a href="/merchants/${authorizer.appId}">${authorizer.facts?.nickname ?? authorizer.appId}</a></td>
<td>${describe(authorizer)}</td>
${
          Catalogue.all.map(({ name }) =>
            html`<td>${(reasons.get(name) ?? []).map(({ _tag }) => _tag).join(", ") || "yes"}</td>`
          )
        }
</tr>
`
      )
    }</table>`
  )
})

/** One account, every call, all reasons. */
export const one = Effect.gen(function*() {
  const { appId } = yield* HttpRouter.schemaPathParams(Schema.Struct({ appId: Schema.String }))
  const explanations = yield* Effect.forEach(
    Catalogue.endpoints,
    (endpoint) => OpenPlatform.explain(appId, endpoint)
  )
  const authorizer = Option.flatMap(Option.fromNullable(explanations[0]), (first) => first.authorizer)
  const age = Option.flatMap(Option.fromNullable(explanations[0]), ({ factsAge }) => factsAge)
  return page(
    Option.match(authorizer, { onNone: () => appId, onSome: ({ facts }) => facts?.nickname ?? appId }),
    html`<p>${appId} ${Option.match(authorizer, { onNone: () => "never authorized us", onSome: describe })}${
      Option.match(age, { onNone: () => "", onSome: (age) => `, as WeChat said ${Duration.format(age)} ago` })
    }</p>
<dl>${
      explanations.map(({ allowed, endpoint, reasons }) =>
        html`<dt>${endpoint}: ${allowed ? "yes" : "no"}</dt>${
          reasons.map(({ message, who }) => html`<dd>${message} (who must act: ${who})</dd>`)
        }`
      )
    }</dl>`,
    Option.isNone(authorizer) ? 404 : 200
  )
})
