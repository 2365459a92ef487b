import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { ours } from "../dynamic/testdata/everything.ts";
import { Random, randomMessage } from "../dynamic/testdata/random-message.ts";
import { Any } from "../wkt/gen/google/protobuf/any.ts";
import { clone } from "./clone.ts";

const Everything = dynamicType(ours("test.Everything"));

/** All objects that can be reached from a message. */
function reach(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null || found.has(value)) return found;
  // Of a Uint8Array it is the memory that must not be shared; one without length has none.
  if (value instanceof Uint8Array) return value.length > 0 ? found.add(value.buffer) : found;
  found.add(value);
  const children = value instanceof Map ? [...value.values()] : Object.values(value);
  for (const child of children) reach(child, found);
  return found;
}

describe("clone", () => {
  test("equals the message and shares nothing with it", () => {
    const random = new Random(21);
    let count = 0;
    for (let i = 0; i < 60; i++) {
      const message = Everything.decode(
        Everything.encode(randomMessage(descriptorOf(Everything), random)),
      );
      message["$unknown"] = Uint8Array.of(0xa0, 0x38, i);
      const copy = clone(Everything, message);
      assert.deepEqual(copy, message);
      assert.deepEqual(Object.keys(copy), Object.keys(message));
      const objects = reach(message);
      count += objects.size;
      for (const object of reach(copy)) assert.equal(objects.has(object), false);
    }
    assert.ok(count > 1000, `${count}`);
  });

  test("a missing required field is no obstacle", () => {
    const Old = dynamicType(ours("test.old.Old"));
    const message = Old.create({ text: "x", parts: [{ x: 1 }] });
    assert.deepEqual(clone(descriptorOf(Old), message), message);
  });

  test("leaves behind what the contract does not have", () => {
    const any = { typeUrl: "a", value: Uint8Array.of(1), more: true };
    const copy = clone(Any, any as Any);
    assert.deepEqual(copy, { typeUrl: "a", value: Uint8Array.of(1) });
    any.value[0] = 2;
    assert.equal(copy.value[0], 1);
  });
});
