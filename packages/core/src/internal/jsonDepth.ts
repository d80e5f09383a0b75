/**
 * Deeper than any interface of WeChat, and far from the end of the stack.
 *
 * @internal
 */
export const maxDepth = 512
