/**
 * Reading all of a list that is read in pages, by offset and count, newest first, while it changes.
 *
 * An offset is no bookmark. Whoever deletes what was read moves everything behind it to the front, and a reader who goes
 * on at the next offset skips as much as was deleted; what is added in front makes a reader see things twice. So the
 * reader keeps, besides the offset at which the next unread item should be, the total that came with it and the ids that
 * stand nearest before it: of some pages, not of everything, so that a list of any length takes the same memory.
 *
 * A page is asked for from one item before that offset.
 *
 * - If it holds an id that was read, what follows the last such id is new. That is exact, whatever has happened.
 * - If it holds none, the total tells: what was deleted before the place, or added in front, has moved the place as much
 *   as it has changed the total. Where the place is in front of the page now, it is read next. Only what others delete
 *   behind the place, unread, makes the total mislead: the place is then too far in front, and the ids put it right as
 *   soon as one of them is seen. So nothing is ever skipped, and nothing comes twice unless, at one time, others delete
 *   what is still unread and of all the ids kept none is near any more.
 *
 * How much the place moved for what was read last is expected again, so that a reader who deletes everything costs one
 * request a page, not two.
 *
 * Nothing is asked for before it is needed: a page that is fetched ahead would show what the consumer is about to delete.
 *
 * What is changed while the list is read moves to the front of it. If it was not read before, it may be missed.
 *
 * The order of the list and its total are believed: where WeChat's total lags behind what was deleted, and all that was
 * read last has been deleted, as many items may be missed.
 *
 * @internal
 */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** A part of a list. */
export interface Page<A> {
  /** How many there are in all */
  readonly total: number
  readonly items: ReadonlyArray<A>
}

/** Where a reader is. Plain data, so that what it takes in memory can be seen. */
export interface Place {
  /** The offset at which the next unread item should be */
  readonly next: number
  /** The total that came with it; none before the first page */
  readonly total: number | undefined
  /** The ids that stand nearest before `next`, in the order of the list; at most {@link pagesKept} pages of them */
  readonly before: ReadonlyArray<string>
  /** How many items the last page brought */
  readonly brought: number
  /** How far the place is expected to move, for each item that was brought last: from -1, all deleted, to 0 */
  readonly drift: number
}

/** What a page brings. */
export interface Step<A> {
  readonly unread: ReadonlyArray<A>
  /** Where to go on; nothing at the end of the list */
  readonly place: Place | undefined
}

/** Of so many pages the ids are kept. */
export const pagesKept = 10

/** Before the first page. */
export const start: Place = { next: 0, total: undefined, before: [], brought: 0, drift: 0 }

/** Guesses that are a little too low cost nothing; those that are too high cost a request. */
const slack = 2

/** The offset to ask from. */
export const offsetOf = ({ brought, drift, next }: Place): number => {
  const isCertain = brought === 0 || drift === 0 || drift === -1
  const moved = Math.ceil(-drift * brought) + (isCertain ? 0 : slack)
  return Math.max(0, next - moved - 1)
}

/** Where the page before brought nothing, the place moves for the same reason as it did then. */
const driftOf = ({ brought, drift, next }: Place, moved: number): number =>
  brought === 0 ? drift : Math.min(0, Math.max(-1, (moved - next) / brought))

/** What a page means that was asked for from {@link offsetOf}. */
export const step = <A>(
  place: Place,
  { items, total }: Page<A>,
  options: { readonly count: number; readonly idOf: (item: A) => string }
): Step<A> => {
  const { count, idOf } = options
  const from = offsetOf(place)
  const end = from + items.length
  const ids = items.map(idOf)
  const known = new Set(place.before)
  const lastKnown = ids.findLastIndex((id) => known.has(id))
  const byTotal = Math.max(0, place.next + total - (place.total ?? total))

  if (lastKnown === -1 && byTotal < from) {
    return { unread: [], place: { ...place, next: byTotal, total, brought: 0, drift: driftOf(place, byTotal) } }
  }
  // Where there should be more, the total lags, and the end of the list is further in front.
  if (items.length === 0) {
    const isEnd = from === 0 || from >= total
    const back = { ...start, next: Math.max(0, from - count + 1), total, before: place.before }
    return { unread: [], place: isEnd ? undefined : back }
  }
  const next = lastKnown === -1 ? byTotal : from + lastKnown + 1
  const unread = items.slice(next - from)
  const isEnd = items.length < count && (end >= total || unread.length === 0)
  return {
    unread,
    place: isEnd ? undefined : {
      next: Math.max(next, end),
      total,
      // An id that was seen again is nearest now, unless the page does not come as far as the place.
      before: unread.length === 0
        ? place.before
        : place.before.filter((id) => !ids.includes(id)).concat(ids).slice(-pagesKept * count),
      brought: unread.length,
      drift: driftOf(place, next)
    }
  }
}

/**
 * The items of a list, read page by page as they are needed.
 *
 * @internal
 */
export const all = <A, E, R>(options: {
  /** The most that the interface gives at a time */
  readonly count: number
  readonly idOf: (item: A) => string
  readonly page: (offset: number, count: number) => Effect.Effect<Page<A>, E, R>
}): Stream.Stream<A, E, R> =>
  Stream.paginateChunkEffect(start, (place) =>
    Effect.map(options.page(offsetOf(place), options.count), (page) => {
      const { place: next, unread } = step(place, page, options)
      return [Chunk.unsafeFromArray(unread), Option.fromNullable(next)]
    }))
