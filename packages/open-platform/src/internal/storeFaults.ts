/**
 * What to do about a fault, and who must do it: the end of the message of a `StoreError`.
 *
 * @internal
 */
export const remedies: Readonly<Record<string, string>> = {
  // Of the encryption.
  UnknownKey: "it is sealed under a key that this process does not have: the service provider must give that key " +
    "behind the current one, in WECHAT_STORE_KEYS",
  NotAuthentic: "it is damaged, or was put in the place of something else: the service provider must restore it from " +
    "a backup",
  PlainText:
    "it is not sealed: if the store was not encrypted before, the service provider must allow plain text with " +
    "WECHAT_STORE_READS_PLAIN_TEXT until all is sealed; if it was, somebody has put it there",
  Sealed: "it is sealed, and this process has no keys: the service provider must give them, in WECHAT_STORE_KEYS",
  UnknownFormat: "a later version of this library has sealed it: the service provider must deploy that version",

  // Of what is stored.
  Undecodable:
    "it is not what this library writes: the service provider must restore it from a backup, or deploy the " +
    "later version that has written it",
  Unencodable: "it cannot be written down: the developer must report it",
  NotStorable: "a database cannot keep the character NUL: the developer must take it out",
  TooLong: "it is longer than the database takes: the developer must report it",

  // Others were faster.
  Contended: "others have written it each time: the service provider must look for what writes without a pause",
  LeaseHeldTooLong: "another process has held its lease for too long: the service provider must see whether that one " +
    "is stuck; the lease ends by itself",
  TooMuchUnsaved: "the store has failed for so long that no more can be kept in memory: the service provider must " +
    "bring it back before this process ends",

  // The database does not answer.
  TimedOut: "it did not answer in time: the service provider must see whether the database is up and not locked",
  Crowded:
    "too much was asked of it at the same time, or it hardly answers: the service provider must see what slows the " +
    "database down",
  ConnectionLost: "the connection was lost: the service provider must see whether the database is up; the next call " +
    "connects anew",
  NoConnection:
    "no connection could be had in time: the service provider must see whether the database is up, or give " +
    "the client more connections",
  TooManyConnections: "the database takes no more connections: the service provider must allow more of them, or give " +
    "each process fewer",
  Cancelled: "the database has cancelled it: the service provider must look at its time limits",

  // The database does not let it happen.
  ReadOnly:
    "it cannot be written to: the service provider must give the primary server, or the right to write the file " +
    "and its directory",
  AccessDenied: "the user of the database may not do this: the service provider must grant it",
  PermissionDenied:
    "the user of the process may not do this: the service provider must give the right to the directory",
  NoSuchDatabase: "there is no such database: the service provider must create it, or name another one",
  NoSuchSchema: "there is no such schema: the service provider must create it, or name another one",
  NoSuchTable: "its tables have gone: the service provider must start the process anew, which makes them, and then " +
    "restore a backup or run sync",
  CannotOpen: "the file cannot be opened: the service provider must see to its directory",

  // The disk.
  DiskFull: "the disk is full: the service provider must make room",
  DiskFailed: "the disk failed: the service provider must replace it, and restore a backup",
  Corrupt: "the file is damaged or no database: the service provider must put it aside and restore a backup"
}

/** @internal */
export const remedyOf = (fault: string): string =>
  Object.hasOwn(remedies, fault) ? remedies[fault] ?? "" : "the service provider must see to the store"
