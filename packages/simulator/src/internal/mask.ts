const secretFields = new Set([
  "access_token",
  "component_access_token",
  "secret",
  "appsecret",
  "component_secret",
  "component_appsecret",
  "component_verify_ticket",
  "authorization_code",
  "auth_code",
  "pre_auth_code",
  "authorizer_refresh_token",
  "authorizer_access_token",
  "refresh_token"
])

const masked = "***"

/** What WeChat makes up is known by its shape, wherever it stands: tickets, codes, refresh tokens, access tokens. */
const shapes = /(?:ticket|preauthcode|queryauthcode|refreshtoken)@@@[\w-]+|(?<!\w)\d\d_[\w-]{64,}/g

/**
 * Masks what looks like a secret of WeChat's, in any text.
 *
 * @internal
 */
export const text = (value: string): string => value.replace(shapes, masked)

/** @internal */
export const query = (params: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...params].map(([name, value]) => [text(name), secretFields.has(name) ? masked : text(value)]))

/**
 * Masks the secret fields of a JSON text without asking it to be valid, or to have an end.
 *
 * @internal
 */
export const body = (json: string): string =>
  text(json.replace(
    /"([a-z_]+)"\s*:\s*(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|[^\s",:[\]{}]+)/g,
    (field, name: string) => secretFields.has(name) ? `"${name}":"${masked}"` : field
  ))
