/**
 * WeChat's numbered permission sets: the bundles of interfaces that a merchant grants to a component.
 *
 * The list is open, because WeChat adds sets without notice: any positive number is a permission set.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** The number of a permission set. */
export const PermissionSet = Schema.Int.pipe(Schema.positive()).annotations({
  identifier: "PermissionSet",
  description: "the number of a permission set"
})
export type PermissionSet = typeof PermissionSet.Type

/** 1: receiving and answering messages. */
export const Messages: PermissionSet = 1

/** 2: followers, tags, remarks. */
export const Users: PermissionSet = 2

/** 3: codes with a parameter, account information. */
export const AccountService: PermissionSet = 3

/** 7: mass messages, publishing, template messages. */
export const MassSending: PermissionSet = 7

/** 11: media, permanent material, drafts. */
export const Material: PermissionSet = 11

/** 15: custom menus. */
export const Menu: PermissionSet = 15

/**
 * 100: named on WeChat's pages beside 11 for drafts, material and media, and in none of its lists of sets. Where it is
 * granted it counts; to ask for it, ask for {@link Material}.
 */
export const Unlisted100: PermissionSet = 100

/** What is known about a permission set. */
export interface Description {
  readonly id: PermissionSet
  /** Whether it belongs to Official and Service Accounts, or to mini programs */
  readonly of: "account" | "miniProgram"
  readonly name: string
  /** The name that a merchant sees on the authorization page */
  readonly chinese: string
  /** Whether a merchant can grant it to one component at a time only */
  readonly exclusive: boolean
}

// An id, whose it is, its name, the name that merchants see, whether it is exclusive.
const table: ReadonlyArray<readonly [PermissionSet, Description["of"], string, string, boolean]> = [
  [1, "account", "message management", "消息管理", false],
  [2, "account", "user management", "用户管理", false],
  [3, "account", "account service", "帐号服务", false],
  [4, "account", "web service", "网页服务", true],
  [5, "account", "WeChat store (legacy)", "微信小店", false],
  [6, "account", "multi customer service", "微信多客服", false],
  [7, "account", "mass sending and notification", "群发与通知", false],
  [8, "account", "cards", "微信卡券", false],
  [9, "account", "scan", "微信扫一扫", false],
  [10, "account", "Wi-Fi", "微信连WIFI", false],
  [11, "account", "material", "素材管理", false],
  [12, "account", "shake nearby", "微信摇周边", false],
  [13, "account", "stores", "微信门店", false],
  [15, "account", "custom menu", "自定义菜单", false],
  [22, "account", "city service", "城市服务接口", false],
  [23, "account", "advertising", "广告管理", false],
  [24, "account", "open-platform account", "开放平台帐号管理", true],
  [26, "account", "e-invoice", "微信电子发票", false],
  [27, "account", "quick registration of mini programs", "快速注册小程序", false],
  [33, "account", "linking of mini programs", "小程序管理", false],
  [34, "account", "product library", "微信商品库", true],
  [44, "account", "good-things circle", "好物圈", false],
  [46, "account", "one item one code", "微信一物一码", false],
  [47, "account", "fiscal e-bill", "微信财政电子票据", false],
  [54, "account", "service-account dialogue", "服务号对话", true],
  [66, "account", "service market", "服务平台管理", false],
  [89, "account", "subscription notices", "订阅通知", false],
  [113, "account", "medical assistant", "就医助手", false],
  [121, "account", "shopping orders", "公众号购物订单", false],
  [172, "account", "debug push", "调试推送", false],
  [17, "miniProgram", "accounts and codes", "帐号管理/获取小程序码", false],
  [18, "miniProgram", "development and analytics", "开发管理与数据分析", true],
  [19, "miniProgram", "customer messages", "客服消息管理", false],
  [25, "miniProgram", "open-platform account", "开放平台帐号管理", true],
  [30, "miniProgram", "basic info", "基本信息设置", false],
  [31, "miniProgram", "name check", "认证名称检测", false],
  [37, "miniProgram", "nearby places", "附近地点", false],
  [40, "miniProgram", "plugins", "插件管理", true],
  [41, "miniProgram", "good-things circle", "好物圈管理", true],
  [45, "miniProgram", "logistics", "物流服务", true],
  [48, "miniProgram", "fiscal e-bill", "财政电子票据管理", false],
  [49, "miniProgram", "cloud base", "云开发管理", true],
  [51, "miniProgram", "instant delivery", "即时配送", true],
  [52, "miniProgram", "live", "直播", false],
  [65, "miniProgram", "ads", "广告管理", false],
  [67, "miniProgram", "service market", "服务平台管理", false],
  [70, "miniProgram", "products", "商品管理", false],
  [71, "miniProgram", "orders and logistics", "订单与物流", false],
  [73, "miniProgram", "standard trade component", "标准版交易组件接入", true],
  [76, "miniProgram", "violations and appeals", "违规和申诉", true],
  [81, "miniProgram", "trial programs", "快速体验小程序", true],
  [84, "miniProgram", "coupons", "优惠券", false],
  [85, "miniProgram", "custom trade component", "自定义版交易组件", false],
  [86, "miniProgram", "shop decoration", "小商店装修", false],
  [88, "miniProgram", "links", "获取小程序链接", false],
  [93, "miniProgram", "alliance", "小程序联盟", false],
  [99, "miniProgram", "cloud SMS", "云开发短信", false],
  [102, "miniProgram", "cloud pay", "云开发微信支付", false],
  [104, "miniProgram", "component funds", "组件资金链路", false],
  [105, "miniProgram", "city service", "城市服务", false],
  [107, "miniProgram", "connector", "连接器电商", false],
  [112, "miniProgram", "red-packet cover", "红包封面", false],
  [116, "miniProgram", "component data", "交易组件数据", false],
  [117, "miniProgram", "image", "图像处理", false],
  [118, "miniProgram", "hardware", "硬件服务", false],
  [119, "miniProgram", "pay management", "支付管理", false],
  [120, "miniProgram", "shopping orders", "购物订单", false],
  [129, "miniProgram", "Channels shop goods", "视频号小店商品", false],
  [130, "miniProgram", "Channels shop logistics", "视频号小店物流", false],
  [131, "miniProgram", "Channels shop orders", "视频号小店订单售后", false],
  [132, "miniProgram", "Channels shop coupons", "视频号小店优惠券", false],
  [133, "miniProgram", "Channels showcase", "视频号橱窗", false],
  [135, "miniProgram", "publisher operation", "流量主代运营", false],
  [138, "miniProgram", "Channels shop funds", "视频号小店资金", false],
  [139, "miniProgram", "freight insurance", "运费险", false],
  [140, "miniProgram", "promoters", "推广员", false],
  [141, "miniProgram", "alliance", "优选联盟", false],
  [142, "miniProgram", "shipping", "发货管理", false],
  [144, "miniProgram", "student check", "学生身份验证", false],
  [151, "miniProgram", "trade guarantee", "交易保障", false],
  [153, "miniProgram", "short drama", "微短剧资源", false],
  [156, "miniProgram", "filing", "备案服务", false],
  [157, "miniProgram", "virtual pay", "虚拟支付", false],
  [159, "miniProgram", "e-waybill", "电子面单", false],
  [161, "miniProgram", "WeChat customer service", "微信客服", false],
  [171, "miniProgram", "debug push", "调试推送", false],
  [173, "miniProgram", "debug push (game)", "调试推送", false],
  [174, "miniProgram", "debug push (Channels)", "调试推送", false],
  [185, "miniProgram", "", "", false],
  [186, "miniProgram", "", "", false]
]

const known: ReadonlyMap<PermissionSet, Description> = new Map(
  table.map(([id, of, name, chinese, exclusive]) => [id, { id, of, name, chinese, exclusive }])
)

/** What is known about a permission set, if anything is. */
export const describe = (id: PermissionSet): Option.Option<Description> => Option.fromNullable(known.get(id))

/** The number and the name: `11 (material, 素材管理)`. */
export const label = (id: PermissionSet): string => {
  const names = [known.get(id)?.name, known.get(id)?.chinese].filter((name) => name !== undefined && name !== "")
  return names.length === 0 ? `${id}` : `${id} (${names.join(", ")})`
}

/** Whether a grant holds at least one of the sets that give an interface. An interface that names no set needs none. */
export const isGranted = (needed: ReadonlyArray<PermissionSet>, granted: ReadonlySet<PermissionSet>): boolean =>
  needed.length === 0 || needed.some((id) => granted.has(id))
