/**
 * What the pages about statistics document.
 */
import { make } from "../internal/failure.ts"

/** 61500: WeChat cannot read a day. */
export class InvalidDate extends make<InvalidDate>()("InvalidDate", 61500, {
  who: "developer",
  whatToDo: "the developer must write days as YYYY-MM-DD"
}) {}

/** 61501: the days are in the wrong order, too many, or not over yet in China. */
export class DateOutOfRange extends make<DateOutOfRange>()("DateOutOfRange", 61501, {
  who: "developer",
  whatToDo: "the developer must ask for days up to yesterday in China (UTC+8), and for no more than the interface gives"
}) {}

/** 61503: WeChat is not done with counting the day. */
export class DataNotReady extends make<DataNotReady>()("DataNotReady", 61503, {
  who: "nobody",
  whatToDo: "all there is to do is to wait: a day is ready at about 8 o'clock of the next morning in China (UTC+8)"
}) {
  override get isRetryable(): boolean {
    return true
  }
}
