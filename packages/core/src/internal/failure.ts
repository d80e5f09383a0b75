/**
 * How the class of a documented failure is made, apart from the classes, so that each family can keep its own in a file.
 *
 * @internal
 */
import type * as Cause from "effect/Cause"
import * as Schema from "effect/Schema"
import * as ReturnCode from "../ReturnCode.ts"
import { type Advice, answer, describeAnswer, describeFailure, type Who, whom } from "../WeChatError.ts"

const fields = { ...whom, ...answer }

/** The fields of every documented failure. */
export type Fields<Tag extends string> = { readonly _tag: Schema.tag<Tag> } & typeof fields

/** The class of one documented failure. */
export interface FailureClass<Self, Tag extends string, Code extends number> extends
  Schema.Class<
    Self,
    Fields<Tag>,
    Schema.Struct.Encoded<Fields<Tag>>,
    never,
    Schema.Struct.Constructor<typeof fields>,
    Record<never, never>,
    Cause.YieldableError & Advice
  >
{
  readonly _tag: Tag
  /** The return code that it stands for */
  readonly code: Code
  /** The failure as WeChat would send it, for fakes: `InvalidMediaId.of(Draft.delete)` */
  readonly of: (
    endpoint: { readonly name: string },
    said?: { readonly appId?: string; readonly errmsg?: string; readonly rid?: string }
  ) => Self
}

/** Any class that {@link make} gives. */
export interface Any {
  readonly _tag: string
  readonly code: number
  new(props: Schema.Struct.Constructor<typeof fields>): Cause.YieldableError
}

/**
 * A class for a return code that a page documents.
 *
 * @example
 * ```ts
 * import { Failure } from "@effect-wechat/core"
 *
 * class InvalidArticleId extends Failure.make<InvalidArticleId>()("InvalidArticleId", 53600, {
 *   who: "developer",
 *   whatToDo: "the developer must pass an article_id that FreePublish returned"
 * }) {}
 * ```
 */
export const make = <Self>() =>
<const Tag extends string, const Code extends number>(
  tag: Tag,
  code: Code,
  options: {
    /** Who must act */
    readonly who: Who
    /** What to do and who must do it, as the end of a sentence */
    readonly whatToDo: string
  }
): FailureClass<Self, Tag, Code> => {
  class Base extends Schema.TaggedError<Base>(`@effect-wechat/core/Failure/${tag}`)(tag, fields) implements Advice {
    static readonly code = code
    static of(endpoint: { readonly name: string }, said: { readonly errmsg?: string } = {}): Base {
      return new this({ endpoint: endpoint.name, errcode: code, errmsg: ReturnCode.describe(code).name, ...said })
    }
    get isRetryable(): boolean {
      return false
    }
    get who(): Who {
      return options.who
    }
    override get message(): string {
      return describeFailure(this, `${describeAnswer(this)}; ${options.whatToDo}`)
    }
  }
  // The class is its own description: only the name of the subclass, `Self`, is still unknown here.
  return Base as unknown as FailureClass<Self, Tag, Code>
}
