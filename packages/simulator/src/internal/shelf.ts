/**
 * What an account keeps of one kind, by id. The last one put in stands first when it is listed.
 *
 * Listing is remembered until something changes, so that paging through thousands costs no more than they are. What is
 * only there to be counted is made when somebody looks: a world with many accounts begins at once.
 *
 * @internal
 */
export class Shelf<A> {
  private readonly all = new Map<string, A>()
  private waiting: Array<{ readonly count: number; readonly make: (index: number) => readonly [string, A] }> = []
  private listed: ReadonlyArray<A> | undefined

  get size(): number {
    return this.waiting.reduce((sum, { count }) => sum + count, this.all.size)
  }

  get(id: string): A | undefined {
    return this.made().get(id)
  }

  /** Puts it first, whether it is new or was there before. */
  set(id: string, item: A): void {
    const all = this.made()
    this.listed = undefined
    all.delete(id)
    all.set(id, item)
  }

  delete(id: string): boolean {
    this.listed = undefined
    return this.made().delete(id)
  }

  keys(): IterableIterator<string> {
    return this.made().keys()
  }

  values(): IterableIterator<A> {
    return this.made().values()
  }

  newestFirst(): ReadonlyArray<A> {
    this.listed ??= [...this.made().values()].reverse()
    return this.listed
  }

  /** Puts in so many, which `make` gives the first time that anything but their number is asked for. */
  putLater(count: number, make: (index: number) => readonly [string, A]): void {
    this.listed = undefined
    if (count > 0) this.waiting.push({ count, make })
  }

  private made(): Map<string, A> {
    if (this.waiting.length === 0) return this.all
    const waiting = this.waiting
    this.waiting = []
    for (const { count, make } of waiting) {
      for (let index = 0; index < count; index++) this.all.set(...make(index))
    }
    return this.all
  }
}
