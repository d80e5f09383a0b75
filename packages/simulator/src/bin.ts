#!/usr/bin/env node
/**
 * `wechat-simulator`: the simulator as a program.
 */
import { argv } from "node:process"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Control from "./Control.ts"
import * as CommandLine from "./internal/commandLine.ts"
import * as Server from "./Server.ts"
import type * as Simulator from "./Simulator.ts"
import type * as World from "./World.ts"

/** Enough to try everything: a component, and an account of each kind. */
const firstWorld: World.World = {
  components: [{}],
  accounts: [{ kind: "service", nickname: "Service Account", drafts: 3 }, {
    kind: "official",
    nickname: "Official Account",
    verifyType: -1,
    drafts: 3
  }]
}

const greeting = (
  { baseUrl }: Server.Service,
  component: Simulator.ComponentView | undefined,
  account: Simulator.AccountView | undefined
): string =>
  [
    `WeChat is played at ${baseUrl}`,
    "",
    `Base URL       ${baseUrl} (instead of https://api.weixin.qq.com and https://mp.weixin.qq.com)`,
    `Control page   ${baseUrl}${Control.prefix}/docs`,
    ...(component === undefined ? [] : [
      "",
      `Component      ${component.appId}`,
      `  secret       ${component.secret}`,
      `  token        ${component.token}`,
      `  AES key      ${component.encodingAesKey}`,
      `  URL A        ${component.authorizationUrl ?? "none yet, so no ticket reaches you. Set it:"}`,
      ...(component.authorizationUrl === undefined
        ? [
          `    curl -X PUT ${baseUrl}${Control.prefix}/components/${component.appId}/callbacks \\`,
          `      -H 'content-type: application/json' -d '{"authorizationUrl":"http://127.0.0.1:3000/wechat"}'`
        ]
        : [])
    ]),
    ...(account === undefined ? [] : [
      "",
      `Account        ${account.appId} (${account.nickname})`,
      `  secret       ${account.secret}`,
      `  try it       curl '${baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=`
      + `${account.secret}'`
    ])
  ].join("\n")

const program = Effect.gen(function*() {
  const { help, host, port, seed, world: file } = yield* CommandLine.parse(argv.slice(2))
  if (help) return yield* Console.log(CommandLine.usage)
  const world = file === undefined ? firstWorld : yield* CommandLine.readWorld(file)
  const { server, simulator } = yield* Server.make({ host, port, seed, world }).pipe(
    Effect.catchTags({
      ServeError: ({ cause }) => Effect.fail(CommandLine.cannotListen(host, port, cause)),
      NotInWorld: (error) => Effect.fail(CommandLine.contradicts(file, error)),
      CannotAuthorize: (error) => Effect.fail(CommandLine.contradicts(file, error))
    })
  )
  const [component] = yield* simulator.components
  const [account] = yield* simulator.accounts
  yield* Console.log(greeting(server, component, account))
  return yield* Effect.never
}).pipe(
  Effect.scoped,
  Effect.tapError(({ message }) => Console.error(message)),
  Effect.provide(NodeFileSystem.layer)
)

NodeRuntime.runMain(program, {
  disableErrorReporting: true,
  teardown: (exit, onExit) => {
    if (Exit.isSuccess(exit) || Cause.isInterruptedOnly(exit.cause)) return onExit(0)
    const error: unknown = Option.getOrUndefined(Cause.failureOption(exit.cause))
    onExit(error instanceof CommandLine.CannotStart ? error.exitCode : 1)
  }
})
