import * as PermissionSet from "@effect-wechat/core/PermissionSet"
import type * as Simulator from "../Simulator.ts"
import type { ConsentAsk } from "./consentAsk.ts"
import { html, type Markup } from "./markup.ts"

/** With more accounts than this the page asks for a part of a name first. */
const maxShown = 50

const style = html`
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #5c5c5c; --paper: #fff; --ground: #f2f3f5; --line: #d8dade;
  --green: #067a42; --red: #b3261e }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --soft: #a9a9a9; --paper: #1e1f21; --ground: #121314;
  --line: #3a3c40; --green: #2fb574; --red: #ff8a80 } }
* { box-sizing: border-box }
body { margin: 0; padding: 1.5rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif }
main { max-width: 36rem; margin: 0 auto; padding: 1.5rem; background: var(--paper); border-radius: .75rem }
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.3 }
p { margin: .5rem 0; overflow-wrap: anywhere }
.soft { color: var(--soft); font-size: .875rem }
.wrong { color: var(--red); font-weight: 600 }
fieldset { margin: 1.25rem 0; padding: 0; border: 0; min-width: 0 }
legend { padding: 0; margin-bottom: .5rem; font-weight: 600 }
.choice { display: flex; gap: .75rem; align-items: flex-start; padding: .625rem .25rem;
  border-top: 1px solid var(--line); cursor: pointer }
.choice input { width: 1.125rem; height: 1.125rem; margin: .1875rem 0 0; flex: none; accent-color: var(--green) }
.choice span { min-width: 0; overflow-wrap: anywhere }
.choice small { display: block; color: var(--soft) }
.row { display: flex; gap: .75rem; margin-top: 1.25rem }
button { flex: 1; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent;
  color: inherit; font: inherit; cursor: pointer }
button.main { flex: 2; border-color: transparent; background: #067a42; color: #fff; font-weight: 600 }
input[type=search] { flex: 3; min-width: 0; padding: .625rem .75rem; border: 1px solid var(--line);
  border-radius: .5rem; background: transparent; color: inherit; font: inherit }
:focus-visible { outline: 3px solid var(--green); outline-offset: 2px }
`

const page = (title: string, content: Markup): string =>
  html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.text

const hidden = ({ fields }: ConsentAsk): ReadonlyArray<Markup> =>
  fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)

const kindName = { official: "Official Account", service: "Service Account" } as const

const accountChoice = (ask: ConsentAsk, account: Simulator.AccountView, checked: boolean): Markup => {
  const known = ask.component.authorizations.some((authorization) => authorization.account === account.appId)
  return html`<label class="choice">
<input type="radio" name="account" value="${account.appId}" required${checked ? html` checked` : undefined}>
<span>${account.nickname} <small>${kindName[account.kind]}, ${account.principal}, ${account.appId}${
    known ? " (authorized already)" : ""
  }</small></span>
</label>
`
}

const setChoice = (id: number, checked: boolean): Markup =>
  html`<label class="choice">
<input type="checkbox" name="set" value="${id}"${checked ? html` checked` : undefined}>
<span>${PermissionSet.label(id)}</span>
</label>
`

const matches = (text: string) => (account: Simulator.AccountView): boolean =>
  [account.appId, account.nickname, account.principal].some((field) => field.toLowerCase().includes(text.toLowerCase()))

const searchForm = (ask: ConsentAsk, search: string, found: number): Markup =>
  html`<form method="get">
${hidden(ask)}<p class="soft">${found} accounts${
    found > maxShown ? html`, the first ${maxShown} of them here` : undefined
  }.</p>
<div class="row" role="search">
<input type="search" name="search" value="${search}" aria-label="Search by name, principal or AppID">
<button>Search</button>
</div>
</form>
`

/** What was chosen before, when the form comes back with a complaint. */
export interface Chosen {
  readonly account: string | undefined
  readonly sets: ReadonlyArray<number>
  readonly complaint: string | undefined
}

/**
 * The page on which a merchant decides.
 *
 * @internal
 */
export const form = (ask: ConsentAsk, search: string, chosen: Chosen): string => {
  const title = `Authorize ${ask.component.appId}`
  if (ask.accounts.length === 0) {
    return page(
      title,
      html`<h1>There is no account to choose</h1>
<p>The world holds no account that this link is for: look at its auth_type, add an account, or, while the component is
not published, put one on its test list.</p>`
    )
  }
  const found = ask.accounts.filter(matches(search))
  const shown = found.slice(0, maxShown)
  const checked = chosen.account ?? (shown.length === 1 ? shown[0]?.appId : undefined)
  return page(
    title,
    html`<h1>Authorize a third-party platform</h1>
<p>The component <strong>${ask.component.appId}</strong> wants to act for your account. What you tick is what it may
do.</p>
<p class="soft">This is a simulator of WeChat: no real account is touched. Afterwards you return to
${ask.redirectUri.host}.</p>
${chosen.complaint === undefined ? undefined : html`<p class="wrong" role="alert">${chosen.complaint}</p>`}
${ask.accounts.length > maxShown ? searchForm(ask, search, found.length) : undefined}
<form method="post">
${hidden(ask)}<fieldset>
<legend>Account</legend>
${shown.map((account) => accountChoice(ask, account, account.appId === checked))}</fieldset>
<fieldset>
<legend>Permission sets</legend>
${ask.offered.map((id) => setChoice(id, chosen.sets.includes(id)))}</fieldset>
<div class="row">
<button class="main" name="decision" value="confirm">Confirm</button>
<button name="decision" value="cancel" formnovalidate>Cancel</button>
</div>
</form>`
  )
}

/** @internal */
export const cancelled = (ask: ConsentAsk): string =>
  page(
    "Nothing was authorized",
    html`<h1>Nothing was authorized</h1>
<p>${ask.component.appId} was told nothing. Its link still stands until its code expires.</p>`
  )

/** @internal */
export const refused = (title: string, advice: string): string =>
  page(
    title,
    html`<h1 class="wrong">${title}</h1>
<p>${advice}</p>
<p class="soft">WeChat shows an error page here, too.</p>`
  )
