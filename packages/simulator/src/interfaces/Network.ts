/**
 * Where WeChat calls from and where it is called, and whether a callback can be reached.
 *
 * @internal
 */
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { Interface } from "../internal/Interface.ts"
import * as Read from "../internal/read.ts"
import type { Account, Component, State } from "../internal/state.ts"

// Addresses that are set aside for documentation.
const callbackIps = ["203.0.113.1", "203.0.113.2", "203.0.113.64/26"]
const apiIps = ["198.51.100.1", "198.51.100.2"]
const checkedIp = "192.0.2.1"

const list = (name: string, path: string, ip_list: ReadonlyArray<string>): Interface => ({
  name,
  method: "GET",
  path,
  body: "none",
  speaker: "either",
  handle: () => Reply.data({ ip_list })
})

const hasCallback = (state: State, speaker: Account | Component): boolean =>
  "authorizations" in speaker
    ? speaker.authorizationUrl !== undefined
    : [...state.components.values()].some((component) =>
      component.messageUrl !== undefined && component.authorizations.has(speaker.appId)
    )

const actions: ReadonlySet<string> = new Set(["dns", "ping", "all"])
const operators: ReadonlySet<string> = new Set(["CHINANET", "UNICOM", "CAP", "DEFAULT"])

const check: Interface = {
  name: "callbackCheck",
  method: "POST",
  path: "/cgi-bin/callback/check",
  body: "json",
  speaker: "either",
  handle: ({ json, speaker, state }) => {
    const action = Read.text(json, "action") ?? ""
    const operator = Read.text(json, "check_operator") ?? ""
    if (!actions.has(action)) return failures.invalidCheckAction
    if (!operators.has(operator)) return failures.invalidCheckOperator
    if (!hasCallback(state, speaker)) return failures.invalidCheckUrl
    return Reply.data({
      ...(action === "ping" ? {} : { dns: [{ ip: checkedIp, real_operator: "UNICOM" }] }),
      ...(action === "dns" ? {} : {
        ping: [{ ip: checkedIp, from_operator: operator, package_loss: "0%", time: "20.000ms" }]
      })
    })
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [
  list("getCallbackIp", "/cgi-bin/getcallbackip", callbackIps),
  list("getApiDomainIp", "/cgi-bin/get_api_domain_ip", apiIps),
  check
]
