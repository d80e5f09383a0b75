/** The component that `demo.ts` plays with, as WeChat's console would show it. */
import { Redacted } from "effect"

export const component = {
  appId: "wxc000000000000001",
  secret: "the-component-secret",
  token: "the-message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

/** The same as the platform wants it. */
export const options = {
  appId: component.appId,
  secret: Redacted.make(component.secret),
  token: Redacted.make(component.token),
  encodingAesKey: Redacted.make(component.encodingAesKey)
}
