// Replaces empty-message.ts in browsers (package.json, `browser`): the same checks, in fewer words.

import type { KnownType } from "./empty-message.ts";
import { kindOf } from "./value-kind.ts";
import { EncodeError } from "./wire-error.ts";

export type { KnownType } from "./empty-message.ts";

/** See empty-message.ts. */
export function checkEmptyMessage(type: KnownType, value: unknown): void {
  let got: string | undefined;
  if (typeof value !== "object" || value === null || isOther(value)) {
    got = kindOf(value);
  } else if (kindOf(value) === "object") {
    const names = type.create?.() ?? {};
    const given = Object.entries(value);
    const unknown = given.find(([, property]) => property !== undefined);
    const isKnown = given.some(([name]) => name === "$unknown" || Object.hasOwn(names, name));
    if (unknown === undefined || isKnown || Object.keys(names).length === 0) return;
    got = `an object with the unknown property ${unknown[0]}`;
  }
  if (got === undefined) return;
  const name = type.typeName.slice(type.typeName.lastIndexOf(".") + 1);
  throw mismatchError(value, `expected ${name} message, got ${got}`);
}

/** See empty-message.ts. */
export function isMessage(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && (value.constructor === Object || !isOther(value))
  );
}

/** See empty-message.ts. */
export function isOther(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    [Array, Date, Map, Set, Promise, Error, ArrayBuffer].some((type) => value instanceof type)
  );
}

/** See empty-message.ts. */
export function mismatchError(_value: unknown, text: string): EncodeError {
  return new EncodeError("PB_ENCODE_TYPE", text);
}

/** See empty-message.ts: always undefined, since errors do not name places. */
export function mismatchOf(_error: unknown): unknown {
  return undefined;
}
