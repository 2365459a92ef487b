// Checks the types of a CEL expression before it runs: fields that messages lack, functions that do not take
// what they are given, unknown names. A type that is not known by the contract is `dyn` and fits everywhere.

import { type CelEnv, type CelFunc, CelScalar, type CelType } from "@bufbuild/cel";
import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { DescMessage } from "@bufbuild/protobuf";
import type { StaticType } from "./static-type.ts";
import { elementType, fieldType, typeName } from "./static-type.ts";

const dyn: StaticType = { kind: "dyn" };
const bool: StaticType = { kind: "scalar", name: "bool" };

/** Functions of the language that the library runs without an overload. */
const untyped: ReadonlySet<string> = new Set(["_?_:_", "_[_]", "@not_strictly_false"]);
const logical: ReadonlySet<string> = new Set(["_&&_", "_||_"]);
/** Names that are types. */
const typeNames: ReadonlySet<string> = new Set(
  Object.values(CelScalar)
    .map(({ name }) => name as string)
    .concat("list", "map"),
);

type Scope = ReadonlyMap<string, StaticType>;

/**
 * Checks an expression.
 *
 * @param variables the types of the variables
 * @throws Error saying what does not fit
 */
export function checkExpression(env: CelEnv, expression: Expr, variables: Scope): void {
  new Checker(env).typeOf(expression, variables);
}

class Checker {
  private readonly env: CelEnv;

  constructor(env: CelEnv) {
    this.env = env;
  }

  typeOf(expression: Expr, scope: Scope): StaticType {
    const { exprKind } = expression;
    switch (exprKind.case) {
      case "constExpr":
        return constantType(exprKind.value.constantKind.case);
      case "identExpr":
        return this.nameType(exprKind.value.name, scope);
      case "selectExpr":
        return this.selectType(expression, scope);
      case "callExpr":
        return this.callType(expression, scope);
      case "listExpr": {
        const elements = exprKind.value.elements.map((element) => this.typeOf(element, scope));
        return { kind: "list", element: common(elements) };
      }
      case "structExpr":
        return this.structType(expression, scope);
      case "comprehensionExpr":
        return this.comprehensionType(expression, scope);
      default:
        return dyn;
    }
  }

  private nameType(name: string, scope: Scope): StaticType {
    const known = scope.get(name) ?? this.globalType(name);
    if (known === undefined) throw new Error(`unknown name ${name}`);
    return known;
  }

  /** The type of a name that is a type or a value of an enum. */
  private globalType(name: string): StaticType | undefined {
    const { registry } = this.env;
    if (typeNames.has(name) || registry.getMessage(name) !== undefined) {
      return { kind: "scalar", name: "type" };
    }
    const dot = name.lastIndexOf(".");
    const values = registry.getEnum(name.slice(0, Math.max(dot, 0)))?.values ?? [];
    return values.some((value) => value.name === name.slice(dot + 1))
      ? { kind: "scalar", name: "int" }
      : undefined;
  }

  private selectType(expression: Expr, scope: Scope): StaticType {
    if (expression.exprKind.case !== "selectExpr") return dyn;
    const { operand, field, testOnly } = expression.exprKind.value;
    const name = qualifiedName(expression);
    const [first = ""] = name?.split(".") ?? [];
    if (name !== undefined && !scope.has(first)) {
      const known = this.globalType(name);
      if (known !== undefined) return known;
    }
    if (operand === undefined) return dyn;
    const type = this.memberType(this.typeOf(operand, scope), field);
    return testOnly ? bool : type;
  }

  private memberType(type: StaticType, name: string): StaticType {
    switch (type.kind) {
      case "dyn":
        return dyn;
      case "map":
        return type.value;
      case "message":
        return messageField(type.desc, name);
      default:
        throw new Error(`a value of type ${typeName(type)} has no field ${name}`);
    }
  }

  private callType(expression: Expr, scope: Scope): StaticType {
    if (expression.exprKind.case !== "callExpr") return dyn;
    const { function: name, target, args } = expression.exprKind.value;
    const isNamespaced = target !== undefined && this.isFunction(target, name);
    const targetType =
      target === undefined || isNamespaced ? undefined : this.typeOf(target, scope);
    const types = args.map((arg) => this.typeOf(arg, scope));
    if (name === "dyn") return dyn;
    if (name === "_[_]") return elementType(types[0] ?? dyn);
    if (name === "_?_:_") return common(types.slice(1));
    if (logical.has(name)) return bool;
    if (untyped.has(name)) return bool;
    const group = this.env.funcs.find(name);
    if (group === undefined) {
      if (isNamespaced) return dyn;
      throw new Error(`unknown function ${name}`);
    }
    const fitting = [...group].filter((overload) => fitsCall(overload, targetType, types));
    if (fitting.length === 0) {
      const receiver = targetType === undefined ? "" : `${typeName(targetType)}.`;
      throw new Error(
        `no function ${receiver}${name}(${types.map((type) => typeName(type)).join(", ")})`,
      );
    }
    return common(fitting.map(({ result }) => staticType(result)));
  }

  /** Whether a call is of a function whose name has dots. */
  private isFunction(target: Expr, name: string): boolean {
    const qualifier = qualifiedName(target);
    return qualifier !== undefined && this.env.funcs.find(`${qualifier}.${name}`) !== undefined;
  }

  private structType(expression: Expr, scope: Scope): StaticType {
    if (expression.exprKind.case !== "structExpr") return dyn;
    const { messageName, entries } = expression.exprKind.value;
    for (const { keyKind, value } of entries) {
      if (keyKind.case === "mapKey") this.typeOf(keyKind.value, scope);
      if (value !== undefined) this.typeOf(value, scope);
    }
    if (messageName === "") return { kind: "map", key: dyn, value: dyn };
    const desc = this.env.registry.getMessage(messageName);
    if (desc === undefined) throw new Error(`unknown message type ${messageName}`);
    for (const { keyKind } of entries) {
      if (keyKind.case === "fieldKey") messageField(desc, keyKind.value);
    }
    return dyn;
  }

  private comprehensionType(expression: Expr, scope: Scope): StaticType {
    if (expression.exprKind.case !== "comprehensionExpr") return dyn;
    const { iterVar, iterRange, accuVar, accuInit, loopCondition, loopStep, result } =
      expression.exprKind.value;
    const range = iterRange === undefined ? dyn : this.typeOf(iterRange, scope);
    if (range.kind === "scalar")
      throw new Error(`cannot go over a value of type ${typeName(range)}`);
    const item = range.kind === "list" ? range.element : range.kind === "map" ? range.key : dyn;
    if (accuInit !== undefined) this.typeOf(accuInit, scope);
    const outer = new Map(scope).set(accuVar, dyn);
    const inner = new Map(outer).set(iterVar, item);
    if (loopCondition !== undefined) this.typeOf(loopCondition, inner);
    if (loopStep !== undefined) this.typeOf(loopStep, inner);
    return result === undefined ? dyn : this.typeOf(result, outer);
  }
}

function messageField(desc: DescMessage, name: string): StaticType {
  const field = desc.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`${desc.typeName} has no field ${name}`);
  return fieldType(field);
}

function constantType(kind: string | undefined): StaticType {
  switch (kind) {
    case "boolValue":
      return bool;
    case "stringValue":
    case "bytesValue":
    case "doubleValue":
      return { kind: "scalar", name: kind.slice(0, -"Value".length) };
    case "int64Value":
      return { kind: "scalar", name: "int" };
    case "uint64Value":
      return { kind: "scalar", name: "uint" };
    case "nullValue":
      return { kind: "scalar", name: "null_type" };
    default:
      return dyn;
  }
}

/** `a.b.c` of selects on a name. */
function qualifiedName({ exprKind }: Expr): string | undefined {
  if (exprKind.case === "identExpr") return exprKind.value.name;
  if (exprKind.case !== "selectExpr" || exprKind.value.testOnly) return undefined;
  const { operand, field } = exprKind.value;
  const prefix = operand === undefined ? undefined : qualifiedName(operand);
  return prefix === undefined ? undefined : `${prefix}.${field}`;
}

function fitsCall(
  overload: CelFunc,
  target: StaticType | undefined,
  args: readonly StaticType[],
): boolean {
  if ((target === undefined) !== (overload.target === undefined)) return false;
  if (target !== undefined && overload.target !== undefined && !fits(target, overload.target)) {
    return false;
  }
  return (
    overload.arguments.length === args.length &&
    overload.arguments.every((expected, index) => fits(args[index] ?? dyn, expected))
  );
}

function fits(type: StaticType, expected: CelType): boolean {
  if (type.kind === "dyn" || expected.name === "dyn") return true;
  return typeName(type) === expected.name;
}

function staticType(type: CelType): StaticType {
  if (type.kind === "scalar" && type.name !== "dyn") return { kind: "scalar", name: type.name };
  if (type.kind === "list") return { kind: "list", element: dyn };
  if (type.kind === "object" && type.desc !== undefined)
    return { kind: "message", desc: type.desc };
  return dyn;
}

/** The type of all of some values, `dyn` when they differ. */
function common(types: readonly StaticType[]): StaticType {
  const [first = dyn, ...others] = types;
  const isSame = first.kind === "scalar" || first.kind === "message";
  return isSame && others.every((type) => typeName(type) === typeName(first)) ? first : dyn;
}
