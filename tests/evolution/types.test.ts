// A field whose type changed: what was written as one type is read as another, as
// https://protobuf.dev/programming-guides/proto3/#updating says of each pair.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DecodeError, type MessageInit, type MessageType } from "@tramline/protobuf";
import { pairs } from "./both.ts";
import * as closed from "./gen/types/evolution/closed_types.ts";
import * as types from "./gen/types/evolution/types.ts";

/** What all messages here have. */
interface Holder<V> {
  value?: V | undefined;
  many: V[];
  only: { case: "chosen"; value: V } | { case: undefined; value?: undefined };
  $unknown?: Uint8Array | undefined;
}

/** A type of integers that are varints: how one looks on the wire, as 64 bits, and what is read of them. */
interface Varint {
  readonly type: MessageType<Holder<unknown>>;
  readonly values: readonly unknown[];
  readonly read: (bits: bigint) => unknown;
}

const asHolder = (type: unknown): MessageType<Holder<unknown>> =>
  type as MessageType<Holder<unknown>>;
const int32s = [0, 1, -1, 300, 2 ** 31 - 1, -(2 ** 31)];

const varints: Readonly<Record<string, Varint>> = {
  int32: {
    type: asHolder(types.WithInt32),
    values: int32s,
    read: (bits) => Number(BigInt.asIntN(32, bits)),
  },
  uint32: {
    type: asHolder(types.WithUint32),
    values: [0, 1, 300, 2 ** 31, 2 ** 32 - 1],
    read: (bits) => Number(BigInt.asUintN(32, bits)),
  },
  int64: {
    type: asHolder(types.WithInt64),
    values: [0n, 1n, -1n, 2n ** 32n, 2n ** 31n, 2n ** 40n + 7n, 2n ** 63n - 1n, -(2n ** 63n)],
    read: (bits) => BigInt.asIntN(64, bits),
  },
  uint64: {
    type: asHolder(types.WithUint64),
    values: [0n, 1n, 2n ** 32n, 2n ** 33n + 1n, 2n ** 64n - 1n],
    read: (bits) => BigInt.asUintN(64, bits),
  },
  bool: { type: asHolder(types.WithBool), values: [false, true], read: (bits) => bits !== 0n },
  "an open enum": {
    type: asHolder(types.WithOpen),
    values: int32s,
    read: (bits) => Number(BigInt.asIntN(32, bits)),
  },
};

describe("int32, uint32, int64, uint64, bool and open enums are read as one another, cut to size", () => {
  for (const [from, written] of Object.entries(varints)) {
    for (const [to, readAs] of Object.entries(varints)) {
      test(`${from} as ${to}`, () => {
        for (const { name, a, b } of pairs(written.type, readAs.type)) {
          for (const value of written.values) {
            const bits = BigInt.asIntN(64, BigInt(value as number | bigint | boolean));
            const expected = readAs.read(bits);
            const message = { value, many: [value], only: { case: "chosen" as const, value } };
            const read = b.decode(a.encode(message as MessageInit<Holder<unknown>>));
            const why = `${name}: ${String(value)}`;
            // Zero is not written where there is no presence.
            assert.equal(read.value, bits === 0n ? readAs.read(0n) : expected, why);
            assert.deepEqual(read.many, [expected], why);
            assert.deepEqual(read.only, { case: "chosen", value: expected }, why);
            assert.equal(read.$unknown, undefined);
          }
        }
      });
    }
  }
});

test("what fits survives there and back", () => {
  for (const { a, b } of pairs(types.WithInt32, types.WithInt64)) {
    for (const value of int32s) {
      const message = a.create({ value, many: [value] });
      assert.deepEqual(a.decode(b.encode(b.decode(a.encode(message)))), message);
    }
  }
});

test("packed lists and lists that are not are read as each other, mixed ones too", () => {
  const numbers = int32s.concat(7, 8);
  for (const { a, b } of pairs(types.WithInt32, types.Expanded)) {
    const packed = a.encode({ many: numbers }).slice();
    const expanded = b.encode({ numbers }).slice();
    assert.ok(expanded.length > packed.length);
    assert.deepEqual(b.decode(packed), b.create({ numbers }));
    assert.deepEqual(a.decode(expanded), a.create({ many: numbers }));
    for (const mixed of [
      [...packed, ...expanded],
      [...expanded, ...packed],
    ]) {
      assert.deepEqual(a.decode(Uint8Array.from(mixed)).many, [...numbers, ...numbers]);
      assert.deepEqual(b.decode(Uint8Array.from(mixed)).numbers, [...numbers, ...numbers]);
    }
  }
  for (const { a, b } of pairs(types.WithDouble, types.ExpandedDoubles)) {
    const doubles = [0.5, -0, Number.NaN, Number.POSITIVE_INFINITY];
    assert.deepEqual(b.decode(a.encode({ many: doubles })).numbers, doubles);
    assert.deepEqual(a.decode(b.encode({ numbers: doubles })).many, doubles);
  }
});

test("sint32 and sint64 are read as each other, and as nothing else", () => {
  for (const { a, b } of pairs(types.WithSint32, types.WithSint64)) {
    for (const value of int32s) {
      assert.equal(b.decode(a.encode({ value })).value, BigInt(value));
      assert.equal(a.decode(b.encode({ value: BigInt(value) })).value, value);
    }
    // Cut to 32 bits first, then decoded.
    assert.equal(a.decode(b.encode({ value: 2n ** 40n + 3n })).value, 3);
    assert.equal(a.decode(b.encode({ value: -(2n ** 31n) - 1n })).value, -1);
  }
  for (const { a, b } of pairs(types.WithInt32, types.WithSint32)) {
    assert.equal(b.decode(a.encode({ value: 1 })).value, -1);
    assert.equal(b.decode(a.encode({ value: 4 })).value, 2);
  }
});

test("fixed32 and sfixed32, fixed64 and sfixed64 are read as each other", () => {
  for (const { a, b } of pairs(types.WithFixed32, types.WithSfixed32)) {
    for (const [value, signed] of [
      [5, 5],
      [2 ** 32 - 1, -1],
      [2 ** 31, -(2 ** 31)],
    ] as const) {
      assert.deepEqual(
        b.decode(a.encode({ value, many: [value] })),
        b.create({ value: signed, many: [signed] }),
      );
      assert.deepEqual(
        a.decode(b.encode({ value: signed, many: [signed] })),
        a.create({ value, many: [value] }),
      );
    }
  }
  for (const { a, b } of pairs(types.WithFixed64, types.WithSfixed64)) {
    for (const [value, signed] of [
      [5n, 5n],
      [2n ** 64n - 1n, -1n],
    ] as const) {
      assert.deepEqual(
        b.decode(a.encode({ value, many: [value] })),
        b.create({ value: signed, many: [signed] }),
      );
      assert.deepEqual(
        a.decode(b.encode({ value: signed, many: [signed] })),
        a.create({ value, many: [value] }),
      );
    }
  }
});

test("string and bytes are read as each other, if the bytes are UTF-8", () => {
  const texts = ["", "a", "zoë 🦄", "x".repeat(300)];
  for (const { a, b } of pairs(types.WithString, types.WithBytes)) {
    const bytes = texts.map((text) => new TextEncoder().encode(text));
    assert.deepEqual(b.decode(a.encode({ many: texts })).many, bytes);
    assert.deepEqual(a.decode(b.encode({ many: bytes })).many, texts);
    assert.throws(() => a.decode(b.encode({ value: Uint8Array.of(0xff) })), {
      code: "PB_DECODE_INVALID_UTF8",
    });
  }
  for (const { a, b } of pairs(types.WithBytes, closed.WithText)) {
    // Text of proto2 is not checked.
    assert.equal(b.decode(a.encode({ value: Uint8Array.of(0x61, 0xff) })).value, "a\ufffd");
  }
});

test("a message is read as bytes, and bytes that hold one as a message", () => {
  const inner = { text: "a", number: 5 };
  const encoded = types.Inner.encode(inner).slice();
  for (const { a, b } of pairs(types.WithInner, types.WithBytes)) {
    const only = { case: "chosen" as const, value: inner };
    const read = b.decode(a.encode({ value: inner, many: [inner, {}], only }));
    assert.deepEqual(
      read,
      b.create({
        value: encoded,
        many: [encoded, new Uint8Array(0)],
        only: { case: "chosen", value: encoded },
      }),
    );
    assert.deepEqual(a.decode(b.encode(read)), a.create({ value: inner, many: [inner, {}], only }));
    assert.throws(() => a.decode(b.encode({ value: Uint8Array.of(0xff) })), DecodeError);
  }
});

/** A message whose field 1 is what other messages have as field 2, or the other way round. */
function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => (i === 0 ? byte ^ 0x18 : byte));
}

test("one value is read as a list of one; of a list the last is read, of messages all merged", () => {
  for (const { a, b } of pairs(types.WithString, types.WithString)) {
    assert.deepEqual(b.decode(swapped(a.encode({ value: "x" }))).many, ["x"]);
    const two = Uint8Array.from([...a.encode({ value: "x" }), ...a.encode({ value: "y" })]);
    assert.equal(b.decode(two).value, "y");
  }
  for (const { a, b } of pairs(types.WithInner, types.WithInner)) {
    assert.deepEqual(b.decode(swapped(a.encode({ value: { text: "x" } }))).many, [
      types.Inner.create({ text: "x" }),
    ]);
    const two = Uint8Array.from([
      ...a.encode({ value: { text: "x", number: 1 } }),
      ...a.encode({ value: { number: 2 } }),
    ]);
    assert.deepEqual(b.decode(two).value, types.Inner.create({ text: "x", number: 2 }));
  }
  for (const { a, b } of pairs(types.WithInt32, types.WithInt32)) {
    assert.deepEqual(b.decode(swapped(a.encode({ value: 7 }))).many, [7]);
    // A packed list is no number; it is kept.
    const packed = swapped(a.encode({ many: [7, 8] }));
    const read = b.decode(packed);
    assert.equal(read.value, 0);
    assert.deepEqual(read.$unknown, packed);
  }
});

test("a value of another wire type is an unknown field, and is passed on", () => {
  const foreign: readonly (readonly [MessageType<object>, MessageType<object>])[] = [
    [types.WithInt32, types.WithFixed32],
    [types.WithInt64, types.WithDouble],
    [types.WithString, types.WithInt32],
    [types.WithInner, types.WithFloat],
    [types.WithDouble, types.WithString],
  ];
  const values = new Map<object, unknown>([
    [types.WithInt32, -5],
    [types.WithInt64, 5n],
    [types.WithString, "text"],
    [types.WithInner, { text: "x" }],
    [types.WithDouble, 0.5],
  ]);
  for (const [from, to] of foreign) {
    for (const { a, b } of pairs(from, to)) {
      const message = a.create({ value: values.get(from) });
      const bytes = a.encode(message);
      const read = b.decode(bytes);
      assert.deepEqual(read, b.create({ $unknown: bytes }), `${from.typeName} as ${to.typeName}`);
      assert.deepEqual(a.decode(b.encode(read)), message);
    }
  }
});

test("numbers that a closed enum does not name are unknown fields, and are passed on", () => {
  for (const { a, b } of pairs(types.WithInt32, closed.WithClosed)) {
    const message = a.create({ value: 7, many: [1, 7, -1, 8], only: { case: "chosen", value: 9 } });
    const read = b.decode(a.encode(message));
    assert.deepEqual(read.many, [1, -1]);
    assert.equal(read.value, undefined);
    assert.equal(read.only.case, undefined);
    const passed = a.decode(b.encode(read));
    // In a list the unknown ones come after the others.
    assert.deepEqual(passed, a.create({ ...message, many: [1, -1, 7, 8] }));
  }
  for (const { a, b } of pairs(types.WithOpen, closed.WithClosed)) {
    const message = { value: -1, many: [0, 1, -1], only: { case: "chosen" as const, value: 0 } };
    assert.deepEqual(b.decode(a.encode(message)), b.create(message as object));
    assert.deepEqual(a.decode(b.encode(message as object)), a.create(message));
  }
  for (const { a, b } of pairs(types.WithInt64, closed.WithClosed)) {
    // Cut to 32 bits, that is one which it names.
    assert.equal(b.decode(a.encode({ value: 2n ** 32n + 1n })).value, 1);
  }
});
