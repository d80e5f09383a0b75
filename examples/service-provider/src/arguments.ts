/** The words behind `npm run service-provider -- store`. */
import type { StoreBackup } from "@effect-wechat/open-platform"
import { Data, Either } from "effect"
import { resolve } from "node:path"
import { parseArgs } from "node:util"

type Nothing = Record<never, never>

export type Command = Data.TaggedEnum<{
  Keys: Nothing
  Reencrypt: Nothing
  Backup: { readonly file: string; readonly leaveOutUnreadable: boolean }
  Verify: { readonly file: string }
  Restore: { readonly file: string; readonly existing: StoreBackup.Existing }
  Sync: { readonly from: number }
}>
export const Command = Data.taggedEnum<Command>()

export const usage = `npm run service-provider -- store <command>

  keys              which keys the documents of the store are under
  reencrypt         puts them all under the first key of WECHAT_STORE_KEYS
  backup <file>     writes a backup, sealed with WECHAT_BACKUP_KEYS; --leave-out-unreadable goes on where a document
                    cannot be opened
  verify <file>     whether a backup is whole and authentic
  restore <file>    writes a backup into the store; --existing says what becomes of documents that are there:
                    refuse (the default), keep, replaceUnreadable or replace
  sync              asks WeChat who has authorized; --from goes on after an interruption

They work on the store of the server (DATA_DIR or DATABASE_URL, WECHAT_STORE_KEYS), while it serves and when it does not,
for the component WECHAT_COMPONENT_APP_ID; without one, for the component of the demo.`

const existings: ReadonlyArray<StoreBackup.Existing> = ["refuse", "keep", "replaceUnreadable", "replace"]

/** What npm was started from counts for the names of files, and not where it runs scripts. */
const place = (file: string, folder: string): string => resolve(folder, file)

const parsed = (args: ReadonlyArray<string>) =>
  Either.try({
    try: () =>
      parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          existing: { type: "string" },
          from: { type: "string" },
          "leave-out-unreadable": { type: "boolean" }
        }
      }),
    catch: (error) => error instanceof Error ? error.message : "The arguments cannot be read."
  })

/** The command, or what is wrong with it. */
export const parse = (args: ReadonlyArray<string>, folder: string): Either.Either<Command, string> =>
  Either.flatMap(parsed(args), ({ positionals: [name, file, ...others], values }): Either.Either<Command, string> => {
    const allowed: Readonly<Record<string, ReadonlyArray<string>>> = {
      backup: ["leave-out-unreadable"],
      restore: ["existing"],
      sync: ["from"]
    }
    const strange = Object.keys(values).find((option) => !(allowed[name ?? ""] ?? []).includes(option))
    if (strange !== undefined) return Either.left(`--${strange} is not for ${name ?? "this"}.`)
    const takesFile = name === "backup" || name === "verify" || name === "restore"
    if (takesFile && file === undefined) return Either.left(`${name} needs a file.`)
    if (others.length > 0 || !takesFile && file !== undefined) return Either.left("There are too many words.")
    switch (name) {
      case "keys":
        return Either.right(Command.Keys())
      case "reencrypt":
        return Either.right(Command.Reencrypt())
      case "backup":
        return Either.right(Command.Backup({
          file: place(file ?? "", folder),
          leaveOutUnreadable: values["leave-out-unreadable"] ?? false
        }))
      case "verify":
        return Either.right(Command.Verify({ file: place(file ?? "", folder) }))
      case "restore": {
        const existing = existings.find((each) => each === (values.existing ?? "refuse"))
        return existing === undefined
          ? Either.left(`--existing is one of ${existings.join(", ")}.`)
          : Either.right(Command.Restore({ file: place(file ?? "", folder), existing }))
      }
      case "sync": {
        const from = values.from ?? "0"
        return /^\d{1,9}$/.test(from)
          ? Either.right(Command.Sync({ from: Number(from) }))
          : Either.left("--from is a number, as sync has said it.")
      }
      default:
        return Either.left(name === undefined ? "Which command?" : `There is no command ${name}.`)
    }
  })
