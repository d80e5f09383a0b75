/** Pages, in which whatever is put in stays text. */
import { HttpServerResponse } from "@effect/platform"

/** A piece of HTML that is complete in itself. */
export interface Markup {
  readonly html: string
}

type Part = string | number | Markup | ReadonlyArray<Markup>

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\"": "&quot;",
  "'": "&#39;"
}

const write = (part: Part): string => {
  if (typeof part === "string") return part.replace(/[&<>"']/g, (character) => escapes[character] ?? character)
  if (typeof part === "number") return `${part}`
  return "html" in part ? part.html : part.map(({ html }) => html).join("")
}

export const html = (texts: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Markup => ({
  html: texts.map((text, index) => text + write(parts[index] ?? "")).join("")
})

const style = "body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem } "
  + "table { border-collapse: collapse } th, td { padding: .25rem .75rem; text-align: left; border-top: 1px solid #ccc }"

/** A whole page as a response. */
export const page = (
  title: string,
  content: Markup,
  status = 200
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(
    html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head>
<body>
<h1>${title}</h1>
${content}
</body>
</html>
`.html,
    {
      status,
      contentType: "text/html; charset=utf-8",
      headers: {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        // WeChat wants to see from which domain the browser comes, and the address may hold a code.
        "referrer-policy": "origin",
        "x-content-type-options": "nosniff"
      }
    }
  )
