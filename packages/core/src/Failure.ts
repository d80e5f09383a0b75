/**
 * What the page of an interface documents: one tagged error for each code, in the type of that call.
 *
 * Codes of one family are in a file of that family; those of several are in `Failure/Shared.ts`. Modules of this
 * package import from those files, so that who uses one family has the failures of that family alone.
 */
export { type Any, type FailureClass, type Fields, make } from "./internal/failure.ts"

export * from "./Failure/Article.ts"
export * from "./Failure/Comment.ts"
export * from "./Failure/Diagnosis.ts"
export * from "./Failure/FreePublish.ts"
export * from "./Failure/MassMessage.ts"
export * from "./Failure/Material.ts"
export * from "./Failure/Media.ts"
export * from "./Failure/OneTimeSubscription.ts"
export * from "./Failure/Quota.ts"
export * from "./Failure/Shared.ts"
export * from "./Failure/Statistics.ts"
export * from "./Failure/TemplateMessage.ts"
