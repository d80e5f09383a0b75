/**
 * Where a touch on a message leads.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { AppId, given } from "../Identifiers.ts"

const Text = Schema.NonEmptyTrimmedString.annotations({ description: "a non-empty text without spaces around it" })

/** A page. */
export const Url = Text

/** A mini program, at its first page unless another is named. */
export const MiniProgram = Schema.Struct({
  appid: given(AppId),
  pagepath: Schema.optionalWith(Text, { exact: true })
})

/** The same where WeChat's page demands the path too. */
export const MiniProgramPage = Schema.Struct({ appid: given(AppId), pagepath: Text })
