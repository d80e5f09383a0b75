/** What the gate costs, without a request. */
import { Catalogue, Draft } from "@effect-wechat/core"
import { Authorizer, Gate, OpenPlatform } from "@effect-wechat/open-platform"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import { type Figures, nanosPerTurn } from "../measure.ts"
import { appIdOf, bodyOf, ComponentLive, storeOf } from "../records.ts"
import { answer } from "./answer.ts"

export interface Result {
  /** The pure answer, over all endpoints that are allowed */
  readonly ask: Figures
  /** All that stands before a request: record, gate and token out of memory */
  readonly peek: Figures
}

const [turns = "0", rounds = "0"] = process.argv.slice(2)
const known = 1000

const measure = async (): Promise<Result> => {
  const ask = Gate.of(Schema.decodeSync(Schema.parseJson(Authorizer.Authorizer))(bodyOf(1, Date.now())))
  const allowed = Catalogue.endpoints.filter((endpoint) => ask(endpoint).length === 0)
  let next = 0
  const asked = nanosPerTurn(
    () => {
      next = next + 1 < allowed.length ? next + 1 : 0
      return ask(allowed[next] ?? Draft.count)
    },
    Number(turns),
    Number(rounds)
  )

  const live = OpenPlatform.layer().pipe(
    Layer.provide([storeOf(known), ComponentLive]),
    Layer.provide(UndiciClient.layer({ baseUrl: "http://127.0.0.1:9" }))
  )
  const runtime = ManagedRuntime.make(live)
  const { credential } = await runtime.runPromise(OpenPlatform.OpenPlatform)
  const speakers = Array.from({ length: known }, (_, index) => credential(appIdOf(index)))
  await runtime.runPromise(Effect.forEach(speakers, (speaker) => speaker.issue(Draft.count), { discard: true }))
  const now = Date.now()
  const peeked = nanosPerTurn(
    () => {
      next = next + 1 < known ? next + 1 : 0
      return speakers[next]?.peek?.(Draft.count, now)
    },
    Number(turns),
    Number(rounds)
  )
  return { ask: asked, peek: peeked }
}

answer(measure())
