// The tables of docs/reference/differences.md: each cell is what came of doing what its line says.
import { Writer } from "@tramline/protobuf";
import {
  type Implementation,
  protobufEs,
  protobufJs,
  tramline,
  type Values,
} from "./implementations.ts";

/** One thing to do, and how what comes of it is told. */
interface Row {
  readonly what: string;
  /** Undefined for an implementation that cannot be asked. */
  readonly run: (implementation: Implementation) => string | undefined;
}

/** What came of it, or how it failed. */
function outcome(row: Row, implementation: Implementation): string {
  try {
    return row.run(implementation) ?? "";
  } catch (error) {
    return error instanceof RangeError && /call stack/.test(error.message)
      ? "stack overflow"
      : "refused";
  }
}

function tableOf(
  rows: readonly Row[],
  named: readonly (readonly [string, Implementation])[],
): string {
  const lines = [
    `| | ${named.map(([name]) => name).join(" | ")} |`,
    `|---|${named.map(() => "---").join("|")}|`,
    ...rows.map(
      (row) => `| ${row.what} | ${named.map(([, one]) => outcome(row, one)).join(" | ")} |`,
    ),
  ];
  return lines.join("\n");
}

const all = [
  ["Tramline", tramline],
  ["protobuf-es", protobufEs],
  ["protobuf.js", protobufJs],
] as const;

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
  (bytes: Uint8Array, show: (message: Values) => string) => (implementation: Implementation) =>
    show(implementation.decode(bytes));
const taken = (): string => "taken";

const decoding: readonly Row[] = [
  {
    what: "text with bytes that are not UTF-8",
    run: decode(Uint8Array.of(10, 2, 0x61, 0xff), ({ text }) =>
      text === "a\ufffd" ? "taken, as U+FFFD" : "taken",
    ),
  },
  { what: "a varint of eleven bytes", run: decode(Uint8Array.of(16, ...ones(10), 0), taken) },
  { what: "a tag of six bytes", run: decode(Uint8Array.of(0x90, ...ones(4), 0, 5), taken) },
  { what: "field number 0", run: decode(Uint8Array.of(0, 5), taken) },
  { what: "wire type 7", run: decode(Uint8Array.of(23, 5), taken) },
  { what: "the end of a group without its start", run: decode(Uint8Array.of(0x9c, 6), taken) },
  { what: "a group without its end", run: decode(Uint8Array.of(0x9b, 6), taken) },
  { what: "a message cut off in a string", run: decode(Uint8Array.of(10, 5, 97), taken) },
  { what: "messages 100 deep in one another", run: decode(nested(100), taken) },
  { what: "messages 101 deep in one another", run: decode(nested(101), taken) },
  { what: "messages 100,000 deep in one another", run: decode(nested(100_000), taken) },
  {
    what: "a number where text is expected",
    run: decode(Uint8Array.of(8, 5), ({ text }) => (text === "" ? "kept as unknown" : "taken")),
  },
  {
    what: "a field that the contract does not have",
    run: (implementation) => {
      const bytes = Uint8Array.of(0xa0, 6, 1);
      const again = implementation.encode(implementation.decode(bytes));
      return again.length === bytes.length ? "passed on" : "dropped";
    },
  },
  {
    what: "a number that the open enum has no name for",
    run: decode(Uint8Array.of(64, 7), ({ e }) => (e === 7 ? "taken" : "dropped")),
  },
];

const none = new Uint8Array(0);

const objects: readonly Row[] = [
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
  const bytes = implementation.encode(init);
  const read = tramline.decode(bytes);
  const [name = ""] = Object.keys(init);
  return bytes.length === 0 ? "left out" : `written as ${describe(read[name])}`;
};

const encoding: readonly Row[] = [
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

const json =
  (text: string, show: (message: Values) => string = taken) =>
  (implementation: Implementation) =>
    implementation.parseJson === undefined ? undefined : show(implementation.parseJson(text));

const parsing: readonly Row[] = [
  { what: "a field that the message does not have", run: json('{"other": 1}') },
  { what: "one name twice", run: json('{"number": 1, "number": 2}') },
  { what: "one field under both of its names", run: json('{"byName": {}, "by_name": {}}') },
  { what: "two fields of one oneof", run: json('{"a": 1, "b": "x"}') },
  { what: "`null` in a list", run: json('{"many": [1, null]}') },
  {
    what: "`1e2` for an int32",
    run: json('{"number": 1e2}', ({ number }) => `taken, as ${String(number)}`),
  },
  {
    what: '`"1.0"` for an int32',
    run: json('{"number": "1.0"}', ({ number }) => `taken, as ${String(number)}`),
  },
  { what: '`" 1"` for an int32', run: json('{"number": " 1"}') },
  { what: '`""` for an int32', run: json('{"number": ""}') },
  { what: "`1.5` for an int32", run: json('{"number": 1.5}') },
  { what: "`1e400` for a double", run: json('{"real": 1e400}') },
  { what: '`"NaN"` for a double', run: json('{"real": "NaN"}') },
  { what: "`1` for a bool", run: json('{"flag": 1}') },
  { what: "base64 for URLs, without padding", run: json('{"data": "-_8"}') },
  { what: "an enum value that is none", run: json('{"e": "TWO"}') },
  { what: "an enum value in lower case", run: json('{"e": "one"}') },
  { what: "half of a surrogate pair", run: json('{"text": "\\ud800"}') },
  {
    what: "`__proto__` as a key of a map",
    run: json('{"byName": {"__proto__": 1}}', ({ byName }) => {
      const names = byName instanceof Map ? [...byName.keys()] : Object.keys(byName as object);
      return names.length === 1 ? "taken" : "lost";
    }),
  },
  { what: "101 levels", run: json(`${'{"inner":'.repeat(101)}{}${"}".repeat(101)}`) },
  { what: "100,000 levels", run: json(`${'{"inner":'.repeat(100_000)}{}${"}".repeat(100_000)}`) },
];

const contract =
  (text: string, syntax = "proto3") =>
  (implementation: Implementation) => {
    implementation.compile?.(`syntax = "${syntax}";\n${text}`);
    return implementation.compile === undefined ? undefined : "taken";
  };

const compiling: readonly Row[] = [
  { what: "two fields with one number", run: contract("message M { int32 a = 1; int32 b = 1; }") },
  { what: "two fields with one name", run: contract("message M { int32 a = 1; int32 a = 2; }") },
  {
    what: "two fields with one name in JSON",
    run: contract("message M { int32 a_b = 1; int32 aB = 2; }"),
  },
  { what: "field number 0", run: contract("message M { int32 a = 0; }") },
  { what: "field number 19000", run: contract("message M { int32 a = 19000; }") },
  { what: "a number that is reserved", run: contract("message M { reserved 1; int32 a = 1; }") },
  { what: "a type that is not there", run: contract("message M { Other a = 1; }") },
  { what: "an enum of proto3 that does not begin with 0", run: contract("enum E { A = 1; }") },
  { what: "two values of an enum with one number", run: contract("enum E { A = 0; B = 0; }") },
  { what: "a map with float keys", run: contract("message M { map<float, int32> a = 1; }") },
  { what: "an option that is not there", run: contract("option no_such_option = 1;") },
  { what: "a custom option that is not there", run: contract("option (none) = 1;") },
  { what: "a default in proto3", run: contract("message M { int32 a = 1 [default = 5]; }") },
  { what: "`required` in proto3", run: contract("message M { required int32 a = 1; }") },
  {
    what: "a field of proto2 without a label",
    run: contract("message M { int32 a = 1; }", "proto2"),
  },
  { what: "a group in proto3", run: contract("message M { optional group G = 1 {} }") },
  { what: "`__proto__` as a name", run: contract("message __proto__ { int32 __proto__ = 1; }") },
];

const sections: readonly (readonly [
  string,
  readonly Row[],
  typeof all | readonly (typeof all)[number][],
])[] = [
  ["decoding", decoding, all],
  ["encoding", encoding, all],
  ["json", parsing, [all[0], all[1]]],
  ["contracts", compiling, [all[0], all[2]]],
  ["objects", objects, all],
];

/** The tables by the names that they have in the page. */
export function differenceTables(): ReadonlyMap<string, string> {
  return new Map(sections.map(([name, rows, named]) => [name, tableOf(rows, named)]));
}

/** The page with these tables in their places. */
export function withTables(page: string, tables: ReadonlyMap<string, string>): string {
  let written = page;
  for (const [name, table] of tables) {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!place.test(page)) throw new Error(`the page has no place for the table ${name}`);
    written = written.replace(
      place,
      (_all, open: string, close: string) => open + table + "\n" + close,
    );
  }
  return written;
}
