/**
 * The store built anew from what WeChat knows: after a loss, or to find what events did not tell.
 */
import { type Credential, type Identifiers, WeChatClient } from "@effect-wechat/core"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as ComponentApi from "./api/ComponentApi.ts"
import { Authorizers } from "./Authorizers.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./ComponentToken.ts"
import type { Failure } from "./internal/fenced.ts"
import type { StoreError } from "./PlatformStore.ts"

/** How to go about it. */
export interface Options {
  /** Where to begin in WeChat's list: the `next` of the last progress, to go on after an interruption */
  readonly from?: number | undefined
  /** How many accounts are asked about at a time, 4 by default */
  readonly concurrency?: number | undefined
}

/** One authorizer is done. */
export interface Progress {
  readonly appId: Identifiers.AppId
  /** Whether there was no record of it, or a closed one */
  readonly isNew: boolean
  /** How many WeChat lists in all */
  readonly total: number
  /** Where to go on, should the rest be left for later */
  readonly next: number
}

type Listed = Effect.Effect.Success<ReturnType<typeof ComponentApi.authorizerList>>["list"][number] & {
  readonly askedAt: number
}

const pageSize = 100

/** How the store is built anew. */
export const make: Effect.Effect<
  (options?: Options) => Stream.Stream<Progress, Failure | StoreError>,
  never,
  Authorizers | Component | ComponentToken | WeChatClient.WeChatClient
> = Effect.gen(function*() {
  const authorizers = yield* Authorizers
  const { appId: component_appid } = yield* Component
  const speaker: Credential.Service = yield* ComponentToken
  const client = yield* WeChatClient.WeChatClient

  /** WeChat's refresh token is right. A closed record of an account that is listed has missed an event. */
  const take = ({ askedAt, authorizer_appid: appId, refresh_token }: Listed) =>
    Effect.gen(function*() {
      const found = yield* authorizers.read(appId)
      const isNew = !Option.exists(found, ({ authorizer }) => authorizer.status === "authorized")
      const refreshToken = refresh_token === undefined || Redacted.value(refresh_token) === ""
        ? undefined
        : refresh_token
      if (isNew) {
        yield* authorizers.adopt(
          { appId, permissionSets: [], refreshToken, accessToken: undefined },
          // Closed since then, it stays closed: the list is older than the end of the authorization.
          askedAt
        )
      } else if (refreshToken !== undefined) {
        yield* authorizers.change(
          appId,
          (current) => current.status === "authorized" ? Option.some({ ...current, refreshToken }) : Option.none()
        )
      }
      yield* authorizers.refreshFacts(appId)
      return isNew
    })

  const pages = (from: number) =>
    Stream.paginateChunkEffect(from, (offset) =>
      Effect.zipWith(
        Clock.currentTimeMillis,
        client.call(ComponentApi.authorizerList, { component_appid, offset, count: pageSize }, speaker),
        (askedAt, { list, total_count: total }) => [
          Chunk.unsafeFromArray(
            list.map((listed, at) => ({ listed: { ...listed, askedAt }, total, next: offset + at + 1 }))
          ),
          list.length === 0 || offset + list.length >= total ? Option.none() : Option.some(offset + list.length)
        ]
      ))

  return (options = {}) =>
    pages(options.from ?? 0).pipe(
      Stream.mapEffect(
        ({ listed, next, total }) =>
          Effect.map(take(listed), (isNew): Progress => ({ appId: listed.authorizer_appid, isNew, total, next })),
        // In order, so that `next` never runs ahead of what is done.
        { concurrency: options.concurrency ?? 4 }
      )
    )
})
