// Bytes that are no message or an odd one, values that a field cannot hold, and what messages look like.
import { Writer } from "@tramline/protobuf";
import { type Implementation, tramline, type Values } from "./implementations.ts";
import type { Row } from "./row.ts";

function field(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer();
  write(writer);
  return writer.slice(0);
}

/** Messages in one another, written from the innermost, which stands last. */
function nested(depth: number): Uint8Array {
  const parts: number[][] = [];
  let length = 0;
  for (let i = 0; i < depth; i++) {
    const head = [...field((writer) => writer.uint32(34, length))];
    parts.push(head);
    length += head.length;
  }
  return Uint8Array.from(parts.reverse().flat());
}

const ones = (count: number): number[] => Array.from({ length: count }, () => 0x80);

const decode =
  (bytes: Uint8Array, show: (message: Values) => string = () => "accepted") =>
  (implementation: Implementation) =>
    show(implementation.decode(bytes));

export const decoding: readonly Row[] = [
  {
    what: "text with bytes that are not UTF-8",
    run: decode(Uint8Array.of(10, 2, 0x61, 0xff), ({ text }) =>
      text === "a\ufffd" ? "accepted, as U+FFFD" : "accepted",
    ),
  },
  { what: "a varint of eleven bytes", run: decode(Uint8Array.of(16, ...ones(10), 0)) },
  { what: "a tag of six bytes", run: decode(Uint8Array.of(0x90, ...ones(4), 0, 5)) },
  { what: "field number 0", run: decode(Uint8Array.of(0, 5)) },
  { what: "wire type 7", run: decode(Uint8Array.of(23, 5)) },
  { what: "the end of a group without its start", run: decode(Uint8Array.of(0x9c, 6)) },
  { what: "a group without its end", run: decode(Uint8Array.of(0x9b, 6)) },
  { what: "a message cut off in a string", run: decode(Uint8Array.of(10, 5, 97)) },
  { what: "messages nested 100 deep", run: decode(nested(100)) },
  { what: "messages nested 101 deep", run: decode(nested(101)) },
  { what: "messages nested 100,000 deep", run: decode(nested(100_000)) },
  {
    what: "a number where text is expected",
    run: decode(Uint8Array.of(8, 5), ({ text }) => (text === "" ? "kept as unknown" : "accepted")),
  },
  {
    what: "a field that the contract does not have",
    run: (implementation) => {
      if (implementation.encode === undefined) return undefined;
      const bytes = Uint8Array.of(0xa0, 6, 1);
      const again = implementation.encode(implementation.decode(bytes));
      return again.length === bytes.length ? "passed on" : "dropped";
    },
  },
  {
    what: "a number that the open enum has no name for",
    run: decode(Uint8Array.of(64, 7), ({ e }) => (e === 7 ? "accepted" : "dropped")),
  },
];

const none = new Uint8Array(0);

export const objects: readonly Row[] = [
  {
    what: "the prototype of a message",
    run: decode(none, (message) => {
      const prototype: unknown = Object.getPrototypeOf(message);
      if (prototype === null) return "`null`";
      return prototype === Object.prototype ? "`Object.prototype`" : "its class's";
    }),
  },
  {
    what: "`int64`",
    run: decode(Uint8Array.of(88, 5), ({ big }) =>
      typeof big === "object" ? "a `Long`" : `\`${typeof big}\``,
    ),
  },
  {
    what: "`map<string, int32>`",
    run: decode(Uint8Array.of(58, 3, 10, 1, 97), ({ byName }) =>
      byName instanceof Map ? "a `Map`" : "an object",
    ),
  },
  {
    what: "a oneof",
    run: decode(Uint8Array.of(40, 5), (message) =>
      typeof message["choice"] === "object" ? "`{ case, value }`" : "a property for each field",
    ),
  },
  {
    what: "a message that is absent",
    run: decode(none, ({ inner }) => `\`${String(inner)}\``),
  },
];

function describe(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}

const encode = (init: Values) => (implementation: Implementation) => {
  if (implementation.encode === undefined) return undefined;
  const bytes = implementation.encode(init);
  const read = tramline.decode(bytes);
  const [name = ""] = Object.keys(init);
  return bytes.length === 0 ? "left out" : `written as ${describe(read[name])}`;
};

export const encoding: readonly Row[] = [
  { what: "`number: 1.5` (int32)", run: encode({ number: 1.5 }) },
  { what: "`number: 2 ** 31` (int32)", run: encode({ number: 2 ** 31 }) },
  { what: "`number: NaN` (int32)", run: encode({ number: Number.NaN }) },
  { what: '`number: "5"` (int32)', run: encode({ number: "5" }) },
  { what: "`big: 5` (int64)", run: encode({ big: 5 }) },
  { what: "`text: 5` (string)", run: encode({ text: 5 }) },
  { what: '`data: "AQI="` (bytes)', run: encode({ data: "AQI=" }) },
  { what: "`flag: 1` (bool)", run: encode({ flag: 1 }) },
  { what: "`real: -0` (double)", run: encode({ real: -0 }) },
  { what: "`text` with half of a surrogate pair", run: encode({ text: "\ud800" }) },
];
