import { assert, describe, it } from "@effect/vitest"
import { Draft, PermissionSet } from "@effect-wechat/core"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

describe("a permission set", () => {
  it("is granted when any one of those that give the interface is", () => {
    const { permissionSets } = Draft.count
    assert.isTrue(PermissionSet.isGranted(permissionSets, new Set([1, 11])))
    assert.isTrue(PermissionSet.isGranted(permissionSets, new Set([100])))
    assert.isFalse(PermissionSet.isGranted(permissionSets, new Set([1, 7])))
    assert.isFalse(PermissionSet.isGranted(permissionSets, new Set()))
  })

  it("is not needed by an interface that names none", () => {
    assert.isTrue(PermissionSet.isGranted([], new Set()))
  })

  it("has the names that merchants and developers know", () => {
    assert.strictEqual(PermissionSet.label(PermissionSet.Material), "11 (material, 素材管理)")
    assert.strictEqual(PermissionSet.label(PermissionSet.MassSending), "7 (mass sending and notification, 群发与通知)")
    assert.deepStrictEqual(
      PermissionSet.describe(54),
      Option.some(
        {
          id: 54,
          of: "account",
          name: "service-account dialogue",
          chinese: "服务号对话",
          exclusive: true
        } as const
      )
    )
  })

  it("that nobody knows, or that has no name, is told by its number", () => {
    assert.isTrue(Option.isNone(PermissionSet.describe(100)))
    assert.strictEqual(PermissionSet.label(PermissionSet.Unlisted100), "100")
    assert.strictEqual(PermissionSet.label(185), "185")
    assert.strictEqual(PermissionSet.label(4711), "4711")
  })

  it("is any positive whole number, because WeChat adds sets without notice", () => {
    const read = Schema.decodeUnknownEither(PermissionSet.PermissionSet)
    assert.isTrue([1, 100, 4711].every((id) => Either.isRight(read(id))))
    assert.isTrue([0, -1, 1.5, "11", null].every((id) => Either.isLeft(read(id))))
  })
})
