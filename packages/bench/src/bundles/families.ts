/** Every family, whole. */
export * as families from "@effect-wechat/core/api/index"
export { count } from "./call.ts"
