import assert from "node:assert/strict";
import {
  clone,
  decodeDelimited,
  descriptorOf,
  dynamicType,
  encodeDelimited,
  equals,
  fromJson,
  fromJsonString,
  isInitialized,
  type MessageType,
  merge,
  type PrintJsonOptions,
  toJson,
  toJsonString,
} from "@tramline/protobuf";

const jsonOptions: readonly PrintJsonOptions[] = [
  {},
  { alwaysEmitImplicit: true },
  { enumAsInteger: true, useProtoFieldName: true },
];

/**
 * Checks what holds of every message: that it comes back the same from each form, that generated code
 * and the interpreter do the same, and what `equals` and its like say of it.
 *
 * @param generated undefined to check the interpreter alone
 */
export function checkMessage(
  generated: MessageType<object> | undefined,
  interpreted: MessageType<object>,
  init: object,
): void {
  const message = interpreted.create(init);
  const bytes = interpreted.encode(message);
  for (const type of generated === undefined ? [interpreted] : [generated, interpreted]) {
    assert.deepEqual(type.create(init), message);
    assert.deepEqual(type.encode(init), bytes);
    assert.deepEqual(type.encode(message), bytes);
    const decoded = type.decode(bytes);
    assert.deepEqual(decoded, message);
    assert.deepEqual([...decodeDelimited(type, encodeDelimited(type, message))], [message]);
    for (const options of jsonOptions) {
      const json = toJson(type, message, options);
      assert.deepEqual(json, toJson(interpreted, message, options));
      assert.deepEqual(fromJson(type, json), message);
      const text = toJsonString(type, message, options);
      assert.equal(text, toJsonString(interpreted, message, options));
      // JSON.stringify makes 0 of -0.
      const parsed = hasMinusZero(message) ? fromJson(type, json) : fromJsonString(type, text);
      assert.deepEqual(parsed, message);
    }
    assert.equal(isInitialized(type, message), true);
    assert.equal(equals(type, message, decoded), true);
    const copy = clone(type, message);
    assert.deepEqual(copy, message);
    assert.deepEqual(merge(type, copy, message), type.decode(joined(bytes, bytes)));
    assert.deepEqual(type.decode(type.encode(merge(type, type.create(), message))), message);
  }
}

/** The interpreter's type for a generated one. */
export function interpretedType(type: MessageType<object>): MessageType<object> {
  return dynamicType(descriptorOf(type));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.from([...a, ...b]);
}

function hasMinusZero(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Object.is(value, -0);
  if (value instanceof Uint8Array) return false;
  const children = value instanceof Map ? [...value].flat() : Object.values(value);
  return children.some(hasMinusZero);
}
