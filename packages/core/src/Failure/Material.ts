/**
 * What the pages about media and material document.
 */
import { make } from "../internal/failure.ts"

/** 45001: the file is too large. */
export class MediaTooLarge extends make<MediaTooLarge>()("MediaTooLarge", 45001, {
  who: "developer",
  whatToDo: "the developer must send a smaller file"
}) {}
