import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type { Service } from "../AudienceWorld.ts"
import { Api } from "../Control.ts"

/**
 * Carries out what the control API says about followers and readers.
 *
 * @internal
 */
export const layer = (simulator: Service) =>
  HttpApiBuilder.group(Api, "audience", (handlers) =>
    handlers
      .handle("setAttitude", ({ path, payload }) => simulator.setAttitude(path.appId, path.openId, payload.attitude))
      .handle(
        "confirmSubscription",
        ({ path, payload }) => simulator.confirmSubscription(path.appId, path.openId, payload.scene)
      )
      .handle(
        "failNextTemplateMessage",
        ({ path, payload }) => simulator.failNextTemplateMessage(path.appId, payload.failure)
      )
      .handle("addReading", ({ path, payload }) => simulator.addReading(path.appId, payload)))
