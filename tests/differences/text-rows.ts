// What is no ProtoJSON or text form of a message, or an odd one.
import type { Implementation, Values } from "./implementations.ts";
import type { Row } from "./row.ts";

const json =
  (text: string, show: (message: Values) => string = () => "accepted") =>
  (implementation: Implementation) =>
    implementation.parseJson === undefined ? undefined : show(implementation.parseJson(text));

export const jsonRows: readonly Row[] = [
  { what: "a field that the message does not have", run: json('{"other": 1}') },
  { what: "one name twice", run: json('{"number": 1, "number": 2}') },
  { what: "one field under both of its names", run: json('{"byName": {}, "by_name": {}}') },
  { what: "two fields of one oneof", run: json('{"a": 1, "b": "x"}') },
  { what: "`null` in a list", run: json('{"many": [1, null]}') },
  {
    what: "`1e2` for an int32",
    run: json('{"number": 1e2}', ({ number }) => `accepted, as ${String(number)}`),
  },
  {
    what: '`"1.0"` for an int32',
    run: json('{"number": "1.0"}', ({ number }) => `accepted, as ${String(number)}`),
  },
  { what: '`" 1"` for an int32', run: json('{"number": " 1"}') },
  { what: '`""` for an int32', run: json('{"number": ""}') },
  { what: "`1.5` for an int32", run: json('{"number": 1.5}') },
  { what: "`2147483648` for an int32", run: json('{"number": 2147483648}') },
  { what: "`true` for an int32", run: json('{"number": true}') },
  { what: '`""` for a double', run: json('{"real": ""}') },
  { what: "`1e400` for a double", run: json('{"real": 1e400}') },
  { what: '`"NaN"` for a double', run: json('{"real": "NaN"}') },
  { what: '`"nan"` for a double', run: json('{"real": "nan"}') },
  { what: '`"true"` for a bool', run: json('{"flag": "true"}') },
  { what: "`1` for a bool", run: json('{"flag": 1}') },
  { what: "base64 for URLs, without padding", run: json('{"data": "-_8"}') },
  { what: "an unknown enum value", run: json('{"e": "TWO"}') },
  {
    what: '`"1"` for an enum',
    run: json('{"e": "1"}', ({ e }) => `accepted, as ${String(e)}`),
  },
  { what: "an enum value in lower case", run: json('{"e": "one"}') },
  { what: "`5` for a string", run: json('{"text": 5}') },
  { what: "text that is not base64", run: json('{"data": "%"}') },
  { what: "half of a surrogate pair", run: json('{"text": "\\ud800"}') },
  {
    what: "`__proto__` as a key of a map",
    run: json('{"byName": {"__proto__": 1}}', ({ byName }) => {
      const names = byName instanceof Map ? [...byName.keys()] : Object.keys(byName as object);
      return names.length === 1 ? "accepted" : "lost";
    }),
  },
  { what: "a comment", run: json('{"number": 1 /* one */}') },
  { what: "100 levels", run: json(`${'{"inner":'.repeat(99)}{}${"}".repeat(99)}`) },
  { what: "101 levels", run: json(`${'{"inner":'.repeat(100)}{}${"}".repeat(100)}`) },
  { what: "100,000 levels", run: json(`${'{"inner":'.repeat(100_000)}{}${"}".repeat(100_000)}`) },
];

const text =
  (source: string, show: (message: Values) => string = () => "accepted") =>
  (implementation: Implementation) =>
    implementation.parseText === undefined ? undefined : show(implementation.parseText(source));

const number = ({ number: value }: Values): string => `accepted, as ${String(value)}`;
const real = ({ real: value }: Values): string => `accepted, as ${String(value)}`;

export const textRows: readonly Row[] = [
  { what: "a field that the message does not have", run: text("other: 1") },
  { what: "a field by its number", run: text("2: 5") },
  { what: "a number twice", run: text("number: 1 number: 2", number) },
  { what: "a message twice", run: text("inner { number: 1 } inner { number: 2 }") },
  { what: "two fields of one oneof", run: text('a: 1 b: "x"') },
  {
    what: "one key of a map twice",
    run: text('by_name { key: "k" value: 1 } by_name { key: "k" value: 2 }', ({ byName }) => {
      const value =
        byName instanceof Map
          ? (byName as ReadonlyMap<string, unknown>).get("k")
          : (byName as { readonly k: unknown }).k;
      return `accepted, as ${String(value)}`;
    }),
  },
  { what: "a number without its colon", run: text("number 5") },
  { what: "a message in `< >`", run: text("inner < number: 1 >") },
  { what: "`{ >`", run: text("inner { number: 1 >") },
  { what: "`[1, 2]` for a list", run: text("many: [1, 2]") },
  { what: "`[1, 2,]` for a list", run: text("many: [1, 2,]") },
  { what: "`[1]` for a field that is not repeated", run: text("number: [1]") },
  { what: "`,` and `;` between fields", run: text("number: 1, flag: true; e: ONE") },
  { what: "`,,` between fields", run: text("number: 1,, flag: true") },
  { what: "`017` for an int32", run: text("number: 017", number) },
  { what: "`0x1F` for an int32", run: text("number: 0x1F", number) },
  { what: "`08` for an int32", run: text("number: 08", number) },
  { what: "`1.0` for an int32", run: text("number: 1.0", number) },
  { what: "`- 5` for an int32", run: text("number: - 5", number) },
  { what: "`+5` for an int32", run: text("number: +5", number) },
  { what: "`2147483648` for an int32", run: text("number: 2147483648", number) },
  { what: "`1f` for a double", run: text("real: 1f", real) },
  { what: "`-Infinity` for a double", run: text("real: -Infinity", real) },
  { what: "`1e400` for a double", run: text("real: 1e400", real) },
  { what: "`0x10` for a double", run: text("real: 0x10", real) },
  { what: "`010` for a double", run: text("real: 010", real) },
  { what: "`t` for a bool", run: text("flag: t") },
  { what: "`1` for a bool", run: text("flag: 1") },
  { what: "`TRUE` for a bool", run: text("flag: TRUE") },
  { what: "`1` for an enum", run: text("e: 1") },
  { what: "`7` for an open enum that does not name it", run: text("e: 7") },
  { what: "an unknown enum value", run: text("e: TWO") },
  { what: "`'…'` for a string", run: text("text: 'a'") },
  { what: '`"a" "b"` for a string', run: text('text: "a" "b"') },
  { what: "a line break in a string", run: text('text: "a\nb"') },
  { what: "`\\377`, which is not UTF-8, in a string", run: text('text: "\\377"') },
  { what: "`\\ud800` in a string", run: text('text: "\\ud800"') },
  { what: "`\\ud83d\\ude00` in a string", run: text('text: "\\ud83d\\ude00"') },
  { what: "`\\q` in a string", run: text('text: "\\q"') },
  { what: "100 levels", run: text("inner {".repeat(100) + "}".repeat(100)) },
  { what: "101 levels", run: text("inner {".repeat(101) + "}".repeat(101)) },
  { what: "100,000 levels", run: text("inner {".repeat(100_000) + "}".repeat(100_000)) },
];
