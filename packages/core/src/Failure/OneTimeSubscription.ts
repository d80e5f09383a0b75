/**
 * What the page of one-time subscriptions documents.
 */
import { make } from "../internal/failure.ts"

/** 40062: the title is empty or too long. */
export class InvalidTitleSize extends make<InvalidTitleSize>()("InvalidTitleSize", 40062, {
  who: "developer",
  whatToDo: "the developer must pass a title of 1 to 15 characters"
}) {}
