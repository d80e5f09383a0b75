/**
 * JSON as WeChat speaks it. Integers of any size survive both ways, raw control characters in replies are tolerated, and
 * no `\uXXXX` goes out, because WeChat refuses such an escape or stores it as it stands.
 *
 * The engine's own JSON does the work wherever it does it right; what it cannot do is done here.
 *
 * @internal
 */
export { type JsonError, parse } from "./jsonReader.ts"
export { stringify, type Unsendable } from "./jsonWriter.ts"
