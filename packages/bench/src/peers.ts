/** The same exchange by others: a token is there already, the drafts are counted, the JSON is decoded. */
import { create } from "axios"
import API from "co-wechat-api"
import { CacheInterface, OfficialAccount } from "node-easywechat"
import { Agent as HttpAgent } from "node:http"
import { HttpKit } from "tnwx"
import { Agent, request } from "undici"
import { type Drive, drivePromise, inFlight } from "./measure.ts"

type Make = (baseUrl: string) => Drive

const path = "/cgi-bin/draft/count?access_token=TOKEN"

const undici: Make = (baseUrl) => {
  const dispatcher = new Agent({ connections: inFlight, pipelining: 1 })
  return drivePromise(() => request(`${baseUrl}${path}`, { dispatcher }).then(({ body }) => body.json()))
}

const bareFetch: Make = (baseUrl) => drivePromise(() => fetch(`${baseUrl}${path}`).then((reply) => reply.json()))

const keepAlive = () => new HttpAgent({ keepAlive: true, maxSockets: inFlight })

const bareAxios: Make = (baseUrl) => {
  const client = create({ baseURL: baseUrl, httpAgent: keepAlive() })
  return drivePromise(() => client.get(path))
}

/** Its own cache reads a file for every call. */
class Memory extends CacheInterface {
  readonly values = new Map<string, unknown>()
  override get = (key: string) => Promise.resolve(this.values.get(key))
  override has = (key: string) => Promise.resolve(this.values.has(key))
  override set = (key: string, data?: unknown) => Promise.resolve(this.values.set(key, data).size > 0)
  override delete = (key: string) => Promise.resolve(this.values.delete(key))
}

const nodeEasywechat: Make = (baseUrl) => {
  const app = new OfficialAccount({
    app_id: "wx0000000000000001",
    secret: "fedcba9876543210fedcba9876543210",
    http: { baseURL: `${baseUrl}/`, httpAgent: keepAlive() }
  })
  app.setCache(new Memory())
  const client = app.getClient()
  return drivePromise(() => client.get("cgi-bin/draft/count").then((response) => response.toObject()))
}

const coWechatApi: Make = (baseUrl) => {
  const api = new API("wx0000000000000001", "fedcba9876543210fedcba9876543210")
  api.prefix = `${baseUrl}/cgi-bin/`
  // As its own methods do it. It keeps connections alive by itself.
  return drivePromise(async () => {
    const { accessToken } = await api.ensureAccessToken()
    return api.request(`${api.prefix}draft/count?access_token=${accessToken}`)
  })
}

/** It has no method for this interface, so its own HTTP delegate is called as its methods call it. */
const tnwx: Make = (baseUrl) => {
  const options = { httpAgent: keepAlive() }
  return drivePromise(() => HttpKit.getHttpDelegate.httpGet(`${baseUrl}${path}`, options))
}

export const bare = "bare undici.request"

export const peers: ReadonlyMap<string, Make> = new Map([
  [bare, undici],
  ["bare fetch", bareFetch],
  ["axios", bareAxios],
  ["node-easywechat", nodeEasywechat],
  ["co-wechat-api", coWechatApi],
  ["tnwx", tnwx]
])

/** The rows that the throughput is compared with. */
export const sdks: ReadonlyArray<string> = ["node-easywechat", "co-wechat-api", "tnwx"]
