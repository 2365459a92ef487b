import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { ours } from "../dynamic/testdata/everything.ts";
import { SourceCodeInfo } from "../wkt/gen/google/protobuf/descriptor.ts";
import { ListValue } from "../wkt/gen/google/protobuf/struct.ts";
import { type DecodeLimits, decodeWithin } from "./decode-within.ts";

const Everything = dynamicType(ours("test.Everything"));
const Old = dynamicType(ours("test.old.Old"));

describe("decodeWithin", () => {
  test("without limits decodes as decode does", () => {
    const bytes = Everything.encode({ self: { manyInt32: [1, 2], selves: [{}, {}] } });
    assert.deepEqual(decodeWithin(Everything, bytes, {}), Everything.decode(bytes));
    assert.deepEqual(
      decodeWithin(Everything, bytes, { maxBytes: bytes.length, maxDepth: 2, maxMessages: 3 }),
      Everything.decode(bytes),
    );
  });

  test("maxBytes", () => {
    const bytes = Everything.encode({ plainString: "abc" });
    assert.throws(() => decodeWithin(Everything, bytes, { maxBytes: bytes.length - 1 }), {
      code: "PB_DECODE_TOO_LARGE",
      message: /^cannot decode test\.Everything: the message has 5 bytes, and maxBytes is 4/,
    });
  });

  test("maxDepth, of messages, groups and unknown groups", () => {
    const bytes = Everything.encode({ self: { self: {} } });
    assert.throws(() => decodeWithin(Everything, bytes, { maxDepth: 1 }), {
      code: "PB_DECODE_RECURSION_LIMIT",
      message: /more than 1 deep/,
    });
    const group = Uint8Array.of(19, 20);
    assert.deepEqual(decodeWithin(Old, group, { maxDepth: 1 })["part"], { x: undefined });
    for (const bytes of [group, Uint8Array.of(0xa3, 0x38, 0xa4, 0x38)]) {
      assert.throws(() => decodeWithin(Old, bytes, { maxDepth: 0 }), {
        code: "PB_DECODE_RECURSION_LIMIT",
      });
    }
  });

  test("maxMessages, in both implementations", () => {
    const bytes = ListValue.encode({ values: [{}, { kind: { case: "listValue", value: {} } }] });
    const Interpreted = dynamicType(descriptorOf(ListValue));
    assert.deepEqual(decodeWithin(ListValue, bytes, { maxMessages: 3 }), ListValue.decode(bytes));
    const refused = { code: "PB_DECODE_TOO_MANY_MESSAGES" };
    assert.throws(() => decodeWithin(ListValue, bytes, { maxMessages: 2 }), refused);
    assert.throws(() => decodeWithin(Interpreted, bytes, { maxMessages: 2 }), refused);
    // Decoding without limits is not changed by it.
    assert.equal(ListValue.decode(bytes).values.length, 2);
  });

  test("maxPackedBytes, in both implementations", () => {
    const bytes = SourceCodeInfo.encode({ location: [{ path: [1, 2, 300] }] });
    const Interpreted = dynamicType(descriptorOf(SourceCodeInfo));
    const fits = SourceCodeInfo.decode(bytes);
    assert.deepEqual(decodeWithin(SourceCodeInfo, bytes, { maxPackedBytes: 4 }), fits);
    const refused = { code: "PB_DECODE_PACKED_TOO_LONG", message: /of 4 bytes.* is 3/ };
    assert.throws(() => decodeWithin(SourceCodeInfo, bytes, { maxPackedBytes: 3 }), refused);
    assert.throws(() => decodeWithin(Interpreted, bytes, { maxPackedBytes: 3 }), refused);
    const lists: [string, unknown[]][] = [
      ["manyDouble", [1, 2]],
      ["manyFixed32", [1, 2, 3]],
      ["manyInt64", [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n]],
      ["manyBool", Array.from({ length: 9 }, () => true)],
      ["asTexts", ["1", "2", "3", "4", "5", "6", "7", "8", "9"]],
      ["colors", [1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ];
    for (const [name, list] of lists) {
      const packed = Everything.encode({ [name]: list });
      assert.throws(() => decodeWithin(Everything, packed, { maxPackedBytes: 8 }), {
        code: "PB_DECODE_PACKED_TOO_LONG",
      });
    }
    const closed = Old.encode({ must: 1, packedColors: [1, 0, 1] });
    assert.throws(() => decodeWithin(Old, closed, { maxPackedBytes: 2 }), {
      code: "PB_DECODE_PACKED_TOO_LONG",
    });
  });

  test("limits that are none", () => {
    const wrong: DecodeLimits[] = [
      { maxBytes: -1 },
      { maxDepth: 101 },
      { maxMessages: Number.NaN },
      { maxPackedBytes: 1.5 },
    ];
    for (const limits of wrong) {
      assert.throws(() => decodeWithin(Old, new Uint8Array(0), limits), RangeError);
    }
  });
});
