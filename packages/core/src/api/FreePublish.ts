/**
 * Publishing: articles with a lasting address, without a message to followers.
 */
export * from "./FreePublish/Publish.ts"
export * from "./FreePublish/Published.ts"
