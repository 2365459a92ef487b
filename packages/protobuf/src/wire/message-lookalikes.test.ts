/** Values that are not messages and have properties with the names of fields, such as `length` and `name`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FileDescriptorProto } from "../wkt/gen/google/protobuf/descriptor.ts";
import { EncodeError } from "./wire-error.ts";
import { Writer } from "./writer.ts";

/** Encodes a value as a nested message that has the field `length`. */
function encodeWithLength(value: unknown, isGroup: boolean): void {
  const writer = new Writer();
  const at = isGroup ? writer.beginGroup(11) : writer.open(10);
  writer.int32(8, (value as { length: number }).length);
  if (isGroup) writer.endGroup(12, at, value, { typeName: "test.Line" });
  else writer.end(at, value, { typeName: "test.Line" });
}

const isMismatch = (got: string) => (error: unknown) =>
  error instanceof EncodeError &&
  error.code === "PB_ENCODE_TYPE" &&
  error.message.includes(`, got ${got}`);

for (const isGroup of [false, true]) {
  test(`a list, text, or function throws where its length was written, ${isGroup ? "as a group" : "with its length"}`, () => {
    encodeWithLength({ length: 1 }, isGroup);
    assert.throws(() => encodeWithLength([1], isGroup), isMismatch("array"));
    assert.throws(() => encodeWithLength("a", isGroup), isMismatch("string"));
    assert.throws(() => encodeWithLength((_a: unknown) => {}, isGroup), isMismatch("function"));
  });
}

test("a function throws in place of a message with a name", () => {
  function named(): void {}
  const nested = { messageType: [named as never] };
  assert.throws(() => FileDescriptorProto.encode(nested), isMismatch("function"));
  assert.throws(
    () => FileDescriptorProto.encode(named as never),
    /expected an object, got function/,
  );
});
