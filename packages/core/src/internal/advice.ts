import type * as ReturnCode from "../ReturnCode.ts"

/** Who must act: nobody when the library or time will mend it. */
export type Who = ReturnCode.Who

/** What every reason can tell. */
export interface Advice {
  /** Whether the same call may succeed later without anybody changing anything */
  readonly isRetryable: boolean
  /** Who must act */
  readonly who: Who
  /** What happened, what to do and who must do it, in one sentence */
  readonly message: string
}
