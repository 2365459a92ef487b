import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ours } from "../dynamic/testdata/everything.ts";
import { Random, randomMessage } from "../dynamic/testdata/random-message.ts";
import { Writer } from "../wire/writer.ts";
import { Struct } from "../wkt/gen/google/protobuf/struct.ts";
import { equals } from "./equals.ts";

const Everything = dynamicType(ours("test.Everything"));
const same = (a: DynamicMessage, b: DynamicMessage): boolean =>
  equals(Everything, Everything.create(a), Everything.create(b));

/** Unknown fields with these numbers and values. */
function unknown(...fields: readonly (readonly [number: number, value: number])[]): Uint8Array {
  const writer = new Writer();
  for (const [number, value] of fields) writer.int32(number * 8, value);
  return writer.slice(0);
}

describe("equals", () => {
  test("random messages equal what is decoded from their bytes, and nothing else of them does", () => {
    const random = new Random(11);
    let last = Everything.create();
    for (let i = 0; i < 60; i++) {
      const message = randomMessage(descriptorOf(Everything), random);
      const again = Everything.decode(Everything.encode(message));
      assert.equal(equals(Everything, message, again), true, `message ${i}`);
      assert.equal(equals(descriptorOf(Everything), message, again), true);
      assert.equal(equals(Everything, message, last), false, `message ${i} and the one before`);
      last = message;
    }
  });

  test("every property counts", () => {
    const full = randomFull();
    for (const name of Object.keys(full)) {
      const without: DynamicMessage = { ...full };
      delete without[name];
      assert.equal(same(full, without), false, name);
      assert.equal(same(without, full), false, name);
    }
  });

  test("NaN equals itself, -0 is not 0", () => {
    assert.equal(same({ plainDouble: Number.NaN }, { plainDouble: Number.NaN }), true);
    assert.equal(same({ manyFloat: [Number.NaN] }, { manyFloat: [Number.NaN] }), true);
    assert.equal(same({ plainDouble: -0 }, { plainDouble: 0 }), false);
    assert.equal(same({ plainDouble: -0 }, {}), false);
  });

  test("absent and zero are two things where there is presence, and one elsewhere", () => {
    assert.equal(same({ maybeInt32: 0 }, {}), false);
    assert.equal(same({ self: {} }, {}), false);
    assert.equal(same({ plainInt32: 0 }, {}), true);
    assert.equal(equals(Everything, {}, Everything.create()), true);
  });

  test("maps go by key, lists by order, bytes by content", () => {
    const ab = new Map([
      ["a", {}],
      ["b", { plainInt32: 1 }],
    ]);
    const ba = new Map([...ab].reverse());
    assert.equal(same({ mapMessage: ab }, { mapMessage: ba }), true);
    assert.equal(same({ mapMessage: ab }, { mapMessage: new Map([...ab].slice(1)) }), false);
    assert.equal(same({ mapInt64: { 1: "x" } }, { mapInt64: { 2: "x" } }), false);
    assert.equal(same({ manyInt32: [1, 2] }, { manyInt32: [2, 1] }), false);
    assert.equal(same({ plainBytes: Uint8Array.of(1) }, { plainBytes: Uint8Array.of(1) }), true);
    assert.equal(same({ plainBytes: Uint8Array.of(1) }, { plainBytes: Uint8Array.of(2) }), false);
  });

  test("a oneof goes by its case and value", () => {
    const one = { choice: { case: "chosenInt32", value: 1 } };
    assert.equal(same(one, { choice: { case: "chosenInt32", value: 1 } }), true);
    assert.equal(same(one, { choice: { case: "chosenInt32", value: 2 } }), false);
    assert.equal(same(one, { choice: { case: "chosenUint32", value: 1 } }), false);
    assert.equal(same(one, { choice: { case: undefined } }), false);
  });

  test("unknown fields go by number", () => {
    const a = { $unknown: unknown([900, 1], [901, 2], [900, 3]) };
    assert.equal(same(a, { $unknown: unknown([901, 2], [900, 1], [900, 3]) }), true);
    assert.equal(same(a, { $unknown: unknown([901, 2], [900, 3], [900, 1]) }), false);
    assert.equal(same(a, { $unknown: unknown([901, 2]) }), false);
    assert.equal(same(a, {}), false);
    assert.equal(same({ $unknown: new Uint8Array(0) }, {}), true);
    const damaged = { $unknown: Uint8Array.of(0x0f, 1) };
    assert.throws(() => same(damaged, { $unknown: Uint8Array.of(0x0f, 2) }), {
      code: "PB_DECODE_WIRE_TYPE",
    });
  });

  test("of generated types, too", () => {
    const struct = (value: number): Struct =>
      Struct.create({ fields: { __proto_: { kind: { case: "numberValue", value } } } });
    assert.equal(equals(Struct, struct(1), struct(1)), true);
    assert.equal(equals(Struct, struct(1), struct(2)), false);
  });
});

/** A message with all properties set. */
function randomFull(): DynamicMessage {
  const full = Everything.create();
  for (let seed = 1; seed < 200; seed++) {
    const message = randomMessage(descriptorOf(Everything), new Random(seed));
    const fresh = Everything.create();
    for (const { localName } of descriptorOf(Everything).members) {
      if (JSON.stringify(fresh[localName], plain) !== JSON.stringify(message[localName], plain)) {
        full[localName] = message[localName];
      }
    }
  }
  return full;
}

/** For JSON.stringify: what it would refuse or leave out. */
function plain(_name: string, value: unknown): unknown {
  if (value instanceof Map) return [...value];
  if (typeof value === "bigint" || Object.is(value, -0)) return String(value) + typeof value;
  return typeof value === "number" ? String(value) : value;
}
