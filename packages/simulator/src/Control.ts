/**
 * The control API of a simulator that runs as a server: everything a test needs to arrange the world, to break it and to
 * look inside, from any language. It is a value, so that a TypeScript test derives its client from it.
 *
 * @example
 * ```ts
 * import { HttpApiClient } from "@effect/platform"
 * import { Control } from "@effect-wechat/simulator"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const simulator = yield* HttpApiClient.make(Control.Api, { baseUrl: "http://127.0.0.1:8899" })
 *   const account = yield* simulator.accounts.add({ payload: { kind: "service", drafts: 3 } })
 *   yield* simulator.clock.advance({ payload: { millis: 7_200_000 } })
 *   return account.appId
 * })
 * ```
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import * as Fault from "./Fault.ts"
import * as AudienceControl from "./internal/audienceControl.ts"
import * as ContentControl from "./internal/contentControl.ts"
import { AccountView, ComponentView } from "./internal/controlView.ts"
import * as Seen from "./Seen.ts"
import * as Simulator from "./Simulator.ts"
import * as World from "./World.ts"

/** Where everything of the control API is. */
export const prefix = "/__simulator"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** A field that nobody knows is a slip of the pen, and the reply names it. */
const strict = <A, I>(schema: Schema.Schema<A, I>): Schema.Schema<A, I> =>
  schema.annotations({ parseOptions: { onExcessProperty: "error" } })

export {
  /** An account with what it holds, by id. */
  AccountView,
  /** A component with its secrets and its authorizations. */
  ComponentView
}

/** What was to be added is there already. */
export class AlreadyInWorld
  extends Schema.TaggedError<AlreadyInWorld>("@effect-wechat/simulator/AlreadyInWorld")("AlreadyInWorld", {
    what: Schema.Literal("account", "component"),
    id: Schema.String
  })
{
  override get message(): string {
    return `There is ${this.what === "account" ? "an" : "a"} ${this.what} ${this.id} already: give it another AppID`
  }
}

/** The account and the component of an authorization. */
export const Pair = Schema.Struct({ component: Schema.NonEmptyString, account: Schema.NonEmptyString })

const appId = HttpApiSchema.param("appId", Schema.String)
const notInWorld = { status: 404 } as const
const conflict = { status: 409 } as const
const counted = { offset: optional(Schema.NumberFromString.pipe(Schema.int(), Schema.nonNegative())) }
const counts = Schema.Struct({
  ...counted,
  count: optional(Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, 1000)))
})
const page = <A, I>(item: Schema.Schema<A, I>) => Schema.Struct({ total: Schema.Int, list: Schema.Array(item) })
const about = (summary: string) => OpenApi.annotations({ summary })

const accounts = HttpApiGroup.make("accounts")
  .add(
    HttpApiEndpoint.post("add", "/accounts")
      .setPayload(strict(World.AccountOptions))
      .addSuccess(AccountView, { status: 201 })
      .addError(AlreadyInWorld, conflict)
      .annotateContext(about("Adds an account; what is left out is made up"))
  )
  .add(
    HttpApiEndpoint.get("list", "/accounts")
      .setUrlParams(counts)
      .addSuccess(page(AccountView))
      .annotateContext(about("Accounts in the order in which they were added, 100 unless told"))
  )
  .add(
    HttpApiEndpoint.get("one")`/accounts/${appId}`
      .addSuccess(AccountView)
      .annotateContext(about("An account, with the ids of what it holds"))
  )
  .add(
    HttpApiEndpoint.put("setStatus")`/accounts/${appId}/status`
      .setPayload(strict(Schema.Struct({ status: World.AccountStatus })))
      .annotateContext(about("Freezes, bans or restores an account"))
  )
  .add(
    HttpApiEndpoint.put("setVerification")`/accounts/${appId}/verification`
      .setPayload(strict(Schema.Struct({ verifyType: Schema.Int })))
      .annotateContext(about("Gives or takes the certification: WeChat's verify_type_info.id, -1 for none"))
  )
  .add(
    HttpApiEndpoint.post("addDrafts")`/accounts/${appId}/drafts`
      .setPayload(strict(Schema.Struct({ count: Schema.Int.pipe(Schema.between(1, 100_000)) })))
      .addSuccess(Schema.Struct({ media_ids: Schema.Array(Schema.String) }), { status: 201 })
      .annotateContext(about("Adds drafts that are there to be counted, listed and deleted"))
  )
  .add(
    HttpApiEndpoint.post("addNews")`/accounts/${appId}/news`
      .addSuccess(Schema.Struct({ media_id: Schema.String }), { status: 201 })
      .annotateContext(
        about("Adds an article that is kept as permanent material, as it could be before there were drafts")
      )
  )
  .add(
    HttpApiEndpoint.put("failNextPublish")`/accounts/${appId}/next-publish`
      .setPayload(strict(Schema.Struct({
        status: Schema.Literal(2, 3, 4),
        failIdx: optional(Schema.Array(Schema.Int))
      })))
      .annotateContext(about("How the next publish job ends: 2 originality, 3 failure, 4 review"))
  )
  .add(
    HttpApiEndpoint.put("failNextMassMessage")`/accounts/${appId}/next-mass-message`
      .setPayload(strict(Schema.Struct({ status: Schema.NonEmptyString })))
      .annotateContext(about("The status that the next mass message ends with, such as err(20001)"))
  )
  .add(
    HttpApiEndpoint.post("sendText")`/accounts/${appId}/messages`
      .setPayload(strict(Schema.Struct({ text: Schema.String, openId: optional(Schema.NonEmptyString) })))
      .annotateContext(about("A follower writes: the text is pushed to every component that may receive it"))
  )
  .addError(Simulator.NotInWorld, notInWorld)

const components = HttpApiGroup.make("components")
  .add(
    HttpApiEndpoint.post("add", "/components")
      .setPayload(strict(World.ComponentOptions))
      .addSuccess(ComponentView, { status: 201 })
      .addError(AlreadyInWorld, conflict)
      .annotateContext(about("Adds a component, and pushes its first ticket"))
  )
  .add(
    HttpApiEndpoint.get("list", "/components")
      .setUrlParams(counts)
      .addSuccess(page(ComponentView))
      .annotateContext(about("Components in the order in which they were added, 100 unless told"))
  )
  .add(
    HttpApiEndpoint.get("one")`/components/${appId}`
      .addSuccess(ComponentView)
      .annotateContext(about("A component, with its secrets, its newest ticket and its authorizations"))
  )
  .add(
    HttpApiEndpoint.put("setCallbacks")`/components/${appId}/callbacks`
      .setPayload(strict(Schema.Struct({
        authorizationUrl: optional(Schema.NonEmptyString),
        messageUrl: optional(Schema.NonEmptyString)
      })))
      .annotateContext(about("Where pushes go: URL A and URL B, the latter with $APPID$"))
  )
  .add(
    HttpApiEndpoint.post("pushTicket")`/components/${appId}/tickets`
      .annotateContext(about("Pushes a new ticket now, and waits for the callback's answer"))
  )
  .add(
    HttpApiEndpoint.del("stopTickets")`/components/${appId}/tickets`
      .annotateContext(about("Stops the tickets, until api_start_push_ticket"))
  )
  .addError(Simulator.NotInWorld, notInWorld)

const authorizations = HttpApiGroup.make("authorizations")
  .add(
    HttpApiEndpoint.post("authorize", "/authorizations")
      .setPayload(strict(Schema.Struct({
        ...Pair.fields,
        permissionSets: optional(Schema.Array(Schema.Int)),
        preAuthCode: optional(Schema.NonEmptyString)
      })))
      .addSuccess(Schema.Struct({ authCode: Schema.String, expiresAt: Schema.Number }), { status: 201 })
      .addError(Simulator.CannotAuthorize, conflict)
      .annotateContext(
        about("Consent without a browser: gives the code that the redirect would bring, pushes the event")
      )
  )
  .add(
    HttpApiEndpoint.post("unauthorize", "/authorizations/withdraw")
      .setPayload(strict(Pair))
      .annotateContext(about("The merchant takes the authorization back"))
  )
  .add(
    HttpApiEndpoint.post("loseRefreshToken", "/authorizations/lose-refresh-token")
      .setPayload(strict(Pair))
      .annotateContext(about("Makes the refresh token that the component has stored wrong"))
  )
  .addError(Simulator.NotInWorld, notInWorld)

const calls = HttpApiGroup.make("calls")
  .add(
    HttpApiEndpoint.put("setLimit", "/limits")
      .setPayload(strict(Schema.Struct({
        appId: Schema.NonEmptyString,
        path: Schema.String.pipe(Schema.startsWith("/")),
        daily: optional(Schema.NonNegativeInt),
        minute: optional(Schema.NonNegativeInt)
      })))
      .addError(Simulator.NotInWorld, notInWorld)
      .annotateContext(about("How often an account or a component may call a path, a day and a minute"))
  )
  .add(
    HttpApiEndpoint.post("revokeTokens", "/tokens/revoke")
      .setPayload(strict(Schema.Struct({ appId: Schema.NonEmptyString })))
      .addSuccess(Schema.Struct({ revoked: Schema.Int }))
      .annotateContext(about("Voids the running tokens that speak for an account or a component"))
  )
  .add(
    HttpApiEndpoint.get("requests", "/requests")
      .addSuccess(Schema.Array(Seen.Seen))
      .annotateContext(about("Every request that was seen, oldest first, secrets masked"))
  )
  .add(
    HttpApiEndpoint.get("pushes", "/pushes")
      .addSuccess(Schema.Array(Seen.SeenPush))
      .annotateContext(about("Every push and how the callback took it, oldest first"))
  )
  .add(
    HttpApiEndpoint.post("forget", "/requests/forget")
      .annotateContext(about("Forgets the requests and pushes that were seen"))
  )

const faultId = Schema.Struct({ id: Schema.Int })
const faults = HttpApiGroup.make("faults")
  .add(
    HttpApiEndpoint.post("inject", "/faults")
      .setPayload(strict(Fault.Fault))
      .addSuccess(faultId, { status: 201 })
      .annotateContext(about("Something goes wrong from now on; gives the number to take it back with"))
  )
  .add(
    HttpApiEndpoint.post("injectPush", "/push-faults")
      .setPayload(strict(Fault.PushFault))
      .addSuccess(faultId, { status: 201 })
      .annotateContext(about("Something goes wrong with pushes from now on"))
  )
  .add(
    HttpApiEndpoint.del("mend")`/faults/${HttpApiSchema.param("id", Schema.NumberFromString.pipe(Schema.int()))}`
      .annotateContext(about("Takes back the fault with this number"))
  )
  .add(
    HttpApiEndpoint.del("mendAll", "/faults")
      .annotateContext(about("Takes all faults back"))
  )

const now = Schema.Struct({ now: Schema.Number })
const clock = HttpApiGroup.make("clock")
  .add(
    HttpApiEndpoint.get("read", "/clock")
      .addSuccess(now)
      .annotateContext(about("The time it is for the simulator, in milliseconds of the epoch"))
  )
  .add(
    HttpApiEndpoint.post("advance", "/clock/advance")
      .setPayload(strict(Schema.Struct({ millis: Schema.Int.pipe(Schema.nonNegative()) })))
      .addSuccess(now)
      .annotateContext(about("Jumps forward: tokens expire, and the pushes of that time happen one after the other"))
  )

const world = HttpApiGroup.make("world")
  .add(
    HttpApiEndpoint.post("load", "/world")
      .setPayload(strict(World.World))
      .addError(Simulator.NotInWorld, notInWorld)
      .addError(Simulator.CannotAuthorize, conflict)
      .addError(AlreadyInWorld, conflict)
      .annotateContext(about("Adds everything that a world file says"))
  )
  .add(
    HttpApiEndpoint.post("reset", "/reset")
      .annotateContext(about("Throws everything away and begins as at the start; time stays what it is"))
  )

/** The whole control API. */
export const Api = HttpApi.make("wechat-simulator")
  .add(world)
  .add(accounts)
  .add(ContentControl.group)
  .add(AudienceControl.group)
  .add(components)
  .add(authorizations)
  .add(calls)
  .add(faults)
  .add(clock)
  .prefix(prefix)
  .annotateContext(OpenApi.annotations({
    title: "WeChat simulator",
    version: "1",
    description: "Arranges the world of a simulator, breaks it on purpose and looks inside. Everything else on this "
      + "server answers as WeChat does."
  }))
