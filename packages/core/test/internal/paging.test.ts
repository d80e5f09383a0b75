import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import * as Paging from "../../src/internal/paging.ts"

const idOf = (id: string): string => id

const numbered = (length: number, name = "item"): Array<string> => Array.from({ length }, (_, at) => `${name} ${at}`)

/** WeChat's list, newest first, which anybody may change. */
const makeList = (ids: ReadonlyArray<string>, total: (length: number) => number = (length) => length) => {
  let now = [...ids]
  const asked: Array<readonly [offset: number, count: number]> = []
  return {
    asked,
    ids: () => now,
    page: (offset: number, count: number): Paging.Page<string> => {
      asked.push([offset, count])
      return { total: total(now.length), items: now.slice(offset, offset + count) }
    },
    delete: (id: string | undefined) => {
      now = now.filter((each) => each !== id)
    },
    insert: (id: string) => {
      now = [id, ...now]
    },
    toFront: (id: string) => {
      now = [id, ...now.filter((each) => each !== id)]
    }
  }
}

type List = ReturnType<typeof makeList>

const stream = (list: List, count: number) =>
  Paging.all({ count, idOf, page: (offset, many) => Effect.sync(() => list.page(offset, many)) })

/** What others do while a list is read; the number picks one by chance. */
interface Change {
  readonly what: "delete read" | "delete unread" | "insert"
  readonly at: number
}

const pick = (from: ReadonlyArray<string>, at: number): string | undefined => from[at % Math.max(1, from.length)]

/**
 * Reads a list of the model to its end. Before each page others change it as they like, and for each item that comes the
 * consumer deletes it or not.
 */
const read = (options: {
  readonly size: number
  readonly count: number
  readonly deletes: (nth: number) => boolean
  readonly changes: ReadonlyArray<ReadonlyArray<Change>>
}) => {
  const { changes, count, deletes, size } = options
  const list = makeList(numbered(size))
  const came: Array<string> = []
  /** What came twice although an id was known, or although nobody had deleted anything unread since one was */
  const needless: Array<string> = []
  let mostKept = 0
  let inserted = 0
  let requests = 0
  let unreadDeleted = false
  for (let place: Paging.Place | undefined = Paging.start; place !== undefined; requests++) {
    assert.isBelow(requests, 10 * (size + changes.length + 10), "it never ends")
    for (const { at, what } of changes[requests] ?? []) {
      if (what === "insert") list.insert(`new ${inserted++}`)
      else if (what === "delete read") list.delete(pick(list.ids().filter((id) => came.includes(id)), at))
      else {
        const victim = pick(list.ids().filter((id) => id.startsWith("item") && !came.includes(id)), at)
        unreadDeleted ||= victim !== undefined
        list.delete(victim)
      }
    }
    const { before }: Paging.Place = place
    const page = list.page(Paging.offsetOf(place), count)
    const { place: next, unread }: Paging.Step<string> = Paging.step(place, page, { count, idOf })
    if (page.items.some((id) => before.includes(id))) unreadDeleted = false
    for (const id of unread) {
      if (came.includes(id) && !unreadDeleted) needless.push(id)
      came.push(id)
      if (deletes(came.length)) list.delete(id)
    }
    mostKept = Math.max(mostKept, next?.before.length ?? 0)
    place = next
  }
  return { list, came, needless, mostKept, requests }
}

const Reading = {
  size: FastCheck.nat({ max: 90 }),
  count: FastCheck.integer({ min: 2, max: 7 }),
  deletes: FastCheck.func(FastCheck.boolean())
}

const changesOf = (
  maxLength: number,
  ...what: ReadonlyArray<Change["what"]>
): FastCheck.Arbitrary<Array<Array<Change>>> =>
  FastCheck.array(
    FastCheck.array(FastCheck.record({ what: FastCheck.constantFrom(...what), at: FastCheck.nat() }), { maxLength }),
    { maxLength: 60 }
  )

describe("reading a list in pages", () => {
  it.prop(
    "brings each item exactly once, whatever is deleted of what was read and added in front",
    { ...Reading, changes: changesOf(12, "delete read", "insert") },
    (options) => {
      const { came } = read(options)
      const old = came.filter((id) => id.startsWith("item"))
      assert.deepStrictEqual(old, numbered(options.size))
      assert.strictEqual(new Set(came).size, came.length)
    },
    { fastCheck: { numRuns: 500 } }
  )

  it.prop(
    "never skips an item that nobody deletes, and brings none twice as long as it knows one id near by",
    { ...Reading, changes: changesOf(6, "delete read", "delete unread", "insert") },
    (options) => {
      const { came, list, needless } = read(options)
      for (const id of list.ids()) if (id.startsWith("item")) assert.include(came, id)
      assert.deepStrictEqual(needless, [])
    },
    { fastCheck: { numRuns: 500 } }
  )

  const never = (): boolean => false
  const tidy: ReadonlyArray<readonly [what: string, deletes: (nth: number) => boolean, most: number]> = [
    ["nothing", never, 264],
    ["everything", () => true, 252],
    ["every second item", (nth) => nth % 2 === 0, 310],
    ["most items by chance", (nth) => (nth * 7919) % 101 < 80, 400],
    ["a few items by chance", (nth) => (nth * 7919) % 101 < 10, 330],
    ["long runs of items", (nth) => nth % 1000 < 500, 280]
  ]
  for (const [what, deletes, most] of tidy) {
    it(`takes about a request a page from who deletes ${what}`, () => {
      const { came, requests } = read({ size: 5000, count: 20, deletes, changes: [] })
      assert.deepStrictEqual(came, numbered(5000))
      assert.isAtMost(requests, most)
    })
  }

  it.prop(
    "never takes more than two requests a page, whatever the consumer deletes",
    { size: FastCheck.nat({ max: 500 }), deletes: Reading.deletes },
    ({ deletes, size }) => {
      const { requests } = read({ size, count: 20, deletes, changes: [] })
      assert.isAtMost(requests, 2 * Math.ceil(size / 19) + 1)
    }
  )

  it("keeps the ids of ten pages, however long the list is", () => {
    for (const deletes of [never, () => true]) {
      const { mostKept } = read({ size: 5000, count: 20, deletes, changes: [] })
      assert.strictEqual(mostKept, 200)
    }
  })

  it("finds its place again when others delete many pages at once of what is still unread", () => {
    const list = makeList(numbered(2000))
    const first = Paging.step(Paging.start, list.page(0, 20), { count: 20, idOf })
    for (const id of numbered(1900).slice(20)) list.delete(id)
    const came = [...first.unread]
    for (let place = first.place; place !== undefined;) {
      const next: Paging.Step<string> = Paging.step(place, list.page(Paging.offsetOf(place), 20), { count: 20, idOf })
      came.push(...next.unread)
      place = next.place
    }
    assert.deepStrictEqual(came, [...numbered(20), ...numbered(2000).slice(1900)])
  })
})

describe("a stream over all pages", () => {
  it.effect("passes over what others add in front, more than a page of it, though no id is known near by", () =>
    Effect.gen(function*() {
      const list = makeList(numbered(60))
      const came: Array<string> = []
      yield* Stream.runForEach(stream(list, 2), (id) =>
        Effect.sync(() => {
          const nth = came.push(id)
          if (nth > 10) list.delete(id)
          if (nth === 40) { for (const each of numbered(10, "new")) list.insert(each) }
        }))
      assert.deepStrictEqual(came, numbered(60))
    }))

  it.effect("asks for a page when it is needed, and not before", () =>
    Effect.gen(function*() {
      const list = makeList(numbered(100))
      const taken = yield* Stream.runCollect(Stream.take(stream(list, 20), 20))
      assert.deepStrictEqual([...taken], numbered(20))
      assert.deepStrictEqual(list.asked, [[0, 20]])
    }))

  it.effect("has done with a page before it asks for the next", () =>
    Effect.gen(function*() {
      const list = makeList(numbered(60))
      const seen: Array<number> = []
      yield* Stream.runForEach(stream(list, 20), () => Effect.sync(() => seen.push(list.asked.length)))
      assert.deepStrictEqual(
        seen,
        [20, 19, 19, 2].flatMap((many, page) => Array.from({ length: many }, () => page + 1))
      )
    }))

  it.effect("begins anew each time that it is run", () =>
    Effect.gen(function*() {
      const all = stream(makeList(numbered(45)), 20)
      for (let run = 0; run < 2; run++) assert.deepStrictEqual([...yield* Stream.runCollect(all)], numbered(45))
    }))

  it.effect("asks once where there is nothing, or less than a page", () =>
    Effect.gen(function*() {
      for (const size of [0, 1, 19]) {
        const list = makeList(numbered(size))
        assert.deepStrictEqual([...yield* Stream.runCollect(stream(list, 20))], numbered(size))
        assert.deepStrictEqual(list.asked, [[0, 20]])
      }
    }))

  it.effect("ends where the list does, whatever the total says", () =>
    Effect.gen(function*() {
      for (const total of [(length: number) => length + 7, (length: number) => Math.max(0, length - 7)]) {
        for (const size of [0, 10, 20, 45]) {
          const list = makeList(numbered(size), total)
          assert.deepStrictEqual([...yield* Stream.runCollect(stream(list, 20))], numbered(size))
          assert.isAtMost(list.asked.length, Math.ceil(size / 19) + 1)
        }
      }
    }))

  it.effect("looks back for what moved to the front when the total has not followed yet", () =>
    Effect.gen(function*() {
      const list = makeList(numbered(35), () => 35)
      const came: Array<string> = []
      yield* Stream.runForEach(stream(list, 20), (id) =>
        Effect.sync(() => {
          came.push(id)
          if (came.length <= 20) list.delete(id)
        }))
      assert.deepStrictEqual(came, numbered(35))
    }))

  it.effect("looks back as far as it takes", () =>
    Effect.gen(function*() {
      const list = makeList(numbered(65), () => 65)
      const came: Array<string> = []
      yield* Stream.runForEach(stream(list, 20), (id) =>
        Effect.sync(() => {
          if (came.push(id) === 58) { for (const each of numbered(50)) list.delete(each) }
        }))
      assert.deepStrictEqual(came, numbered(65))
    }))

  it.effect("brings nothing twice that the consumer itself moves to the front", () =>
    Effect.gen(function*() {
      const list = makeList(numbered(1000))
      const came: Array<string> = []
      yield* Stream.runForEach(stream(list, 20), (id) =>
        Effect.sync(() => {
          came.push(id)
          list.toFront(id)
        }))
      assert.deepStrictEqual(came, numbered(1000))
    }))
})
