import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ours } from "../dynamic/testdata/everything.ts";
import { Random, randomMessage } from "../dynamic/testdata/random-message.ts";
import { Struct } from "../wkt/gen/google/protobuf/struct.ts";
import { merge } from "./merge.ts";

const Everything = dynamicType(ours("test.Everything"));
const Old = dynamicType(ours("test.old.Old"));

describe("merge", () => {
  for (const type of [Everything, Old]) {
    test(`gives what decoding both one behind the other gives: ${type.typeName}`, () => {
      const random = new Random(31);
      for (let i = 0; i < 60; i++) {
        const target = randomMessage(descriptorOf(type), random);
        const source = randomMessage(descriptorOf(type), random);
        target["$unknown"] = i % 2 === 0 ? Uint8Array.of(0xa0, 0x38, 1) : undefined;
        source["$unknown"] = Uint8Array.of(0xa0, 0x38, 2);
        const both = type.decode(Uint8Array.from([...type.encode(target), ...type.encode(source)]));
        const before = structuredClone(source);
        assert.equal(merge(type, target, source), target);
        assert.deepEqual(target, both, `pair ${i}`);
        assert.deepEqual(source, before);
      }
    });
  }

  test("copies what it takes", () => {
    const source = Everything.create({
      self: { plainInt32: 1 },
      manyBytes: [Uint8Array.of(1)],
      choice: { case: "chosenSelf", value: {} },
      mapMessage: { a: { plainInt32: 1 } },
    });
    const target = merge(Everything, Everything.create(), source);
    const expected = structuredClone(target);
    (source["self"] as DynamicMessage)["plainInt32"] = 2;
    (source["manyBytes"] as Uint8Array[])[0]?.fill(2);
    (source["choice"] as { value: DynamicMessage }).value["plainInt32"] = 2;
    (source["mapMessage"] as Map<string, DynamicMessage>).set("b", {});
    assert.deepEqual(target, expected);
  });

  test("a message with itself doubles its lists", () => {
    const message = Everything.create({ manyInt32: [1, 2], self: { manyString: ["a"] } });
    merge(Everything, message, message);
    assert.deepEqual(
      message,
      Everything.create({ manyInt32: [1, 2, 1, 2], self: { manyString: ["a", "a"] } }),
    );
  });

  test("of generated types, too", () => {
    const text = (value: string) => ({ kind: { case: "stringValue" as const, value } });
    const target = Struct.create({ fields: { a: text("1"), b: text("1") } });
    merge(Struct, target, Struct.create({ fields: { b: text("2"), constructor: text("2") } }));
    assert.deepEqual(
      target,
      Struct.create({ fields: { a: text("1"), b: text("2"), constructor: text("2") } }),
    );
  });
});
