/**
 * Everything that can carry a call over a real socket.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { FetchHttpClient } from "@effect/platform"
import { AccessToken, WeChatClient } from "@effect-wechat/core"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import { Layer, Redacted, Schedule } from "effect"

export type Options = Omit<WeChatClient.Options, "transformClient" | "streamUploads">

export interface Client {
  readonly name: string
  /** Whether a file is sent while it is read */
  readonly streams: boolean
  /** Whether it is read no faster than it goes out: Node's own client does not wait for the network */
  readonly waits: boolean
  readonly layer: (options: Options) => Layer.Layer<WeChatClient.WeChatClient>
}

export const all: ReadonlyArray<Client> = [
  {
    name: "fetch",
    streams: false,
    waits: false,
    layer: (options) => WeChatClient.layer(options).pipe(Layer.provide(FetchHttpClient.layer))
  },
  {
    name: "node:http",
    streams: true,
    waits: false,
    layer: (options) =>
      WeChatClient.layer({ ...options, streamUploads: true }).pipe(Layer.provide(NodeHttpClient.layer))
  },
  {
    name: "the platform's undici",
    streams: true,
    waits: true,
    layer: (options) =>
      WeChatClient.layer({ ...options, streamUploads: true }).pipe(Layer.provide(NodeHttpClient.layerUndici))
  },
  { name: "undici", streams: true, waits: true, layer: UndiciClient.layer }
]

export const token = Redacted.make("TOKEN-of-the-account")

/** The client for a server, on behalf of an account. Nothing is repeated unless it is said. */
export const on = (
  client: Client,
  baseUrl: string,
  options: Options = {}
): Layer.Layer<WeChatClient.WeChatClient | AccessToken.AccessToken> =>
  Layer.merge(
    client.layer({ baseUrl, retry: Schedule.stop, ...options }),
    AccessToken.layerFixed(token, { appId: "wx0000000000000001" })
  )
