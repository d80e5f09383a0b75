/** What whoever runs a program has to mend: a sentence for people, and the exit code 1. */
import { Data } from "effect"

export class Cannot extends Data.TaggedError("Cannot")<{ readonly message: string }> {}
