import type { Fault, What } from "../Fault.ts"
import * as Reply from "../Reply.ts"
import type { Chance } from "./chance.ts"
import type { Interface } from "./Interface.ts"
import * as Wire from "./wire.ts"

/** @internal */
export interface Rule extends Fault {
  readonly id: number
  /** How many calls have matched */
  matched: number
  /** How often it has struck */
  struck: number
}

/**
 * What is to go wrong.
 *
 * @internal
 */
export interface Rules {
  readonly chance: Chance
  readonly rules: Array<Rule>
}

/**
 * What is known of a call when faults are aimed.
 *
 * @internal
 */
export interface Target {
  readonly of: Interface | undefined
  readonly path: string
  /** Whom the call claims to speak for */
  readonly appId: string | undefined
}

const isAbout = ({ when }: Rule, { appId, of, path }: Target): boolean =>
  (when.endpoint === undefined || when.endpoint === path || when.endpoint === of?.name)
  && (when.appId === undefined || when.appId === appId)

const isDue = (chance: Chance, { matched, struck, when: { nth, probability, times } }: Rule): boolean =>
  (nth === undefined || matched === nth)
  && (times === undefined || struck < times)
  && (probability === undefined || chance.next() < probability)

/** Such a rule strikes before there is a whole request, so it is none of the others' business. */
const isOfUpload = ({ what }: Rule): boolean => what._tag === "Cut" && what.at === "upload"

/**
 * What strikes a call. Delays add up. Of everything else a call can only suffer one, so the rules behind the first save
 * their strokes.
 *
 * @internal
 */
export const strike = ({ chance, rules }: Rules, target: Target): ReadonlyArray<What> => {
  const struck: Array<What> = []
  let isSpoilt = false
  for (const rule of rules) {
    if (isOfUpload(rule) || !isAbout(rule, target)) continue
    rule.matched++
    const isDelay = rule.what._tag === "Delay"
    if (isSpoilt && !isDelay || !isDue(chance, rule)) continue
    rule.struck++
    isSpoilt ||= !isDelay
    struck.push(rule.what)
  }
  return struck
}

/**
 * After how many bytes of its body a request is cut off, if it is. `length` is what it announced.
 *
 * @internal
 */
export const strikeUpload = (
  { chance, rules }: Rules,
  target: Target,
  length: number | undefined
): number | undefined => {
  for (const rule of rules) {
    const { what } = rule
    if (what._tag !== "Cut" || what.at !== "upload" || !isAbout(rule, target)) continue
    const bytes = what.bytes ?? Math.floor((length ?? 0) / 2)
    // There is nothing to cut.
    if (length !== undefined && length <= bytes) continue
    rule.matched++
    if (!isDue(chance, rule)) continue
    rule.struck++
    return bytes
  }
  return undefined
}

const gatewayPage = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"

const whole = (response: Wire.Response): Wire.Outcome => ({ _tag: "Whole", response })

/**
 * What a fault leaves of a response that was made.
 *
 * @internal
 */
export const spoil = (response: Wire.Response, faults: ReadonlyArray<What>): Wire.Outcome => {
  for (const fault of faults) {
    if (fault._tag === "Cut") {
      if (fault.at !== "during") return { _tag: "Nothing" }
      const sent = fault.bytes ?? Math.ceil(response.body.length / 2)
      return fault.bytes === undefined || sent < response.body.length
        ? { _tag: "Part", response, sent }
        : whole(response)
    }
    if (fault._tag === "Truncated") {
      return whole({ ...response, body: response.body.slice(0, Math.floor(response.body.length / 2)) })
    }
  }
  return whole(response)
}

/**
 * What a fault puts in the place of the work, so that nothing is done.
 *
 * @internal
 */
export const instead = (faults: ReadonlyArray<What>, rid: string): Wire.Outcome | undefined => {
  for (const fault of faults) {
    switch (fault._tag) {
      case "Cut":
        if (fault.at === "before") return { _tag: "Nothing" }
        break
      case "Code": {
        const errmsg = fault.errmsg ?? (fault.errcode === -1 ? "system error" : "injected")
        return whole(Wire.fromReply(Reply.fail(fault.errcode, errmsg), rid))
      }
      case "Status":
        return whole(Wire.html(fault.status, gatewayPage))
      case "Html":
        return whole(Wire.html(200, gatewayPage))
      default:
    }
  }
  return undefined
}
