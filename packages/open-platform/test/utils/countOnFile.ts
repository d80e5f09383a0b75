/**
 * A process of its own: opens the store on a file of SQLite, adds to a counter that it shares with others, and gets
 * leases that nobody else may have meanwhile. It says when it is ready, begins when it is told, and says what it did.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { once } from "node:events"
import * as Sqlite from "./Sqlite.ts"
import * as SqlStores from "./SqlStores.ts"

const [path = "", name = "", times = ""] = process.argv.slice(2)
const counter = SqlStores.keyOf("counter")

const program = Effect.gen(function*() {
  const store = yield* SqlStores.make()
  let holders = 0

  const add: Effect.Effect<void, unknown> = Effect.gen(function*() {
    const found = yield* store.get(counter)
    const [version, count] = Option.match(found, {
      onNone: () => [0, 0] as const,
      onSome: (document) => [document.version, Number(document.body)] as const
    })
    if (!(yield* store.put(counter, `${count + 1}`, version))) yield* add
  })

  for (let index = 0; index < Number(times); index++) {
    yield* add
    yield* store.put(SqlStores.keyOf(`${name}-${index}`), name, 0)
    if (yield* store.acquire(`round ${index}`, name, Duration.minutes(5))) holders += 1
  }
  return holders
})

process.stdout.write("ready\n")
await once(process.stdin, "data")
const holders = await Effect.runPromise(Effect.provide(program, Sqlite.file(path)))
process.stdout.write(`held ${holders}\n`)
process.exit(0)
