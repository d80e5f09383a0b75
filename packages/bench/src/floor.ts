/** The least that the exchange costs as an Effect: undici's dispatcher, a callback and JSON.parse, and nothing else. */
import * as Effect from "effect/Effect"
import { Agent, type Dispatcher } from "undici"
import { type Drive, driveEffect, inFlight } from "./measure.ts"

/** Takes in one reply. */
class Receiver implements Dispatcher.DispatchHandler {
  private readonly end: (reply: unknown) => void
  private readonly fail: (error: Error) => void
  private text = ""

  constructor(end: (reply: unknown) => void, fail: (error: Error) => void) {
    this.end = end
    this.fail = fail
  }

  onRequestStart(): void {}

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.text += chunk.toString("utf8")
  }

  onResponseEnd(): void {
    this.end(JSON.parse(this.text))
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error)
  }
}

const exchange = (baseUrl: string): Effect.Effect<unknown, Error> => {
  const dispatcher = new Agent({ connections: inFlight, pipelining: 1 })
  return Effect.async<unknown, Error>((resume) => {
    dispatcher.dispatch(
      { origin: baseUrl, method: "GET", path: "/cgi-bin/draft/count?access_token=TOKEN" },
      new Receiver((reply) => resume(Effect.succeed(reply)), (error) => resume(Effect.fail(error)))
    )
  })
}

const drive = (effect: Effect.Effect<unknown, Error>): Drive => {
  const calls = driveEffect(() => effect)
  return (meter) => Effect.runPromise(calls(meter))
}

const attributes = { "http.request.method": "GET", "url.path": "/cgi-bin/draft/count" }

export const floor: ReadonlyMap<string, (baseUrl: string) => Drive> = new Map([
  ["floor: Effect on undici's dispatcher", (baseUrl) => drive(exchange(baseUrl))],
  [
    "floor, and Effect.withSpan",
    (baseUrl) => drive(Effect.withSpan(exchange(baseUrl), "floor", { captureStackTrace: false, attributes }))
  ]
])
