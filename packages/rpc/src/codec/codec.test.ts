import assert from "node:assert/strict";
import { test } from "node:test";
import { Reader, Writer } from "@tramline/protobuf/wire";
import { StringValue, Timestamp } from "@tramline/protobuf/wkt";
import { encodeMessage } from "../framing/send-message.ts";
import { StatusError } from "../status/status-error.ts";
import { type AnyMessageType, bytesCodec, type Codec, protobufCodec } from "./codec.ts";
import { codecsByName } from "./codec-list.ts";
import { codeMessages, type MessageCoding } from "./coded-type.ts";
import { jsonCodec } from "./json-codec.ts";

const type = StringValue as AnyMessageType;

/** Encodes a message into the middle of other bytes, and decodes it there. */
function roundTrip(coding: MessageCoding<unknown, unknown>, message: unknown): unknown {
  const writer = new Writer();
  writer.raw(Uint8Array.of(1, 2, 3));
  coding.encodeTo(message, writer);
  const end = writer.position;
  writer.raw(Uint8Array.of(4, 5));
  const reader = new Reader(writer.bytes, 3);
  const decoded = coding.decodeFrom(reader, end);
  assert.equal(reader.position, end);
  return decoded;
}

test("a type in protobuf's encoding is the type itself", () => {
  assert.equal(codeMessages(protobufCodec, type), StringValue);
});

test("JSON is ProtoJSON, of literals too, and skips what it does not know", () => {
  const codec = jsonCodec();
  const time = Timestamp as AnyMessageType;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(text(codec.encode({ seconds: 5n }, time)), '"1970-01-01T00:00:05Z"');
  assert.deepEqual(roundTrip(codeMessages(codec, time), { seconds: 5n }), {
    seconds: 5n,
    nanos: 0,
  });
  assert.throws(() => codec.decode(new TextEncoder().encode('{"a":'), type));
  assert.throws(
    () => codec.decode(Uint8Array.of(0x22, 0xff, 0x22), type),
    /invalid JSON: expected UTF-8/,
  );
});

test("bytes pass as they are, and are not shared with the network's memory", () => {
  const coding = codeMessages(bytesCodec(), type);
  const memory = Uint8Array.of(9, 7, 8, 9);
  const decoded = coding.decodeFrom(new Reader(memory, 1), 3) as Uint8Array;
  memory.fill(0);
  assert.deepEqual([...decoded], [7, 8]);
  assert.deepEqual([...coding.encode(Uint8Array.of(1))], [1]);
  assert.throws(() => coding.encode({ value: "a" }), TypeError);
});

test("a codec of a user's takes any value, and its failures name it", () => {
  const upper: Codec = {
    name: "upper",
    encode: (message) => new TextEncoder().encode(String(message).toUpperCase()),
    decode: (bytes) => new TextDecoder().decode(bytes).toLowerCase(),
  };
  assert.equal(roundTrip(codeMessages(upper, type), "text"), "text");
  const failing = (encode: () => unknown): unknown => {
    const sentType = codeMessages({ ...upper, encode } as Codec, type);
    try {
      return encodeMessage({ sentType, maxSendBytes: 10 }, "text");
    } catch (error) {
      return error;
    }
  };
  const problem = failing(() => {
    throw new Error("no room");
  }) as StatusError;
  assert.equal(problem.code, "INTERNAL");
  assert.match(
    problem.message,
    /cannot encode google.protobuf.StringValue with the codec upper: no room/,
  );
  assert.match(String(failing(() => "text")), /returned string instead of a Uint8Array/);
  const own = new StatusError("OUT_OF_RANGE", "own");
  assert.equal(
    failing(() => {
      throw own;
    }),
    own,
  );
});

test("a server knows protobuf and what it is given, of which the last of a name counts", () => {
  const json = jsonCodec();
  const bytes = bytesCodec();
  assert.deepEqual([...codecsByName([json]).keys()], ["proto", "json"]);
  assert.equal(codecsByName([bytes]).get("proto"), bytes);
  for (const wrong of [undefined, {}, { ...json, name: "J SON" }, { ...json, decode: 5 }]) {
    assert.throws(() => codecsByName([wrong as Codec]), RangeError);
  }
});
