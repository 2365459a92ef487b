// Bytes that are no message, or hardly one: both implementations say the same of them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  DecodeError,
  descriptorOf,
  dynamicType,
  type MessageType,
  Writer,
} from "@tramline/protobuf";
import fc from "fast-check";
import { Item } from "../evolution/gen/new/evolution/catalog.ts";
import { Machine } from "../evolution/gen/new/evolution/closed.ts";
import { WithBool, WithString } from "../evolution/gen/types/evolution/types.ts";
import { arbitraryMessage } from "./src/arbitrary-message.ts";

/** What decoding gives: a message, or the code of what is wrong. */
function outcome(type: MessageType<object>, bytes: Uint8Array): unknown {
  try {
    return type.decode(bytes);
  } catch (error) {
    assert.ok(error instanceof DecodeError, String(error));
    assert.ok(error.position >= 0 && error.position <= bytes.length, error.message);
    assert.ok(error.message.includes(type.typeName), error.message);
    return error.code;
  }
}

/** The outcome, which is the same in both implementations. */
function decode(type: MessageType<object>, bytes: Uint8Array): unknown {
  const generated = outcome(type, bytes);
  assert.deepEqual(outcome(dynamicType(descriptorOf(type)), bytes), generated);
  return generated;
}

const types: readonly MessageType<object>[] = [Item, Machine];

describe("input that is cut off or damaged", () => {
  for (const type of types) {
    const messages = fc.sample(arbitraryMessage(descriptorOf(type)), { seed: 5, numRuns: 15 });

    test(`is an error or a shorter message, at every byte: ${type.typeName}`, () => {
      let errors = 0;
      for (const init of messages) {
        const bytes = type.encode(init).slice();
        for (let length = 0; length < bytes.length; length++) {
          if (typeof decode(type, bytes.slice(0, length)) === "string") errors++;
        }
      }
      assert.ok(errors > 500, `${errors}`);
    });

    test(`is an error or another message, with every byte changed: ${type.typeName}`, () => {
      let errors = 0;
      for (const init of messages) {
        const bytes = type.encode(init).slice(0, 150);
        for (let at = 0; at < bytes.length; at++) {
          for (const change of [1, 2, 7, 0x80, 0xff]) {
            const damaged = bytes.slice();
            damaged[at] = (damaged[at] as number) ^ change;
            if (typeof decode(type, damaged) === "string") errors++;
          }
        }
      }
      assert.ok(errors > 500, `${errors}`);
    });

    test(`whatever the bytes: ${type.typeName}`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
          const read = decode(type, bytes);
          if (typeof read !== "object" || read === null) return;
          // What was read can be written, but for what the contract requires; and then it is the same.
          if (type === Item) assert.deepEqual(decode(type, type.encode(read)), read);
        }),
        { seed: 6, numRuns: 4000 },
      );
    });
  }
});

describe("varints", () => {
  const varint = (value: number[]): unknown => decode(WithBool, Uint8Array.of(8, ...value));
  const ones = (count: number): number[] => Array.from({ length: count }, () => 0x80);

  test("longer than they need to be are read", () => {
    for (let length = 1; length <= 9; length++) {
      const read = varint([0x81, ...ones(length - 1), 0]);
      assert.deepEqual(read, WithBool.create({ value: true }), `${length}`);
    }
    // Bits beyond the 64th are dropped.
    assert.deepEqual(varint([...ones(9), 0x02]), WithBool.create({ value: false }));
  });

  test("of more than ten bytes are refused, cut off ones too", () => {
    assert.equal(varint([...ones(10), 0]), "PB_DECODE_VARINT_TOO_LONG");
    assert.equal(varint(ones(9)), "PB_DECODE_TRUNCATED_VARINT");
    assert.equal(varint([]), "PB_DECODE_TRUNCATED_VARINT");
  });

  test("as tags and lengths have five bytes at most", () => {
    const tag = (...bytes: number[]): unknown => decode(WithString, Uint8Array.of(...bytes));
    assert.deepEqual(tag(0x8a, 0x80, 0x80, 0x80, 0, 1, 97), WithString.create({ value: "a" }));
    assert.equal(tag(0x8a, 0x80, 0x80, 0x80, 0x80, 0, 1, 97), "PB_DECODE_TAG_TOO_LARGE");
    assert.equal(tag(0x8a, 0x80, 0x80, 0x80, 0x10, 1, 97), "PB_DECODE_TAG_TOO_LARGE");
    assert.deepEqual(tag(10, 0x81, 0x80, 0x80, 0x80, 0, 97), WithString.create({ value: "a" }));
    assert.equal(tag(10, 0xff, 0xff, 0xff, 0xff, 0x0f), "PB_DECODE_LENGTH_TOO_LARGE");
    assert.equal(tag(10, 0xff, 0xff, 0xff, 0xff, 0x07), "PB_DECODE_LENGTH_BEYOND_END");
    assert.equal(tag(0), "PB_DECODE_FIELD_NUMBER_ZERO");
    assert.equal(tag(2, 0), "PB_DECODE_FIELD_NUMBER_ZERO");
    assert.equal(tag(14), "PB_DECODE_WIRE_TYPE");
    assert.equal(tag(15), "PB_DECODE_WIRE_TYPE");
  });
});

describe("groups", () => {
  const group = (...bytes: number[]): unknown => decode(Machine, Uint8Array.from(bytes));
  // Engine is group 7: 0x3b, 0x3c; 900 is in no contract: 0xa3 0x38, 0xa4 0x38.

  test("without their other end", () => {
    assert.equal(group(0x3b), "PB_DECODE_GROUP_OPEN");
    assert.equal(group(0x3b, 8, 1), "PB_DECODE_GROUP_OPEN");
    assert.equal(group(0xa3, 0x38), "PB_DECODE_GROUP_OPEN");
    assert.equal(group(0x3c), "PB_DECODE_END_GROUP");
    assert.equal(group(0xa4, 0x38), "PB_DECODE_END_GROUP");
    assert.equal(group(0x3b, 0xa4, 0x38, 0x3c), "PB_DECODE_END_GROUP");
    assert.equal(group(0x3b, 0xa3, 0x38, 0x3c), "PB_DECODE_END_GROUP");
  });

  test("one in another are read to the depth allowed, known and unknown", () => {
    const nested = (start: readonly number[], end: readonly number[], depth: number): unknown => {
      const repeat = (bytes: readonly number[]) =>
        Array.from({ length: depth }, () => bytes).flat();
      return decode(Machine, Uint8Array.from([...repeat(start), ...repeat(end)]));
    };
    const unknown = [
      [0xa3, 0x38],
      [0xa4, 0x38],
    ] as const;
    // Wheel is group 8, Tyre in it group 2, and in that 8 is unknown.
    const known = [
      [0x43, 0x13],
      [0x14, 0x44],
    ] as const;
    assert.equal(typeof nested(...unknown, 100), "object");
    assert.equal(typeof nested(...known, 50), "object");
    for (const depth of [101, 100_000]) {
      assert.equal(nested(...unknown, depth), "PB_DECODE_RECURSION_LIMIT");
      assert.equal(nested(...known, depth), "PB_DECODE_RECURSION_LIMIT");
    }
  });

  test("a message that is not a group is not read as one", () => {
    const read = group(0x3a, 2, 8, 5) as Machine;
    assert.equal(read.engine, undefined);
    assert.deepEqual(read.$unknown, Uint8Array.of(0x3a, 2, 8, 5));
  });
});

describe("text that is not UTF-8", () => {
  const bad: readonly (readonly number[])[] = [
    [0x80],
    [0xff],
    [0xc0, 0x80],
    [0xc3],
    [0xe0, 0x80, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x80, 0x80, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf8, 0x88, 0x80, 0x80, 0x80],
    [0xe2, 0x82],
  ];
  for (const bytes of bad) {
    test(`${bytes.map((byte) => byte.toString(16)).join(" ")}`, () => {
      for (const padding of [0, 5, 40, 3000]) {
        const text = [...Array.from({ length: padding }, () => 97), ...bytes, 98];
        const writer = new Writer();
        writer.bytesField(10, Uint8Array.from(text));
        assert.equal(decode(WithString, writer.slice(0)), "PB_DECODE_INVALID_UTF8", `${padding}`);
        const key = new Writer();
        key.bytesField(10 * 8 + 2, writer.slice(0));
        assert.equal(decode(Item, key.slice(0)), "PB_DECODE_INVALID_UTF8");
      }
    });
  }
});

describe("much made of little", () => {
  test("a length of gigabytes takes no memory", () => {
    const lists = [0x0a, 0x12, 0x1a].map((tag) => Uint8Array.of(tag, 0xff, 0xff, 0xff, 0xff, 0x07));
    for (const bytes of lists) {
      for (let i = 0; i < 1000; i++) {
        assert.equal(decode(WithBool, bytes), "PB_DECODE_LENGTH_BEYOND_END");
      }
    }
  });

  test("messages one in another, as deep as a stack is not", () => {
    let bytes = new Uint8Array(0);
    for (let depth = 1; depth <= 101; depth++) {
      const writer = new Writer();
      writer.bytesField(108 * 8 + 2, bytes);
      bytes = writer.slice(0) as typeof bytes;
      const read = decode(Item, bytes);
      if (depth <= 100) assert.equal(typeof read, "object", `${depth}`);
      else assert.equal(read, "PB_DECODE_RECURSION_LIMIT");
    }
  });
});
