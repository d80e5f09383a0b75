import { Effect, Option } from "effect"
import { type Flaw, type Key, type Service, Shelf } from "./shelf.ts"

export const restarts: ReadonlyArray<Flaw> = [
  {
    what: "keeps everything in memory",
    make: () => ({ store: new Shelf().service, reopened: new Shelf().service }),
    breaks: [
      "has every document after a restart, and counts on",
      "lists every document after a restart, those written since then too"
    ]
  },
  {
    what: "counts from the start after a restart",
    make: () => {
      const { service: store } = new Shelf()
      const reopened = {
        ...store,
        get: (key: Key) => Effect.map(store.get(key), Option.map((document) => ({ ...document, version: 1 })))
      }
      return { store, reopened }
    },
    breaks: ["has every document after a restart, and counts on"]
  },
  {
    what: "lists what was written since the restart",
    make: () => {
      const { service: store } = new Shelf()
      const { service: since } = new Shelf()
      const reopened: Service = {
        ...store,
        put: (key, body, expected) => Effect.tap(store.put(key, body, expected), () => since.put(key, body, expected)),
        page: since.page
      }
      return { store, reopened }
    },
    breaks: ["lists every document after a restart, those written since then too"]
  }
]
