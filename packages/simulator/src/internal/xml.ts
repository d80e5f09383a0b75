/**
 * The XML that WeChat pushes.
 *
 * @internal
 */
export const cdata = (name: string, value: string): string =>
  `<${name}><![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]></${name}>`

/** @internal */
export const number = (name: string, value: number | bigint): string => `<${name}>${value}</${name}>`

/** @internal */
export const element = (name: string, ...children: ReadonlyArray<string>): string =>
  `<${name}>${children.join("")}</${name}>`
