/** The processes that the bench is made of. */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"

const compiled = (file: string) => new URL(`./${file}.js`, import.meta.url)

export interface Start {
  readonly args?: ReadonlyArray<string>
  /** For node itself */
  readonly flags?: ReadonlyArray<string>
  /** Whether this repository's packages are looked for under their names */
  readonly finds?: boolean
}

export const start = (file: string, { args = [], finds = true, flags = [] }: Start = {}): ChildProcess =>
  fork(fileURLToPath(compiled(file)), args, {
    execArgv: ["--expose-gc", "--no-deprecation", ...(finds ? ["--import", compiled("register").href] : []), ...flags],
    // What it prints is no part of the tables.
    stdio: ["ignore", 2, 2, "ipc"]
  })

/** The next thing that a process says. */
export const heard = <A>(child: ChildProcess): Promise<A> =>
  new Promise((resolve, reject) => {
    const listen = (message: unknown) => {
      child.off("exit", ended)
      resolve(message as A)
    }
    const ended = (code: number | null) => {
      child.off("message", listen)
      reject(new Error(`A process of the bench ended early, with ${String(code)}`))
    }
    child.once("message", listen)
    child.once("exit", ended)
  })

const ask = <A>(child: ChildProcess): Promise<A> =>
  heard<{ readonly result: A } | { readonly error: string }>(child).then((answer) => {
    if ("error" in answer) throw new Error(answer.error)
    return answer.result
  })

/** Has a worker do something. */
export const told = <A>(child: ChildProcess, message: object): Promise<A> => {
  child.send(message)
  return ask<A>(child)
}

/** The one figure, or set of figures, that a process is there for. */
export const probe = async <A>(name: string, options: Start = {}): Promise<A> => {
  const child = start(`probes/${name}`, options)
  const result = await ask<A>(child)
  child.disconnect()
  return result
}
