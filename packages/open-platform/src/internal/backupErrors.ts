import * as Schema from "effect/Schema"

/** A backup was not restored. Nothing was written, but for `SourceChanged`. */
export class BackupRefused
  extends Schema.TaggedError<BackupRefused>("@effect-wechat/open-platform/BackupRefused")("BackupRefused", {
    rule: Schema.Literal(
      "NotABackup",
      "UnknownFormat",
      "OtherComponent",
      "UnknownKey",
      "NotAuthentic",
      "Truncated",
      "LinesBehindTheEnd",
      "SourceChanged",
      "NotEmpty"
    ),
    /** The line of the backup, counted from 1; 0 where it is not about a line */
    line: Schema.Int
  })
{
  override get message(): string {
    const why = {
      NotABackup:
        "its first line is not the header of a backup: the service provider must give the file as it was written",
      UnknownFormat: "a later version of this library has written it: the developer must use that version",
      OtherComponent: "it is of another component: the service provider must give the one of this component",
      UnknownKey: "it is sealed under a key that is not given: the service provider must give the key among the others",
      NotAuthentic:
        "a line was edited, moved or put in from elsewhere: the service provider must take another copy of it",
      Truncated: "its end is missing: the service provider must take another copy of it, or an older backup",
      LinesBehindTheEnd: "there are lines behind its end: the service provider must give the file as it was written",
      SourceChanged:
        "it read differently the second time: the developer must give a stream that can be read twice, as that of a file",
      NotEmpty: "the component has documents in the store: the service provider must say what is to become of them"
    }[this.rule]
    return `The backup was refused${this.line === 0 ? "" : ` at line ${this.line}`}, ${why}`
  }
}
