/**
 * Stores that behave badly, or tell what they were asked.
 */
import { PlatformStore } from "@effect-wechat/open-platform"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A store in memory with another behaviour. */
export const layer = (
  behave: (store: PlatformStore.Service) => PlatformStore.Service
): Layer.Layer<PlatformStore.PlatformStore> =>
  Layer.effect(PlatformStore.PlatformStore, Effect.map(PlatformStore.makeMemory, behave))

/** Fails, as a store does that cannot be reached. */
export const unreachable = (operation: PlatformStore.StoreError["operation"]) =>
  new PlatformStore.StoreError({ operation, fault: "ECONNREFUSED" })
