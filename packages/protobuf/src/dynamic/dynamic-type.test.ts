import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { DecodeError, EncodeError } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";
import { dynamicType } from "./dynamic-type.ts";
import type { DynamicMessage } from "./message-template.ts";
import { ours, theirs } from "./testdata/everything.ts";
import { Random, randomMessage } from "./testdata/random-message.ts";

const Everything = dynamicType(ours("test.Everything"));
const Old = dynamicType(ours("test.old.Old"));

/** Through the peer and back: what the peer understood of our bytes. */
function throughPeer(typeName: string, bytes: Uint8Array): Uint8Array {
  return toBinary(theirs(typeName), fromBinary(theirs(typeName), bytes));
}

describe("dynamicType: round trips", () => {
  for (const type of [Everything, Old]) {
    test(`random messages ${type.typeName}, alone and through the peer`, () => {
      const random = new Random(1);
      let size = 0;
      for (let i = 0; i < 60; i++) {
        const message = randomMessage(descriptorOf(type), random);
        const bytes = type.encode(message);
        size += bytes.length;
        assert.deepEqual(type.decode(bytes), message);
        assert.deepEqual(type.decode(throughPeer(type.typeName, bytes)), message);
        assert.deepEqual(type.create(message), message);
        assert.deepEqual(structuredClone(message), message);
      }
      assert.ok(size > 1000, `${size}`);
    });
  }

  test("truncated input at every byte is an error or a shorter message, never a crash", () => {
    const message = randomMessage(descriptorOf(Everything), new Random(3));
    const bytes = Everything.encode(message);
    let errors = 0;
    for (let length = 0; length < bytes.length; length++) {
      try {
        Everything.decode(bytes.slice(0, length));
      } catch (error) {
        assert.ok(error instanceof DecodeError, String(error));
        errors++;
      }
    }
    assert.ok(errors > bytes.length / 2);
  });

  test("damaged input is an error or a message, never a crash", () => {
    const random = new Random(4);
    for (let i = 0; i < 150; i++) {
      const bytes = Everything.encode(randomMessage(descriptorOf(Everything), random)).slice();
      for (let n = 0; n < 3; n++) bytes[random.below(bytes.length)] = random.below(256);
      try {
        Everything.decode(bytes);
      } catch (error) {
        assert.ok(error instanceof DecodeError, String(error));
      }
    }
  });
});

describe("dynamicType: shapes", () => {
  test("an empty message has all properties", () => {
    const message = Everything.create();
    assert.equal(message["plainInt64"], 0n);
    assert.equal(message["plainString"], "");
    assert.equal(message["asText"], "0");
    assert.deepEqual(message["plainBytes"], new Uint8Array(0));
    assert.equal("maybeInt32" in message && message["maybeInt32"] === undefined, true);
    assert.deepEqual(message["choice"], { case: undefined, value: undefined });
    assert.deepEqual(message["manyInt32"], []);
    assert.deepEqual(message["mapInt64"], new Map());
    assert.equal(Everything.encode(message).length, 0);
    assert.equal(Everything.encode({}).length, 0);
    assert.notEqual(Everything.create()["manyInt32"], message["manyInt32"]);
  });

  test("explicit zeros are encoded, implicit ones not, -0 is", () => {
    assert.equal(Everything.encode({ plainInt32: 0, plainString: "", plainDouble: 0 }).length, 0);
    assert.equal(Everything.encode({ maybeInt32: 0 }).length, 3);
    assert.ok(
      Object.is(Everything.decode(Everything.encode({ plainDouble: -0 }))["plainDouble"], -0),
    );
  });

  test("maps as plain objects", () => {
    const init = {
      mapString: { a: "x" },
      mapInt64: { "-5": "y" },
      mapBool: { true: "z" },
      mapInt32: { 7: "q" },
    };
    const message = Everything.decode(Everything.encode(init));
    assert.deepEqual(message, Everything.create(init));
    assert.deepEqual(message["mapInt64"], new Map([[-5n, "y"]]));
    assert.deepEqual(message["mapBool"], new Map([[true, "z"]]));
    assert.throws(() => Everything.encode({ mapInt32: { x: "y" } }), { code: "PB_ENCODE_MAP_KEY" });
    const hostile = new Map([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    assert.deepEqual(
      Everything.decode(Everything.encode({ mapString: hostile }))["mapString"],
      hostile,
    );
  });

  test("messages merge, lists append, oneofs switch", () => {
    const one = Everything.encode({
      self: { plainInt32: 1, manyInt32: [1] },
      choice: { case: "chosenSelf", value: { plainInt32: 1 } },
    });
    const two = Everything.encode({
      self: { plainString: "x", manyInt32: [2] },
      choice: { case: "chosenSelf", value: { plainString: "y" } },
    });
    const both = Everything.decode(Uint8Array.from([...one, ...two]));
    const self = both["self"] as DynamicMessage;
    assert.equal(self["plainInt32"], 1);
    assert.equal(self["plainString"], "x");
    assert.deepEqual(self["manyInt32"], [1, 2]);
    const { value } = both["choice"] as { value: DynamicMessage };
    assert.deepEqual([value["plainInt32"], value["plainString"]], [1, "y"]);
    const other = Everything.encode({ choice: { case: "chosenInt32", value: 0 } });
    const switched = Everything.decode(Uint8Array.from([...one, ...other]));
    assert.deepEqual(switched["choice"], { case: "chosenInt32", value: 0 });
  });

  test("packed and loose elements are both read", () => {
    const writer = new Writer();
    const number = ours("test.Everything").fieldByName("many_int32")?.number ?? 0;
    writer.int32(number * 8, 5);
    writer.raw(Everything.encode({ manyInt32: [6, 7] }));
    assert.deepEqual(Everything.decode(writer.slice(0))["manyInt32"], [5, 6, 7]);
    const loose = ours("test.Everything").fieldByName("loose_int32")?.number ?? 0;
    const packed = new Writer();
    packed.bytesField(loose * 8 + 2, Uint8Array.of(1, 2));
    assert.deepEqual(Everything.decode(packed.slice(0))["looseInt32"], [1, 2]);
  });

  test("an entry of a map without key or value has their zeros", () => {
    const number = ours("test.Everything").fieldByName("map_message")?.number ?? 0;
    const writer = new Writer();
    writer.bytesField(number * 8 + 2, new Uint8Array(0));
    const map = Everything.decode(writer.slice(0))["mapMessage"];
    assert.deepEqual(map, new Map([["", Everything.create()]]));
  });
});

describe("dynamicType: unknown fields", () => {
  test("are kept, of whatever wire type, and come after the known ones", () => {
    const writer = new Writer();
    writer.int32(900 * 8, 1);
    writer.string(1000 * 8 + 2, "later");
    writer.tag(901 * 8 + 3);
    writer.int32(8, 2);
    writer.tag(901 * 8 + 4);
    const unknown = writer.slice(0);
    const message = Everything.decode(unknown);
    assert.deepEqual(message["$unknown"], unknown);
    assert.deepEqual(Everything.encode({ ...message }), unknown);
    assert.deepEqual(Everything.create(message)["$unknown"], unknown);
  });

  test("a known number with another wire type is unknown", () => {
    const number = ours("test.Everything").fieldByName("plain_string")?.number ?? 0;
    const writer = new Writer();
    writer.int32(number * 8, 5);
    const message = Everything.decode(writer.slice(0));
    assert.equal(message["plainString"], "");
    assert.deepEqual(message["$unknown"], writer.slice(0));
  });

  test("unknown values of closed enums, single, in lists, packed and in maps", () => {
    const writer = new Writer();
    writer.int32(8, 1);
    writer.int32(4 * 8, 99);
    writer.int32(5 * 8, 1);
    writer.int32(5 * 8, 98);
    writer.bytesField(6 * 8 + 2, Uint8Array.of(1, 97, 0, 96));
    writer.bytesField(9 * 8 + 2, Uint8Array.of(10, 1, 97, 16, 95));
    writer.bytesField(9 * 8 + 2, Uint8Array.of(10, 1, 98, 16, 1));
    const message = Old.decode(writer.slice(0));
    assert.equal(message["color"], undefined);
    assert.deepEqual(message["colors"], [1]);
    assert.deepEqual(message["packedColors"], [1, 0]);
    assert.deepEqual(message["colorsByName"], new Map([["b", 1]]));
    const kept = new Writer();
    kept.int32(4 * 8, 99);
    kept.int32(5 * 8, 98);
    kept.int32(6 * 8, 97);
    kept.int32(6 * 8, 96);
    kept.bytesField(9 * 8 + 2, Uint8Array.of(10, 1, 97, 16, 95));
    assert.deepEqual(message["$unknown"], kept.slice(0));
  });

  test("open enums hold unknown numbers", () => {
    assert.equal(Everything.decode(Everything.encode({ color: 99 }))["color"], 99);
  });

  test("decoding into a message leaves its own unknown bytes as they were", () => {
    const writer = new Writer();
    writer.int32(900 * 8, 1);
    const memory = new Uint8Array(64).fill(7);
    memory.set(writer.slice(0), 0);
    const message = Everything.create();
    message["$unknown"] = memory.subarray(0, writer.position);
    const outer = new Writer();
    outer.bytesField(102 * 8 + 2, writer.slice(0));
    outer.bytesField(102 * 8 + 2, writer.slice(0));
    const twice = Everything.decode(outer.slice(0))["self"] as DynamicMessage;
    assert.deepEqual(twice["$unknown"], Uint8Array.from([...writer.slice(0), ...writer.slice(0)]));
    assert.equal(memory[writer.position], 7);
  });
});

describe("dynamicType: errors", () => {
  test("values of the wrong type", () => {
    const wrong: DynamicMessage[] = [
      { plainInt32: "x" },
      { plainInt32: 1.5 },
      { plainInt64: 5 },
      { plainUint64: -1n },
      { plainString: 5 },
      { plainBool: 1 },
      { plainBytes: "x" },
      { self: 5 },
      { manyInt32: 5 },
      { manyInt32: ["x"] },
      { asText: "1.5" },
      { choice: { case: "nope", value: 1 } },
    ];
    for (const message of wrong) {
      assert.throws(
        () => Everything.encode(message),
        EncodeError,
        JSON.stringify(Object.keys(message)),
      );
    }
  });

  test("a required field left out, an unsafe number, bad UTF-8, recursion", () => {
    assert.throws(() => Old.encode({}), {
      code: "PB_ENCODE_REQUIRED_MISSING",
      message: /must.*test\.old\.Old/,
    });
    const writer = new Writer();
    writer.uint64(8 * 8, 2n ** 60n);
    assert.throws(() => Old.decode(writer.slice(0)), { code: "PB_DECODE_UNSAFE_INTEGER" });
    const text = new Writer();
    const number = ours("test.Everything").fieldByName("plain_string")?.number ?? 0;
    text.bytesField(number * 8 + 2, Uint8Array.of(0xff));
    assert.throws(() => Everything.decode(text.slice(0)), { code: "PB_DECODE_INVALID_UTF8" });
    let nested = new Uint8Array(0);
    for (let i = 0; i < 120; i++) {
      const deeper = new Writer();
      deeper.bytesField(102 * 8 + 2, nested);
      nested = deeper.slice(0) as typeof nested;
    }
    assert.throws(() => Everything.decode(nested), { code: "PB_DECODE_RECURSION_LIMIT" });
  });

  test("many unknown values in closed enums take linear time", () => {
    const writer = new Writer();
    for (let i = 0; i < 200_000; i++) writer.bytesField(6 * 8 + 2, Uint8Array.of(97));
    const message = Old.decode(writer.slice(0));
    assert.equal((message["$unknown"] as Uint8Array).length, 400_000);
  });
});
