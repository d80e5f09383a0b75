/**
 * Mass messages: what an account sends to all or many of its followers.
 */
export * from "./MassMessage/Content.ts"
export { deliver, type DeliverOptions, outcome, type WaitOptions } from "./MassMessage/Deliver.ts"
export * from "./MassMessage/Media.ts"
export * from "./MassMessage/Send.ts"
export { delete, get, getSpeed, setSpeed } from "./MassMessage/Sent.ts"
