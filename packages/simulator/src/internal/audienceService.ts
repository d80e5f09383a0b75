import * as Effect from "effect/Effect"
import type { Service } from "../AudienceWorld.ts"
import * as Readers from "./readers.ts"
import type { Account } from "./state.ts"
import { confirmationKey } from "./templateState.ts"
import type { NotInWorld } from "./worldErrors.ts"

/**
 * The part of the service that is about followers and readers.
 *
 * @internal
 */
export const make = (accountOf: (appId: string) => Effect.Effect<Account, NotInWorld>): Service => ({
  setAttitude: (appId, openId, attitude) =>
    Effect.map(accountOf(appId), ({ people }) => {
      people.set(openId, attitude)
    }),
  failNextTemplateMessage: (appId, failure) =>
    Effect.map(accountOf(appId), ({ templates }) => {
      templates.nextEndings.push(failure)
    }),
  confirmSubscription: (appId, openId, scene) =>
    Effect.map(accountOf(appId), ({ templates }) => {
      templates.confirmed.add(confirmationKey(openId, scene))
    }),
  addReading: (appId, reading) => Effect.map(accountOf(appId), ({ readings }) => Readers.seed(readings, reading))
})

/**
 * The same, of whichever simulator runs now.
 *
 * @internal
 */
export const through = (
  now: <A, E>(use: (service: Service) => Effect.Effect<A, E>) => Effect.Effect<A, E>
): Service => ({
  setAttitude: (appId, openId, attitude) => now((service) => service.setAttitude(appId, openId, attitude)),
  failNextTemplateMessage: (appId, failure) => now((service) => service.failNextTemplateMessage(appId, failure)),
  confirmSubscription: (appId, openId, scene) => now((service) => service.confirmSubscription(appId, openId, scene)),
  addReading: (appId, reading) => now((service) => service.addReading(appId, reading))
})
