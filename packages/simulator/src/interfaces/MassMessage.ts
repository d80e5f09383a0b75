import type { Interface } from "../internal/Interface.ts"

/** @internal */
export const interfaces: ReadonlyArray<Interface> = []
