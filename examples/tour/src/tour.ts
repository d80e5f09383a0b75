/** What happens on the tour, step by step. Each step gives what there is to report. */
import { Authorization, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { Array as Arr, Effect, Redacted, Stream } from "effect"
import * as Calls from "./calls.ts"
import * as Interfaces from "./interfaces.ts"
import * as World from "./world.ts"

/**
 * The merchant opens the link and confirms. The redirect and the event bring the same code; whichever is second gets what
 * the first has made.
 */
export const authorize = Effect.fn("authorize")(function*({ appId, grants, nickname }: World.Merchant) {
  const authorization = yield* Authorization.Authorization
  const simulator = yield* Simulator.Simulator
  const link = yield* authorization.link({ redirectUri: "https://provider.example/authorized", state: nickname })
  const preAuthCode = new URL(link).searchParams.get("pre_auth_code") ?? ""
  const { authCode } = yield* simulator.authorize({
    component: World.component.appId,
    account: appId,
    permissionSets: grants,
    preAuthCode
  })
  const authorizer = yield* authorization.complete(Redacted.make(authCode))
  yield* World.awaitEvent("Authorized", appId)
  return { link, authorizer }
})

/** Gives a merchant something to delete. What takes a job is there when its end has been pushed. */
export const prepare = Effect.fn("prepare")(function*({ appId, grants }: World.Merchant) {
  const simulator = yield* Simulator.Simulator
  const [forArticle = "", forMessage = "", draft = ""] = yield* simulator.addDrafts(appId, 5)
  const material = yield* simulator.addNews(appId)
  if (!grants.includes(7)) return { draft, material, article: "ARTICLE_ID", message: "30124" } satisfies Calls.Content

  yield* Effect.all([
    Interfaces.publish({ media_id: forArticle }),
    Interfaces.sendAll({
      filter: { is_to_all: true },
      msgtype: "mpnews",
      mpnews: { media_id: forMessage },
      send_ignore_reprint: 0
    })
  ]).pipe(OpenPlatform.as(appId))
  const [published, sent] = yield* Effect.all([
    World.awaitEvent("PublishJobFinish", appId),
    World.awaitEvent("MassSendJobFinish", appId)
  ])
  const article = published.PublishEventInfo.article_id ?? ""
  return { draft, material, article, message: sent.MsgID } satisfies Calls.Content
})

/** Which merchant may make which of the five calls, without making one. */
export const matrix = OpenPlatform.matrix(Object.values(Calls.endpoints)).pipe(
  Stream.map(({ authorizer, reasons }) => ({
    name: authorizer.facts?.nickname ?? authorizer.appId,
    cells: Object.values(Calls.endpoints).map(({ name }) => reasons.get(name) ?? [])
  })),
  Stream.runCollect,
  Effect.map(Arr.fromIterable)
)

/** Makes calls on behalf of a merchant, one after the other. */
export const makeAll = ({ appId }: World.Merchant, calls: ReadonlyArray<Calls.Call>) =>
  Effect.forEach(calls, (call) => Calls.make(appId, call))

/** The merchant takes the authorization back. */
export const withdraw = Effect.fn("withdraw")(function*({ appId }: World.Merchant) {
  const simulator = yield* Simulator.Simulator
  yield* simulator.unauthorize({ component: World.component.appId, account: appId })
  yield* World.awaitEvent("Unauthorized", appId)
})

/** WeChat bans an account, and the service provider asks anew what it knows of all of them. */
export const ban = Effect.fn("ban")(function*({ appId }: World.Merchant) {
  const simulator = yield* Simulator.Simulator
  yield* simulator.setStatus(appId, "banned")
  return yield* Stream.runCount(OpenPlatform.sync())
})

interface Trouble {
  readonly title: string
  readonly made: Calls.Made
}

/** What the library mends by itself, and what somebody has to. */
export const troubles = Effect.fn("troubles")(
  function*({ appId }: World.Merchant, deletedDraft: string) {
    const simulator = yield* Simulator.Simulator
    const count = Calls.countDrafts
    const trouble = <E, R>(title: string, arrange: Effect.Effect<unknown, E, R>, call: Calls.Call) =>
      Effect.map(Effect.zipRight(arrange, Calls.make(appId, call)), (made): Trouble => ({ title, made }))
    const when = { endpoint: "draft_count", appId, times: 1 }
    return yield* Effect.all([
      trouble("WeChat is busy once", simulator.inject({ when, what: { _tag: "Code", errcode: -1 } }), count),
      trouble("WeChat voids the token", simulator.inject({ when, what: { _tag: "TokenRevoked" } }), count),
      trouble(
        "the refresh token is lost too",
        Effect.zipRight(
          simulator.revokeTokens(appId),
          simulator.loseRefreshToken({ component: World.component.appId, account: appId })
        ),
        count
      ),
      trouble("the draft was deleted before", Effect.void, Calls.deleteDraft(deletedDraft))
    ])
  }
)

const nicknameOf = (appId: string): string =>
  Object.values(World.merchants).find((merchant) => merchant.appId === appId)?.nickname ?? appId

/** One effect for all who have authorized, side by side, each with its own token and its own outcome. */
export const countAll = Effect.flatMap(
  OpenPlatform.forEachAuthorizer(Calls.outcomeOf(Calls.countDrafts.run), { concurrency: 4 }),
  Effect.forEach(({ appId, exit }) => Effect.map(exit, (outcome) => ({ name: nicknameOf(appId), outcome })))
)

/** What a platform knows that has just been started, and what it has to ask WeChat for to count all drafts. */
export const afterRestart = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  const { authorizers } = yield* OpenPlatform.OpenPlatform
  const { length: before } = yield* simulator.requests
  const known = yield* Stream.runCollect(authorizers)
  const counted = yield* countAll
  const requests = (yield* simulator.requests).slice(before)
  return {
    known: Arr.fromIterable(known),
    counted,
    asked: requests.map(({ endpoint, path }) => endpoint ?? path)
  }
})
