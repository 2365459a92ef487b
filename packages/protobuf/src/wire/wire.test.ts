import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { ListValue, type Struct, Value } from "../wkt/index.ts";
import { Reader } from "./reader.ts";
import { readUtf8 } from "./utf8.ts";
import { MAX_DECODE_DEPTH } from "./wire-type.ts";
import { Writer } from "./writer.ts";

const int32s = [0, 1, -1, 127, 128, 16383, 16384, 2 ** 21, 2 ** 28, 2 ** 31 - 1, -(2 ** 31)];
const uint32s = [0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1];
const int64s = [0n, 1n, -1n, 2n ** 28n, 2n ** 31n, 2n ** 35n, 2n ** 63n - 1n, -(2n ** 63n)];
const uint64s = [0n, 127n, 128n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n];
const doubles = [0, -0, 1.5, 1e300, 5e-324, Number.NaN, Number.NEGATIVE_INFINITY];

/** Bytes of one field, by us. */
function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer(new Uint8Array(0));
  write(writer);
  return writer.slice(0);
}

describe("numbers, byte by byte as another implementation has them", () => {
  const cases: [string, readonly (number | bigint)[]][] = [
    ["int32", int32s],
    ["sint32", int32s],
    ["sfixed32", int32s],
    ["uint32", uint32s],
    ["fixed32", uint32s],
    ["int64", int64s],
    ["sint64", int64s],
    ["sfixed64", int64s],
    ["uint64", uint64s],
    ["fixed64", uint64s],
    ["double", doubles],
    ["float", doubles.map(Math.fround)],
  ];
  for (const [name, values] of cases) {
    test(name, () => {
      for (const value of values) {
        type Method = (...args: unknown[]) => unknown;
        const ours = written((writer) => {
          (writer[name as "int32"] as Method).call(writer, 8, value);
        });
        const foreign = new BinaryWriter().uint32(8);
        (foreign[name as "int32"] as Method).call(foreign, value);
        assert.deepEqual(ours, foreign.finish(), `${value}`);
        const reader = new Reader(ours, 0);
        assert.equal(reader.tag(), 8);
        assert.ok(Object.is((reader[name as "int32"] as Method).call(reader), value), `${value}`);
        assert.equal(reader.position, ours.length);
      }
    });
  }

  test("a bool is true whatever bit of its varint is set", () => {
    assert.equal(new Reader(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 1), 0).bool(), true);
    assert.equal(new Reader(Uint8Array.of(0x80, 0), 0).bool(), false);
    assert.equal(new Reader(Uint8Array.of(2), 0).bool(), true);
  });

  test("32-bit readers take the low bits of a longer varint", () => {
    const bytes = written((writer) => writer.int64(8, 2n ** 40n + 5n)).slice(1);
    assert.equal(new Reader(bytes, 0).int32(), 5);
    assert.equal(new BinaryReader(bytes).int64(), 2n ** 40n + 5n);
  });
});

describe("text", () => {
  const samples = ["", "a", "é", "€", "😀", "aé€😀z", "\u0000", "\u007f\u0080\u07ff\u0800\uffff"];
  const lengths = [1, 2, 3, 9, 10, 27, 28, 29, 41, 42, 43, 126, 127, 128, 129, 2047, 2049, 20_000];
  const alphabets = ["a", "é", "€", "😀", "aaaaaaaaaaaaaaaaaaaaaaaaaé"];

  test("round trips in every length and alphabet, with the bytes of TextEncoder", () => {
    const texts = [
      ...samples,
      ...alphabets.flatMap((alphabet) =>
        lengths.map((length) => alphabet.repeat(Math.ceil(length / alphabet.length))),
      ),
    ];
    for (const text of texts) {
      const bytes = written((writer) => writer.string(10, text));
      const foreign = new BinaryWriter().uint32(10).string(text).finish();
      assert.deepEqual(bytes, foreign, `${text.slice(0, 20)} × ${text.length}`);
      for (const read of ["string", "uncheckedString"] as const) {
        const reader = new Reader(bytes, 1);
        assert.equal(reader[read](bytes.length), text);
        assert.equal(reader.position, bytes.length);
      }
    }
  });

  test("lone surrogates become U+FFFD", () => {
    for (const text of ["\ud800", "a\udc00b", "\ud800\ud800\udc00", `${"x".repeat(60)}\udfff`]) {
      const bytes = written((writer) => writer.string(10, text));
      assert.equal(new Reader(bytes, 1).string(bytes.length), text.toWellFormed?.() ?? bytes);
    }
  });

  test("what is not UTF-8 is refused in any length, and U+FFFD and BOM are text", () => {
    const malformed = [
      [0x80],
      [0xc0, 0x80],
      [0xc1, 0xbf],
      [0xc3],
      [0xc3, 0x28],
      [0xe0, 0x80, 0x80],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xed, 0xbf, 0xbf],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xf0, 0x9f, 0x98],
      [0xff],
      [0xfe],
    ];
    for (const bad of malformed) {
      for (const around of [0, 10, 40, 300, 40_000]) {
        const ascii = new Uint8Array(around).fill(97);
        const bytes = Uint8Array.from([...ascii, ...bad, ...ascii]);
        const lenient = new TextDecoder().decode(bytes);
        assert.throws(() => readUtf8(bytes, 0, bytes.length), { code: "PB_DECODE_INVALID_UTF8" });
        const writer = new Writer();
        writer.bytesField(10, bytes);
        assert.equal(new Reader(writer.slice(0), 1).uncheckedString(writer.position), lenient);
      }
    }
    for (const text of [
      "\ufffd",
      "\ufeffa",
      `${"a".repeat(500)}\ufffd`,
      `\ufeff${"é".repeat(20_000)}`,
    ]) {
      const bytes = new TextEncoder().encode(text);
      assert.equal(readUtf8(bytes, 0, bytes.length), text);
    }
  });

  test("text in several alphabets, in runs of any length, anywhere in memory", () => {
    for (let run = 0; run < 200; run++) {
      const text = `${"é".repeat(run % 9)}${"a".repeat(run)}語😀${"b".repeat(run % 80)}я`;
      const writer = new Writer();
      writer.position = run % 5;
      writer.string(10, text);
      const reader = new Reader(writer.bytes, (run % 5) + 1);
      assert.equal(reader.string(writer.position), text);
      assert.equal(reader.position, writer.position);
    }
  });
});

describe("lengths", () => {
  test("are right whatever they come to, nested and after growth", () => {
    for (const size of [0, 1, 126, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
      const writer = new Writer(new Uint8Array(8));
      writer.uint32(8, 1);
      const outer = writer.open(18);
      const inner = writer.open(26);
      writer.raw(new Uint8Array(size).fill(7));
      writer.close(inner);
      writer.close(outer);
      writer.uint32(8, 2);
      const bytes = writer.slice(0);
      const reader = new Reader(bytes, 0);
      assert.deepEqual([reader.tag(), reader.uint32(), reader.tag()], [8, 1, 18]);
      const outerEnd = reader.delimited(bytes.length);
      assert.equal(reader.tag(), 26);
      const innerEnd = reader.delimited(outerEnd);
      assert.equal(innerEnd, outerEnd);
      assert.equal(innerEnd - reader.position, size);
      assert.ok(bytes.subarray(reader.position, innerEnd).every((byte) => byte === 7));
      reader.position = outerEnd;
      assert.deepEqual([reader.tag(), reader.uint32(), reader.position], [8, 2, bytes.length]);
    }
  });

  test("a writer goes on where it is set to", () => {
    const writer = new Writer(new Uint8Array(4));
    writer.bytes = Uint8Array.of(1, 2, 3);
    writer.position = 3;
    writer.string(10, "abc");
    assert.deepEqual(writer.slice(0), Uint8Array.of(1, 2, 3, 10, 3, 97, 98, 99));
  });
});

describe("malformed input", () => {
  const refused = (bytes: number[], code: string) =>
    assert.throws(() => Value.decode(Uint8Array.from(bytes)), { name: "DecodeError", code });

  test("each kind has its code", () => {
    refused([0x08], "PB_DECODE_TRUNCATED_VARINT");
    refused([0x08, 0x80], "PB_DECODE_TRUNCATED_VARINT");
    refused([0x80], "PB_DECODE_TRUNCATED_VARINT");
    refused([0x08, ...new Array<number>(10).fill(0x80), 0], "PB_DECODE_VARINT_TOO_LONG");
    refused([0x80, 0x80, 0x80, 0x80, 0x80, 0x01], "PB_DECODE_TAG_TOO_LARGE");
    refused([0xff, 0xff, 0xff, 0xff, 0x7f], "PB_DECODE_TAG_TOO_LARGE");
    refused([0x11, 0, 0], "PB_DECODE_TRUNCATED_FIXED");
    refused([0x7d, 0], "PB_DECODE_TRUNCATED_FIXED");
    refused([0x1a, 5, 97], "PB_DECODE_LENGTH_BEYOND_END");
    refused([0x1a, 0xff, 0xff, 0xff, 0xff, 0x0f], "PB_DECODE_LENGTH_TOO_LARGE");
    refused([0x1a, ...new Array<number>(9).fill(0xff), 0x01], "PB_DECODE_LENGTH_TOO_LARGE");
    refused([0x1a, 1, 0xff], "PB_DECODE_INVALID_UTF8");
    refused([0x00, 0], "PB_DECODE_FIELD_NUMBER_ZERO");
    refused([0x7e, 0], "PB_DECODE_WIRE_TYPE");
    refused([0x7c], "PB_DECODE_END_GROUP");
    refused([0x7b, 0x08, 1], "PB_DECODE_GROUP_OPEN");
    // listValue of two bytes, in which a double would need nine
    refused([0x32, 2, 0x0a, 9, 0x11, 0, 0, 0, 0, 0, 0, 0, 0], "PB_DECODE_LENGTH_BEYOND_END");
    refused([0x32, 3, 0x0a, 1, 0x08, 5], "PB_DECODE_VALUE_BEYOND_END");
  });

  test("nesting is bounded, in messages, groups and what is unknown", () => {
    const nest = (depth: number): Value => {
      let value = Value.create({ kind: { case: "boolValue", value: true } });
      // Each round is two messages deep.
      for (let i = 0; i < depth; i++) {
        value = { kind: { case: "listValue", value: ListValue.create({ values: [value] }) } };
      }
      return value;
    };
    assert.ok(Value.decode(Value.encode(nest(MAX_DECODE_DEPTH / 2))));
    assert.throws(() => Value.decode(Value.encode(nest(MAX_DECODE_DEPTH / 2 + 1))), {
      code: "PB_DECODE_RECURSION_LIMIT",
    });
    const groups = (depth: number) =>
      Uint8Array.from([
        ...new Array<number>(depth).fill(0x7b),
        ...new Array<number>(depth).fill(0x7c),
      ]);
    assert.equal(Value.decode(groups(MAX_DECODE_DEPTH)).$unknown?.length, 2 * MAX_DECODE_DEPTH);
    assert.throws(() => Value.decode(groups(50_000)), { code: "PB_DECODE_RECURSION_LIMIT" });
  });

  test("a million unknown fields, or merges, take linear time", () => {
    const unknown = new Uint8Array(2_000_000).fill(0);
    for (let i = 0; i < unknown.length; i += 2) unknown[i] = 0x78;
    const started = performance.now();
    assert.deepEqual(Value.decode(unknown).$unknown, unknown);
    const merges = new Uint8Array(2_000_000);
    for (let i = 0; i < merges.length; i += 4) merges.set([0x2a, 2, 0x78, 0], i);
    const { kind } = Value.decode(merges);
    assert.equal((kind.value as Struct).$unknown?.length, 1_000_000);
    // Quadratic time would take many minutes.
    assert.ok(performance.now() - started < 60_000);
  });

  test("unknown fields of messages that share memory do not mix", () => {
    const first = Value.decode(Uint8Array.of(0x78, 1, 0x78, 2));
    const copied = { ...first };
    const add = (byte: number) => new Reader(Uint8Array.of(0x78, byte), 0);
    const a = Value.decodeFrom(add(3), 2, first);
    const b = Value.decodeFrom(add(4), 2, copied);
    assert.deepEqual(a.$unknown, Uint8Array.of(0x78, 1, 0x78, 2, 0x78, 3));
    assert.deepEqual(b.$unknown, Uint8Array.of(0x78, 1, 0x78, 2, 0x78, 4));
  });
});

test("encoded messages are right however many share memory", () => {
  const texts = Array.from({ length: 3000 }, (_, i) => "x".repeat((i * 37) % 5000));
  const encoded = texts.map((text) => Value.encode({ kind: { case: "stringValue", value: text } }));
  encoded.forEach((bytes, i) => {
    assert.equal(Value.decode(bytes).kind.value, texts[i]);
  });
});
