/** The same exchange by this library, in its several forms. */
import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import { OpenPlatform } from "@effect-wechat/open-platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { type Drive, driveEffect } from "./measure.ts"
import { appIdOf, ComponentLive, storeOf } from "./records.ts"

type Make = (baseUrl: string) => Drive

const drive = <R, E>(live: Layer.Layer<R, E>, next: () => Effect.Effect<unknown, unknown, R>): Drive => {
  const runtime = ManagedRuntime.make(live)
  const calls = driveEffect(next)
  return (meter) => runtime.runPromise(calls(meter))
}

const token = AccessToken.layerFixed(Redacted.make("TOKEN"), { appId: appIdOf(1) })

const alone = (client: (baseUrl: string) => Layer.Layer<WeChatClient.WeChatClient>): Make => (baseUrl) =>
  drive(Layer.merge(client(baseUrl), token), () => Draft.count())

type Observed = Pick<WeChatClient.Options, "tracing" | "metrics">

const lean = (observed: Observed): Make => alone((baseUrl) => UndiciClient.layer({ baseUrl, ...observed }))

interface Routed {
  /** How many authorizers there are */
  readonly known: number
  /** On behalf of how many of them calls are made, one after the other */
  readonly spread: number
  readonly observed?: Observed
  readonly platform?: OpenPlatform.Options
}

const routed = ({ known, observed, platform, spread }: Routed): Make => (baseUrl) => {
  const live = OpenPlatform.layer(platform).pipe(
    Layer.provide([storeOf(known), ComponentLive]),
    Layer.provideMerge(UndiciClient.layer({ baseUrl, ...observed }))
  )
  const appIds = Array.from({ length: spread }, (_, index) => appIdOf(index))
  let turn = 0
  return drive(live, () => {
    turn = turn + 1 < spread ? turn + 1 : 0
    return OpenPlatform.as(appIds[turn] ?? "")(Draft.count())
  })
}

const untraced: Observed = { tracing: false }
const unobserved: Observed = { tracing: false, metrics: false }

export const ours: ReadonlyMap<string, Make> = new Map([
  [
    "core, FetchHttpClient",
    alone((baseUrl) => WeChatClient.layer({ baseUrl }).pipe(Layer.provide(FetchHttpClient.layer)))
  ],
  [
    "core, NodeHttpClient.layerUndici",
    alone((baseUrl) => WeChatClient.layer({ baseUrl }).pipe(Layer.provide(NodeHttpClient.layerUndici)))
  ],
  ["core, lean", lean({})],
  ["core, lean, no spans", lean(untraced)],
  ["core, lean, no spans, no metrics", lean(unobserved)],
  ["routed, 1 known", routed({ known: 1, spread: 1 })],
  ["routed, 1 known, no spans", routed({ known: 1, spread: 1, observed: untraced })],
  ["routed, 1 known, no spans, no metrics", routed({ known: 1, spread: 1, observed: unobserved })],
  ["routed, 1 known, gate off", routed({ known: 1, spread: 1, platform: { gate: "off" } })],
  ["routed, 1,000 known, calls for each", routed({ known: 1000, spread: 1000 })],
  ["routed, 100,000 known, calls for one", routed({ known: 100_000, spread: 1 })],
  ["routed, 100,000 known, calls for 1,000", routed({ known: 100_000, spread: 1000 })],
  ["routed, 100,000 known, calls for each", routed({ known: 100_000, spread: 100_000 })]
])

/** The rows that a quick run is content with. */
export const essential: ReadonlyArray<string> = [
  "core, FetchHttpClient",
  "core, lean",
  "routed, 1 known",
  "routed, 1 known, no spans",
  "routed, 100,000 known, calls for 1,000"
]
