/** What the bench calls of packages that come without types. */
declare module "co-wechat-api" {
  export default class API {
    constructor(appId: string, secret: string)
    prefix: string
    ensureAccessToken(): Promise<{ readonly accessToken: string }>
    request(url: string): Promise<unknown>
  }
}

declare module "wechat-crypto" {
  export default class WXBizMsgCrypt {
    constructor(token: string, encodingAesKey: string, appId: string)
    getSignature(timestamp: string, nonce: string, encrypt: string): string
    decrypt(encrypt: string): { readonly message: string; readonly id: string }
    encrypt(text: string): string
  }
}

declare module "xml2js" {
  export const parseString: (
    xml: string,
    options: { readonly explicitArray: boolean; readonly trim: boolean },
    done: (error: Error | null, result: { readonly xml: Readonly<Record<string, string>> }) => void
  ) => void
}
