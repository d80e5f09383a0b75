import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import type { Field } from "../Catalogue.ts"
import { FileId } from "./fileLimits.ts"

const isFile = (ast: AST.AST): boolean => AST.isDeclaration(ast) && FileId in ast.annotations

const typeOf = (ast: AST.AST): string => {
  switch (ast._tag) {
    case "StringKeyword":
    case "TemplateLiteral":
      return "string"
    case "NumberKeyword":
    case "BigIntKeyword":
      return "number"
    case "BooleanKeyword":
      return "boolean"
    case "Literal":
      return typeof ast.literal
    case "TupleType": {
      const [items] = ast.rest
      return `${items === undefined ? "object" : typeOf(items.type)}[]`
    }
    case "Union":
      return [...new Set(ast.types.map(typeOf))].join(" | ")
    case "Refinement":
      return typeOf(ast.from)
    case "Declaration":
      return isFile(ast) ? "file" : "object"
    default:
      return "object"
  }
}

const ofObject = (object: AST.TypeLiteral): ReadonlyArray<Field> =>
  object.propertySignatures
    .filter(({ type }) => !AST.isNeverKeyword(type))
    .map(({ isOptional, name, type }) => ({ name: String(name), type: typeOf(type), required: !isOptional }))

/** A field of a union is required when every member requires it. */
const ofUnion = (members: ReadonlyArray<ReadonlyArray<Field>>): ReadonlyArray<Field> => {
  const fields = new Map(members.flat().map((field) => [field.name, field]))
  const isRequired = (name: string) =>
    members.every((member) => member.some((field) => field.name === name && field.required))
  return [...fields.values()].map((field) => ({ ...field, required: isRequired(field.name) }))
}

const ofAst = (ast: AST.AST): ReadonlyArray<Field> =>
  AST.isTypeLiteral(ast)
    ? ofObject(ast)
    : AST.isUnion(ast)
    ? ofUnion(ast.types.map(ofAst))
    : AST.isRefinement(ast)
    ? ofAst(ast.from)
    // A reply that is a file has no fields, but is one.
    : isFile(ast)
    ? [{ name: "(body)", type: "file", required: true }]
    : []

/**
 * The fields that go over the wire.
 *
 * @internal
 */
export const fieldsOf = (schema: Schema.Schema.All): ReadonlyArray<Field> => ofAst(AST.encodedAST(schema.ast))
