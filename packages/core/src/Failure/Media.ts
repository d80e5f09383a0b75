/**
 * What documents of files say, whether they are kept for three days or for good.
 */
import { make } from "../internal/failure.ts"

/** 40004: no such kind of media. */
export class InvalidMediaType extends make<InvalidMediaType>()("InvalidMediaType", 40004, {
  who: "developer",
  whatToDo: "the developer must pass a type that this interface takes"
}) {}

/** 40005: WeChat does not take files of this format. */
export class InvalidFileType extends make<InvalidFileType>()("InvalidFileType", 40005, {
  who: "developer",
  whatToDo: "the developer must send a file of a format that the interface takes, under a name that ends accordingly"
}) {}

/** 40009: the image is too large. */
export class InvalidImageSize extends make<InvalidImageSize>()("InvalidImageSize", 40009, {
  who: "developer",
  whatToDo: "the developer must send a smaller image"
}) {}
