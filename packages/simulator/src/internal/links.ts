import type { Chance } from "./chance.ts"
import type { Account } from "./state.ts"

const biz = (account: Account): string => btoa(account.originalId)

/**
 * The lasting address of an article.
 *
 * @internal
 */
export const article = (account: Account, chance: Chance, dataId: number, idx: number): string =>
  `http://mp.weixin.qq.com/s?__biz=${biz(account)}&mid=${dataId}&idx=${idx}&sn=${chance.hex(32)}&chksm=${
    chance.hex(8)
  }#rd`

/**
 * The passing address of an article that is still a draft, or of one kept as material.
 *
 * @internal
 */
export const preview = (account: Account, mediaId: string, idx: number): string =>
  `http://mp.weixin.qq.com/s?__biz=${biz(account)}&tempkey=${mediaId}&idx=${idx}#rd`

/** @internal */
export const image = (mediaId: string): string => `http://mmbiz.qpic.cn/mmbiz_jpg/${mediaId}/0?wx_fmt=jpeg`

/** @internal */
export const video = (mediaId: string): string => `http://203.205.158.72/vweixinp.tc.qq.com/${mediaId}.mp4`
