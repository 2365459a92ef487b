import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Duration, ListValue, Struct } from "../wkt/index.ts";
import { Reader } from "./reader.ts";
import type { ExtensibleMessage } from "./unknown-fields.ts";

/** Repeats a pattern of bytes up to a size. */
function repeated(pattern: readonly number[], size: number): Uint8Array {
  const bytes = new Uint8Array(size - (size % pattern.length));
  for (let i = 0; i < bytes.length; i++) bytes[i] = pattern[i % pattern.length] as number;
  return bytes;
}

/** Fields of one byte, each with a number of its own in three bytes of tag. */
function distinctNumbers(size: number): Uint8Array {
  const bytes = new Uint8Array(size - (size % 4));
  for (let i = 0; i < bytes.length; i += 4) {
    const tag = (4096 + (i >> 2)) << 3;
    bytes.set([(tag & 127) | 128, ((tag >> 7) & 127) | 128, tag >> 14, 1], i);
  }
  return bytes;
}

/** CPU time of decoding, in microseconds: the least of several rounds. */
function cpuMicros(bytes: Uint8Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < 4; i++) Duration.decode(bytes);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

describe("unknown fields cost about what known fields cost", () => {
  const size = 1024 * 1024;
  // Storing an object for each field, as was once done, takes 25 times as long as a known field.
  const factor = 10;
  const cases: [string, Uint8Array][] = [
    ["of one number", repeated([0x78, 1], size)],
    ["of two numbers in turn", repeated([0x78, 1, 0x70, 1], size)],
    ["of a number each", distinctNumbers(size)],
    ["in turn with known fields", repeated([0x10, 1, 0x78, 1], size)],
  ];
  for (const [name, bytes] of cases) {
    test(name, () => {
      const known = cpuMicros(repeated([0x10, 1], size));
      const unknown = cpuMicros(bytes);
      assert.ok(unknown < known * factor, `${unknown} µs against ${known} µs for known fields`);
    });
  }
});

describe("unknown fields are kept in their order", () => {
  test("with known fields between them", () => {
    const bytes = Uint8Array.of(0x78, 1, 0x10, 5, 0x72, 2, 7, 8, 0x10, 6, 0x78, 2, 0x70, 3);
    const message = Duration.decode(bytes);
    assert.equal(message.nanos, 6);
    assert.deepEqual(message.$unknown, Uint8Array.of(0x78, 1, 0x72, 2, 7, 8, 0x78, 2, 0x70, 3));
  });

  test("with messages between them that have unknown fields of their own", () => {
    // values: field 1 of ListValue; listValue: field 6 of Value.
    const inner = [0x0a, 2, 0x78, 3];
    const bytes = Uint8Array.of(0x78, 1, ...inner, 0x78, 2, ...inner, 0x78, 4);
    const list = ListValue.decode(bytes);
    assert.deepEqual(list.$unknown, Uint8Array.of(0x78, 1, 0x78, 2, 0x78, 4));
    assert.deepEqual(
      list.values.map((value) => value.$unknown),
      [Uint8Array.of(0x78, 3), Uint8Array.of(0x78, 3)],
    );
  });

  test("when the message comes in parts, more than a loop copies at once", () => {
    const part = repeated([0x78, 1], 200);
    const reader = new Reader(part, 0);
    const message = Struct.decodeFrom(reader, part.length);
    for (let i = 0; i < 3; i++) {
      reader.reset(part, 0);
      Struct.decodeFrom(reader, part.length, message);
    }
    assert.deepEqual(message.$unknown, repeated([0x78, 1], 800));
  });

  test("with values that were packed among them", () => {
    const message: ExtensibleMessage = {};
    const reader = new Reader(Uint8Array.of(0x78, 1, 0x7a, 1, 9), 0);
    reader.keepUnknown(reader.tag(), 0, 5, message);
    reader.keepValue(0x18, -1, message);
    reader.position = 2;
    reader.keepUnknown(reader.tag(), 2, 5, message);
    assert.equal(reader.unknownOf, message);
    reader.storeUnknown();
    const minusOne = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    assert.deepEqual(message.$unknown, Uint8Array.of(0x78, 1, 0x18, ...minusOne, 0x7a, 1, 9));
    assert.equal(reader.unknownOf, undefined);
  });

  test("one range takes no more memory than its bytes, several at most four times", () => {
    const one = Duration.decode(repeated([0x78, 1], 100_000)).$unknown;
    assert.equal(one?.length, 100_000);
    assert.equal(one?.buffer.byteLength, 100_000);
    const several = Duration.decode(repeated([0x78, 1, 0x10, 1], 100_000)).$unknown;
    assert.equal(several?.length, 50_000);
    assert.ok((several?.buffer.byteLength ?? 0) <= 200_000);
  });

  test("a reader that failed in a message begins the next one with nothing kept", () => {
    const reader = new Reader(Uint8Array.of(0x78, 1, 0x0f), 0);
    assert.throws(() => Duration.decodeFrom(reader, 3), { code: "PB_DECODE_WIRE_TYPE" });
    reader.reset(Uint8Array.of(0x10, 1), 0);
    assert.equal(reader.unknownOf, undefined);
    assert.equal(Duration.decodeFrom(reader, 2).$unknown, undefined);
  });
});

test("code that version 0.1 generated keeps unknown fields as before", () => {
  const reader = new Reader(Uint8Array.of(0x78, 1, 0x70, 2, 0x78, 3), 0);
  let kept: Uint8Array | undefined;
  while (reader.position < 4) {
    const start = reader.position;
    kept = reader.unknown(reader.tag(), start, 6, kept);
  }
  const start = reader.position;
  reader.skip(reader.tag(), 6);
  kept = reader.keep(start, kept);
  kept = reader.keepVarint(0x18, 5, kept);
  assert.deepEqual(kept, Uint8Array.of(0x78, 1, 0x70, 2, 0x78, 3, 0x18, 5));
});

describe("unknown fields that are most of what a reader owns", () => {
  const bytes = repeated([0x78, 1], 1000);

  function decode(ownsBytes: boolean, start: number): Duration {
    const reader = new Reader();
    reader.reset(bytes, start, ownsBytes);
    return Duration.decodeFrom(reader, bytes.length);
  }

  test("are kept where they are", () => {
    const { $unknown } = decode(true, 4);
    assert.equal($unknown?.buffer, bytes.buffer);
    assert.deepEqual($unknown, bytes.subarray(4));
  });

  test("are copied where the reader does not own them, or they are few", () => {
    for (const { $unknown } of [decode(false, 4), decode(true, 900)]) {
      assert.notEqual($unknown?.buffer, bytes.buffer);
      assert.equal($unknown?.[0], 0x78);
    }
  });

  test("do not change when more of them are merged into the message", () => {
    const message = decode(true, 0);
    const reader = new Reader();
    reader.reset(Uint8Array.of(0x70, 2), 0, false);
    const merged = Duration.decodeFrom(reader, 2, message);
    assert.equal(merged.$unknown?.length, 1002);
    assert.deepEqual(bytes, repeated([0x78, 1], 1000));
  });
});
