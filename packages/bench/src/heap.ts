/** The heap, in a file that brings nothing with it. */

/** The heap in bytes after everything has gone that can go. */
export const heapAfterGc = (): number => {
  if (globalThis.gc === undefined) throw new Error("node needs --expose-gc")
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
