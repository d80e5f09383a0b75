/** What the tests call of a client that comes without types. */
declare module "co-wechat-api" {
  interface Reply {
    readonly errcode: number
    readonly media_id: string
    readonly total_count: number
  }
  export default class API {
    constructor(appId: string, secret: string)
    prefix: string
    mpPrefix: string
    fileServerPrefix: string
    getAccessToken(): Promise<{ readonly accessToken: string }>
    ensureAccessToken(): Promise<{ readonly accessToken: string }>
    request(url: string): Promise<Reply>
    uploadImageMaterial(path: string): Promise<Reply>
    removeMaterial(mediaId: string): Promise<Reply>
  }
}
