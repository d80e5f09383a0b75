/** Authorizers as a store keeps them, put there directly. */
import { Identifiers } from "@effect-wechat/core"
import type { Authorizer } from "@effect-wechat/open-platform"
import { Component, PlatformStore } from "@effect-wechat/open-platform"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

export const component = {
  appId: "wxc000000000000001",
  secret: "0123456789abcdef0123456789abcdef",
  token: "the-message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

export const ComponentLive = Component.layer({
  appId: component.appId,
  secret: Redacted.make(component.secret),
  token: Redacted.make(component.token),
  encodingAesKey: Redacted.make(component.encodingAesKey)
})

export const appIdOf = (index: number): Identifiers.AppId =>
  Identifiers.AppId.make(`wx${index.toString(16).padStart(16, "0")}`)

/** A record with tokens of the length that WeChat's have. */
export const bodyOf = (
  index: number,
  now: number,
  refreshToken = `refreshtoken@@@${appIdOf(index).padEnd(28, "r")}`
): string => {
  const appId = appIdOf(index)
  const row: typeof Authorizer.Authorizer.Encoded = {
    appId,
    status: "authorized",
    authorization: 1,
    changedAt: now,
    permissionSets: [1, 2, 3, 7, 11, 15],
    refreshToken,
    accessToken: { value: appId.padEnd(136, "a"), expiresAt: now + 7_200_000 },
    facts: {
      kind: "service",
      verifyType: 0,
      status: 1,
      isMiniProgram: false,
      nickname: "A merchant of the bench",
      principal: "A company of the bench",
      originalId: `gh_${index.toString(16).padStart(12, "0")}`
    },
    factsAt: now,
    areFactsInDoubt: false
  }
  return JSON.stringify(row)
}

/** Fills a store, with so many writes at a time. */
export const fill = (
  store: PlatformStore.Service,
  from: number,
  to: number,
  concurrency = 1
): Effect.Effect<void, PlatformStore.StoreError> =>
  Effect.suspend(() => {
    const now = Date.now()
    return Effect.forEach(
      Arr.makeBy(to - from, (index) => from + index),
      (index) =>
        store.put({ component: component.appId, kind: "authorizer", id: appIdOf(index) }, bodyOf(index, now), 0),
      { concurrency, discard: true }
    )
  })

/** A store that knows so many authorizers. */
export const storeOf = (count: number): Layer.Layer<PlatformStore.PlatformStore, PlatformStore.StoreError> =>
  Layer.effect(PlatformStore.PlatformStore, Effect.tap(PlatformStore.makeMemory, (store) => fill(store, 0, count)))
