/** Finds the compiled form of this repository's packages: what is measured is what would be published. */
import type { ResolveHook } from "node:module"

const own = /^@effect-wechat\/([^/]+)(?:\/(.+))?$/

export const resolve: ResolveHook = (specifier, context, next) => {
  const [, name, path = "index"] = own.exec(specifier) ?? []
  return name === undefined ? next(specifier, context) : {
    url: new URL(`../../${name}/dist/${path}.js`, import.meta.url).href,
    shortCircuit: true
  }
}
