// A value that is not a message of its type has none of the type's properties, and encodes to nothing. So it
// is enough to look at values of which nothing has been written: messages with a field in them pay nothing.

import { kindOf } from "./value-kind.ts";
import { EncodeError } from "./wire-error.ts";

/** The part of a message type that distinguishes its messages from other values. */
export interface KnownType {
  /** The full name of the message type. */
  readonly typeName: string;
  /** Makes a message with all its properties; without it, names of properties are not checked. */
  create?(): unknown;
}

/** Names that an error lists at most. */
const MOST_NAMES = 8;

const mismatches = new WeakMap<EncodeError, unknown>();
const templates = new WeakMap<KnownType, object>();

/**
 * Checks a value that encodes to nothing, as the compiler checks it: text, lists, Dates, Maps, and objects
 * that have properties but not one of the type's are not messages.
 *
 * @throws EncodeError PB_ENCODE_TYPE
 */
export function checkEmptyMessage(type: KnownType, value: unknown): void {
  if (typeof value !== "object" || value === null) throw notMessage(type, value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    if (isOther(value)) throw notMessage(type, value);
    return;
  }
  if (type.create === undefined) return;
  let unknown: string | undefined;
  let names: object | undefined;
  for (const name in value) {
    names ??= templateOf(type);
    if (name === "$unknown" || Object.hasOwn(names, name)) return;
    const property = Object.getOwnPropertyDescriptor(value, name);
    if (property !== undefined && property.value !== undefined) unknown ??= name;
  }
  if (unknown === undefined || names === undefined) return;
  const known = Object.keys(names);
  // A message type without fields takes every object.
  if (known.length === 0) return;
  throw notMessage(type, value, `an object with the unknown property ${unknown}`, known);
}

function templateOf(type: KnownType): object {
  let template = templates.get(type);
  if (template === undefined) {
    template = type.create?.() ?? {};
    templates.set(type, template);
  }
  return template;
}

/** Whether a value can be a message, whatever its fields are: an object with properties. */
export function isMessage(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || !isOther(value);
}

/** Whether an object holds its content elsewhere than in properties with the names of fields. */
export function isOther(value: object): boolean {
  return (
    Array.isArray(value) ||
    value instanceof Date ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof Promise ||
    value instanceof Error ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}

function notMessage(
  { typeName }: KnownType,
  value: unknown,
  got = kindOf(value),
  known: readonly string[] = [],
): EncodeError {
  const name = typeName.slice(typeName.lastIndexOf(".") + 1);
  const fix = known.length > 0 ? `; ${propertiesOf(name, known)}` : fixFor(typeName, got);
  return mismatchError(value, `expected ${name} message, got ${got}${fix}`);
}

/** An error about a value of which more was read than what is wrong: {@link mismatchOf} returns it. */
export function mismatchError(value: unknown, text: string): EncodeError {
  const error = new EncodeError("PB_ENCODE_TYPE", text);
  mismatches.set(error, value);
  return error;
}

/** Returns the value that an error of {@link mismatchError} is about. */
export function mismatchOf(error: unknown): unknown {
  return error instanceof EncodeError ? mismatches.get(error) : undefined;
}

function propertiesOf(name: string, known: readonly string[]): string {
  const shown = known.slice(0, MOST_NAMES).join(", ");
  return `${name} has ${shown}${known.length > MOST_NAMES ? ", …" : ""}`;
}

/** The function of `@tramline/protobuf/wkt` that makes a well-known message of a plain value. */
function fixFor(typeName: string, got: string): string {
  if (got === "null") return "; leave the field out or set it to undefined";
  if (got === "Promise") return "; await it";
  switch (typeName) {
    case "google.protobuf.Timestamp":
      return got === "Date"
        ? "; use timestampFromDate(date)"
        : "; use timestampFromDate(new Date(value))";
    case "google.protobuf.Duration":
      return got === "number" ? "; use durationFromMs(milliseconds)" : "";
    case "google.protobuf.FieldMask":
      return got === "array" ? "; use { paths: [...] }" : "";
    case "google.protobuf.Value":
    case "google.protobuf.ListValue":
      return "; make one with the functions of @tramline/protobuf/wkt";
    case "google.protobuf.Struct":
      return "; use structFromObject(object)";
    default:
      return typeName.startsWith("google.protobuf.") && typeName.endsWith("Value")
        ? "; use boxValue(value)"
        : "";
  }
}
