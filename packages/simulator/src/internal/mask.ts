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

/** @internal */
export const query = (params: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...params].map(([name, value]) => [name, secretFields.has(name) ? masked : value]))

/**
 * Masks the secret fields of a JSON text without asking it to be valid.
 *
 * @internal
 */
export const body = (text: string): string =>
  text.replace(
    /"([a-z_]+)"\s*:\s*"(?:[^"\\]|\\.)*"/g,
    (field, name: string) => secretFields.has(name) ? `"${name}":"${masked}"` : field
  )
