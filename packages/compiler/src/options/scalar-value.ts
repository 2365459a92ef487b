import { FieldDescriptorProto_Type as Type } from "@tramline/protobuf/wkt";
import type { AggregateElement, OptionValue } from "../ast/nodes.ts";
import { integerRange } from "../descriptor/default-value.ts";
import type { FieldDefinition, OptionScalar } from "../descriptor/definitions.ts";
import { suggest } from "../diagnostic/suggest.ts";
import { isClosed } from "../features/field-features.ts";
import { bytesOf } from "../lexer/literals.ts";
import { enumOf } from "../link/link-types.ts";

/** Not a number, with its sign bit set, as it is encoded: a number of JavaScript may lose it. */
const NEGATIVE_NAN_32 = Uint8Array.of(0, 0, 0xc0, 0xff);
const NEGATIVE_NAN_64 = Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0xff);

/** Why a value does not fit. */
export interface ValueProblem {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A value that fits its field, or why it does not. */
export type ScalarResult = { readonly value: OptionScalar } | { readonly problem: ValueProblem };

/**
 * The value of a scalar or enum field as written after `=` (or, with `inAggregate`, in the text
 * format, which allows a little more).
 */
export function scalarValue(
  field: FieldDefinition,
  node: OptionValue | AggregateElement,
  name: string,
  inAggregate: boolean,
): ScalarResult {
  const type = field.proto.type ?? Type.MESSAGE;
  const range = integerRange(type);
  if (range !== undefined) {
    if (node.kind !== "number" || node.integer === undefined) {
      return problem(`The value of option "${name}" must be an integer.`);
    }
    const isSigned = range.minimum < 0n;
    if (
      node.integer < range.minimum ||
      node.integer > range.maximum ||
      (node.negative && !isSigned)
    ) {
      return problem(
        `The value of option "${name}" must be from ${range.minimum} to ${range.maximum}.`,
      );
    }
    return { value: isWide(type) ? node.integer : Number(node.integer) };
  }
  switch (type) {
    case Type.FLOAT:
    case Type.DOUBLE:
      return floatValue(node, name, type === Type.FLOAT, inAggregate);
    case Type.BOOL:
      return boolValue(node, name, inAggregate);
    case Type.STRING:
      if (node.kind !== "string") return notAString(name);
      return { value: node.value };
    case Type.BYTES:
      if (node.kind !== "string") return notAString(name);
      return { value: bytesOf(node.value) };
    default:
      return enumValue(field, node, name, inAggregate);
  }
}

/** True for the types whose values are bigint. */
export function isWide(type: Type): boolean {
  return (
    type === Type.INT64 ||
    type === Type.UINT64 ||
    type === Type.SINT64 ||
    type === Type.FIXED64 ||
    type === Type.SFIXED64
  );
}

function floatValue(
  node: OptionValue | AggregateElement,
  name: string,
  single: boolean,
  inAggregate: boolean,
): ScalarResult {
  if (node.kind === "number") {
    if (inAggregate && !node.decimal) {
      return problem(`The value of option "${name}" must be a decimal number.`);
    }
    // Outside of aggregates -0 is an integer, and as such it has no sign.
    const number = node.integer === 0n && !inAggregate ? 0 : node.number;
    return { value: single ? Math.fround(number) : number };
  }
  if (node.kind === "identifier") {
    const word = inAggregate ? node.name.toLowerCase() : node.name;
    if (word === "nan") {
      // The sign shows in the bytes only, and only in aggregates.
      if (inAggregate && node.negative)
        return { value: single ? NEGATIVE_NAN_32 : NEGATIVE_NAN_64 };
      return { value: Number.NaN };
    }
    if (word === "inf" || (inAggregate && word === "infinity")) {
      return { value: node.negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
    }
  }
  return problem(`The value of option "${name}" must be a number.`);
}

function boolValue(
  node: OptionValue | AggregateElement,
  name: string,
  inAggregate: boolean,
): ScalarResult {
  if (node.kind === "identifier") {
    if (node.name === "true") return { value: true };
    if (node.name === "false") return { value: false };
    if (inAggregate && (node.name === "True" || node.name === "t")) return { value: true };
    if (inAggregate && (node.name === "False" || node.name === "f")) return { value: false };
  }
  if (
    inAggregate &&
    node.kind === "number" &&
    !node.negative &&
    (node.integer === 0n || node.integer === 1n)
  ) {
    return { value: node.integer === 1n };
  }
  return problem(`The value of option "${name}" must be "true" or "false".`);
}

function enumValue(
  field: FieldDefinition,
  node: OptionValue | AggregateElement,
  name: string,
  inAggregate: boolean,
): ScalarResult {
  const type = enumOf(field);
  if (type === undefined) return problem(`The option "${name}" has no type.`);
  if (inAggregate && node.kind === "number" && node.integer !== undefined) {
    const number = Number(node.integer);
    const isOpen = !isClosed(type) && Math.trunc(number) === (number | 0);
    if (isOpen) return { value: number };
    if (type.values.some((value) => value.proto.number === number)) return { value: number };
    return problem(`The enum "${type.fullName}" has no value with the number ${number}.`);
  }
  if (node.kind !== "identifier" || node.negative) {
    return problem(`The value of option "${name}" must be the name of an enum value.`);
  }
  const found = type.values.find((value) => value.name === node.name);
  if (found !== undefined) return { value: found.proto.number ?? 0 };
  const guess = suggest(
    node.name,
    type.values.map((value) => value.name),
  );
  return problem(
    `The enum "${type.fullName}" has no value named "${node.name}".`,
    guess === undefined ? undefined : `Did you mean "${guess}"?`,
  );
}

function problem(message: string, hint?: string): ScalarResult {
  return { problem: { message, hint } };
}

function notAString(name: string): ScalarResult {
  return problem(`The value of option "${name}" must be a string in quotes.`);
}
