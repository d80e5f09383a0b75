/**
 * The families of endpoints, by the names that callers write.
 */
export * as Draft from "./Draft.ts"
export * as FreePublish from "./FreePublish.ts"
export * as MassMessage from "./MassMessage.ts"
export * as Material from "./Material.ts"
