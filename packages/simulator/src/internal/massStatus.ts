import type { MassMessage } from "./state.ts"

/**
 * The status that is told: a message all of whose articles are gone is deleted, whichever message they were deleted by.
 *
 * @internal
 */
export const of = ({ articles, status }: MassMessage): MassMessage["status"] | "DELETE" =>
  articles.length > 0 && articles.every(({ isDeleted }) => isDeleted) ? "DELETE" : status
