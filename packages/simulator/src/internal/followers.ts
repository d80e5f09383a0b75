import type { Account } from "./state.ts"

/**
 * Whether this is a follower: anybody is who has not left, as long as none is known by name.
 *
 * @internal
 */
export const has = ({ content: { followers }, people }: Account, openId: string): boolean => {
  const attitude = people.get(openId)
  if (attitude !== undefined) return attitude !== "left"
  return openId !== "" && (followers.size === 0 || followers.has(openId))
}

/** @internal */
export const hasName = ({ content: { followers } }: Account, wxName: string): boolean =>
  followers.size === 0 || [...followers.values()].some((follower) => follower.wxName === wxName)

/**
 * Those of a list who are followers, each once.
 *
 * @internal
 */
export const among = (account: Account, openIds: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(openIds.filter((openId) => has(account, openId)))

/**
 * Everybody with a tag, if there is such a tag.
 *
 * @internal
 */
export const withTag = (account: Account, tag: number | undefined): ReadonlySet<string> | undefined => {
  const { followers, tags } = account.content
  if (tag === undefined || !tags.has(tag)) return undefined
  const tagged = [...followers.values()].filter((follower) => follower.tags?.includes(tag))
  return among(account, tagged.map(({ openId }) => openId))
}
