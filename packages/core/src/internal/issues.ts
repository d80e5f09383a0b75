import * as Arr from "effect/Array"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"
import type { Issue } from "../WeChatError.ts"
import { type Size, SizeId } from "./limits.ts"

type Path = ReadonlyArray<PropertyKey>

interface Finding {
  readonly path: Path
  readonly rule: string
  /** The value has a field that the schema does not know, so it was probably meant for another member of a union */
  readonly unexpected?: true
  /** The value says by a word that it is another member of a union */
  readonly another?: true
}

/** `articles[0].title`. */
export const fieldName = (path: Path): string =>
  path.reduce<string>(
    (name, key) => typeof key === "number" ? `${name}[${key}]` : name === "" ? String(key) : `${name}.${String(key)}`,
    ""
  )

const describe = (ast: AST.AST): string =>
  AST.getDescriptionAnnotation(ast).pipe(
    Option.orElse(() => AST.getTitleAnnotation(ast)),
    // Written out, the type of an object would show its brands.
    Option.getOrElse(() => AST.isTypeLiteral(ast) ? "an object" : String(ast))
  )

const mustBe = (path: Path, ast: AST.AST): ReadonlyArray<Finding> => [{ path, rule: `must be ${describe(ast)}` }]

/** A field that can only be one word says which member of a union a value is. */
const toAnother = (ast: AST.AST | undefined): { readonly another?: true } =>
  ast !== undefined && AST.isLiteral(ast) ? { another: true } : {}

/** With the size of a value that breaks a limit. */
const mustKeep = (path: Path, ast: AST.AST, actual: unknown): ReadonlyArray<Finding> => {
  const size = Option.getOrUndefined(AST.getAnnotation<Size>(SizeId)(ast))
  return size === undefined ? mustBe(path, ast) : [{ path, rule: `must be ${describe(ast)}; ${size(actual)}` }]
}

const notAField = (path: Path): ReadonlyArray<Finding> => [
  { path, rule: "is not a field of this call", unexpected: true }
]

/**
 * A union reports every member. One that the value names by a word, or that knows all the fields of the value, is what the
 * caller meant; a field that none of them knows is the mistake; otherwise the rule of the whole union says more than the
 * findings of its members.
 */
const ofUnion = (path: Path, ast: AST.AST, members: ReadonlyArray<ReadonlyArray<Finding>>): ReadonlyArray<Finding> => {
  const isAnother = (finding: Finding): boolean => finding.another === true && finding.path.length === path.length + 1
  const named = members.filter((findings) => !findings.some(isAnother))
  const [sole] = named
  if (sole !== undefined && named.length === 1 && members.length > 1) return sole
  const meant = members.filter((findings) => !findings.some((finding) => finding.unexpected))
  const [only] = meant
  if (only !== undefined && meant.length === 1) return only
  const [first = [], ...others] = members.map((findings) => findings.filter((finding) => finding.unexpected))
  const unknown = first.filter(({ path }) =>
    others.every((findings) => findings.some((finding) => fieldName(finding.path) === fieldName(path)))
  )
  return unknown.length > 0 ? unknown : mustBe(path, ast)
}

const findings = (issue: ParseResult.ParseIssue, path: Path): ReadonlyArray<Finding> => {
  switch (issue._tag) {
    case "Pointer":
      return findings(issue.issue, path.concat(issue.path))
    case "Missing":
      return [{ path, rule: "is required", ...toAnother(issue.ast.type) }]
    case "Unexpected":
      return notAField(path)
    case "Composite": {
      const members = Arr.ensure(issue.issues).map((inner) => findings(inner, path))
      return AST.isUnion(issue.ast) ? ofUnion(path, issue.ast, members) : members.flat()
    }
    case "Refinement":
      return issue.kind === "From" ? findings(issue.issue, path) : mustKeep(path, issue.ast, issue.actual)
    case "Transformation":
      return findings(issue.issue, path)
    case "Type":
      return AST.isNeverKeyword(issue.ast)
        ? notAField(path)
        : mustBe(path, issue.ast).map((finding) => ({ ...finding, ...toAnother(issue.ast) }))
    case "Forbidden":
      return mustBe(path, issue.ast)
  }
}

/**
 * Which fields break which rule. Never says the value: it may be a secret, or a merchant's text.
 *
 * @internal
 */
export const fromParseError = (error: ParseResult.ParseError): Arr.NonEmptyArray<Issue> => {
  const issues = findings(error.issue, []).map(({ path, rule }) => ({ field: fieldName(path), rule }))
  return Arr.isNonEmptyArray(issues) ? issues : [{ field: "", rule: "is not what this call takes" }]
}
