/** Bare undici. */
import { request } from "undici"
import type { Start } from "../probes/starts.ts"

export const start: Start = (baseUrl) => () =>
  request(`${baseUrl}/cgi-bin/draft/count?access_token=TOKEN`).then(({ body }) => body.json())
