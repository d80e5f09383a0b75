/**
 * Those who can walk through the authorization page: a browser, or somebody who reads HTML and posts forms.
 */
import { assert } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { chromium, type Page } from "playwright-core"
import { ask, postForm } from "./Sockets.ts"

export interface Choice {
  /** What a merchant reads beside it */
  readonly label: string
  readonly checked: boolean
}

export interface Form {
  readonly heading: string
  readonly accounts: ReadonlyArray<Choice>
  readonly sets: ReadonlyArray<Choice>
}

export interface Decision {
  /** A part of the label */
  readonly account: string
  /** Parts of the labels of the sets whose tick is taken away */
  readonly without?: ReadonlyArray<string>
  readonly press: "Confirm" | "Cancel"
}

export interface Service {
  /** Opens a page of the form */
  readonly open: (url: string) => Effect.Effect<Form>
  /** Decides on the page that is open. Gives where that leads, and the heading or text there */
  readonly decide: (decision: Decision) => Effect.Effect<{ readonly url: string; readonly text: string }>
  /** The addresses of everything that was loaded, after the page was opened and had its time */
  readonly loadedBy: (url: string, ready: string) => Effect.Effect<ReadonlyArray<string>>
}

const unescape = (text: string): string =>
  text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, "\"").replace(/&#39;/g, "'").replace(
    /&amp;/g,
    "&"
  )

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? undefined : unescape(value)
}

const plain = (html: string): string => unescape(html.replace(/<[^>]*>/g, "")).replace(/\s+/g, " ").trim()

interface Input {
  readonly type: string | undefined
  readonly name: string
  readonly value: string
  readonly checked: boolean
  readonly label: string
}

/** The form as whoever posts it needs it. */
export const inputsOf = (html: string): ReadonlyArray<Input> => {
  const form = /<form method="post">([^]*?)<\/form>/.exec(html)?.[1] ?? ""
  return Array.from(form.matchAll(/<input\b[^>]*>(?:\s*<span>([^]*?)<\/span>)?/g), ([whole, label = ""]) => {
    const tag = whole.slice(0, whole.indexOf(">") + 1)
    return {
      type: attribute(tag, "type"),
      name: attribute(tag, "name") ?? "",
      value: attribute(tag, "value") ?? "",
      checked: / checked\b/.test(tag),
      label: plain(label)
    }
  })
}

const choices = (inputs: ReadonlyArray<Input>, type: string): ReadonlyArray<Choice> =>
  inputs.filter((input) => input.type === type).map(({ checked, label }) => ({ label, checked }))

export const headingOf = (html: string): string => plain(/<h1[^>]*>([^]*?)<\/h1>/.exec(html)?.[1] ?? html)

/** Somebody who reads HTML and posts forms. */
export const overHttp: Service = (() => {
  let url = ""
  let inputs: ReadonlyArray<Input> = []
  return {
    open: (where) =>
      Effect.map(ask(where), ({ text }) => {
        url = where
        inputs = inputsOf(text)
        return { heading: headingOf(text), accounts: choices(inputs, "radio"), sets: choices(inputs, "checkbox") }
      }),
    decide: ({ account, press, without = [] }) =>
      Effect.gen(function*() {
        const sent = inputs.filter(({ checked, label, type }) => {
          if (type === "radio") return label.includes(account)
          return type !== "checkbox" || checked && !without.some((part) => label.includes(part))
        })
        const answer = yield* postForm(url, [
          ...sent.map(({ name, value }) => [name, value] as const),
          ["decision", press.toLowerCase()]
        ])
        const location = answer.headers.get("location")
        if (location === null) return { url, text: headingOf(answer.text) }
        assert.strictEqual(answer.status, 302)
        return { url: location, text: headingOf((yield* ask(location)).text) }
      }),
    loadedBy: (where, ready) =>
      Effect.map(ask(where), ({ text }) => {
        assert.include(text, ready)
        const sources = text.matchAll(/<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)\s*=\s*["']?([^"'\s>]+)/gi)
        return [where, ...Array.from(sources, ([, source = ""]) => source)]
      })
  }
})()

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

const drive = (page: Page): Service => {
  const all = (role: "radio" | "checkbox") =>
    page.getByRole(role).evaluateAll((inputs) =>
      inputs.map((input) => ({
        label: (input.closest("label")?.textContent ?? "").replace(/\s+/g, " ").trim(),
        checked: input.matches(":checked")
      }))
    )
  const heading = () =>
    page.locator("h1").count().then((count) =>
      count === 0 ? page.locator("body").innerText() : page.locator("h1").innerText()
    )
  return {
    open: (url) =>
      Effect.promise(async () => {
        await page.goto(url)
        return { heading: await heading(), accounts: await all("radio"), sets: await all("checkbox") }
      }),
    decide: ({ account, press, without = [] }) =>
      Effect.promise(async () => {
        await page.getByRole("radio", { name: account }).check()
        await Promise.all(without.map((part) => page.getByRole("checkbox", { name: part }).uncheck()))
        await page.getByRole("button", { name: press }).click()
        await page.waitForLoadState()
        return { url: page.url(), text: await heading() }
      }),
    loadedBy: (url, ready) =>
      Effect.promise(async () => {
        const loaded: Array<string> = []
        page.on("request", (request) => loaded.push(request.url()))
        await page.goto(url, { waitUntil: "networkidle" })
        await page.getByText(ready).first().waitFor()
        return loaded
      })
  }
}

const pageOf = (executablePath: string): Effect.Effect<Page, never, Scope.Scope> =>
  Effect.gen(function*() {
    const profile = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "consent-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
    )
    const context = yield* Effect.acquireRelease(
      Effect.promise(() => chromium.launchPersistentContext(profile, { executablePath, headless: true, args: flags })),
      (context) => Effect.promise(() => context.close())
    )
    const page = yield* Effect.promise(() => context.newPage())
    // Nothing on these pages has a reason to speak up by itself.
    page.on("dialog", () => assert.fail("a script of somebody else's ran"))
    return page
  })

const given = process.env["CHROMIUM_PATH"]
const executable = (given === undefined ? ["/usr/bin/chromium", "/usr/bin/chromium-browser"] : [given]).find((path) =>
  existsSync(path)
)

/** Chromium, if there is one; otherwise the other way to the same page. */
export class ConsentDriver extends Context.Tag("test/ConsentDriver")<ConsentDriver, Service>() {
  static readonly best = executable === undefined
    ? Layer.succeed(ConsentDriver, overHttp)
    : Layer.scoped(ConsentDriver, Effect.map(pageOf(executable), drive))
}
