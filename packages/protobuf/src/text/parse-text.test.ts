import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ours } from "../dynamic/testdata/everything.ts";
import { Everything, parse, parseSettings, refuses } from "./parse-text.test.support.ts";
import { parseText } from "./parse-text.ts";
import { printText } from "./print-text.ts";

const Old = dynamicType(ours("test.old.Old"));

describe("parseText: numbers", () => {
  test("integers in decimal, hexadecimal and octal, to their limits", () => {
    for (const [text, name, value] of [
      ["plain_int32: 2147483647", "plainInt32", 2_147_483_647],
      ["plain_int32: -0x80000000", "plainInt32", -2_147_483_648],
      ["plain_sint32: 017", "plainSint32", 15],
      ["plain_sfixed32: - # signs may stand apart\n 5", "plainSfixed32", -5],
      ["plain_uint32: 0XffffFFFF", "plainUint32", 4_294_967_295],
      ["plain_fixed32: 0", "plainFixed32", 0],
      ["plain_int64: -9223372036854775808", "plainInt64", -(2n ** 63n)],
      ["plain_sint64: -01000000000000000000000", "plainSint64", -(2n ** 63n)],
      ["plain_uint64: 01777777777777777777777", "plainUint64", 2n ** 64n - 1n],
      ["plain_uint64: 0x000000000000000000000000000000000001", "plainUint64", 1n],
      ["as_text: -12", "asText", "-12"],
    ] as const) {
      assert.equal(parse(text)[name], value, text);
    }
    assert.equal(parseText(Old, "must: -0 as_number: 7")["asNumber"], 7);
    assert.equal(Object.is(parseText(Old, "must: -0")["must"], 0), true);
  });

  test("integers out of range", () => {
    refuses("TEXT_NUMBER_RANGE", "1:14", "plain_int32: 2147483648");
    refuses("TEXT_NUMBER_RANGE", "1:14", "plain_int32: -0x80000001");
    refuses("TEXT_NUMBER_RANGE", "1:15", "plain_uint32: 040000000000");
    refuses("TEXT_NUMBER_RANGE", "1:15", "plain_uint32: -0");
    refuses("TEXT_NUMBER_RANGE", "1:14", "plain_int64: 9223372036854775808");
    refuses("TEXT_NUMBER_RANGE", "1:15", `plain_uint64: ${"9".repeat(100_000)}`);
    refuses("TEXT_NUMBER_RANGE", "1:12", "as_number: 90071992547409930", (text) =>
      parseText(Old, text),
    );
  });

  test("floating point", () => {
    for (const [text, value] of [
      ["1", 1],
      ["-.5e1", -5],
      ["1.", 1],
      ["10f", 10],
      ["1.5F", 1.5],
      ["1e9999", Number.POSITIVE_INFINITY],
      ["1e-18446744073709551616", 0],
      ["-0", -0],
      ["18446744073709551616", 2 ** 64],
      ["inFinity", Number.POSITIVE_INFINITY],
      ["-INF", Number.NEGATIVE_INFINITY],
      ["nAn", Number.NaN],
    ] as const) {
      assert.ok(Object.is(parse(`plain_double: ${text}`)["plainDouble"], value), text);
    }
    assert.equal(parse("plain_float: 0.1")["plainFloat"], Math.fround(0.1));
    assert.equal(parse("plain_float: -1e50")["plainFloat"], Number.NEGATIVE_INFINITY);
  });

  test("what makes no number", () => {
    refuses("TEXT_TYPE", "1:15", "plain_double: 0x1");
    refuses("TEXT_TYPE", "1:15", "plain_double: 012");
    refuses("TEXT_TYPE", "1:15", "plain_double: infinite");
    refuses("TEXT_TYPE", "1:14", "plain_int32: 1.0");
    for (const text of ["089", "0x", "0xg", "1.2.3", "01.5", "1e", "012f", "10bar", "5_"]) {
      refuses("TEXT_NUMBER", "1:15", `plain_double: ${text}`);
    }
    refuses("TEXT_CHARACTER", "1:15", "plain_double: .");
    refuses("TEXT_CHARACTER", "1:17", "plain_double: 2 . 0");
  });
});

describe("parseText: strings", () => {
  const text = (literal: string): unknown => parse(`plain_string: ${literal}`)["plainString"];
  const bytes = (literal: string): unknown => [
    ...(parse(`plain_bytes: ${literal}`)["plainBytes"] as Uint8Array),
  ];

  test("either quote, and several strings in one", () => {
    assert.equal(text(`"it's"`), "it's");
    assert.equal(text(`'a "b"'`), 'a "b"');
    assert.equal(text(`'a'"b"\n# comment\n  'c'`), "abc");
    assert.deepEqual(bytes(`'\\1' "\\x2"`), [1, 2]);
    assert.equal(text("'Grüße 🦄 \ufeff'"), "Grüße 🦄 \ufeff");
  });

  test("all escapes", () => {
    assert.equal(text(String.raw`"\a\b\f\n\r\t\v\?\\\'\""`), "\x07\b\f\n\r\t\v?\\'\"");
    assert.equal(text(String.raw`"\341\210\264 \xe1\x88\xb4 \u1234"`), "\u1234 \u1234 \u1234");
    assert.equal(text(String.raw`"\U00010437\1234\x213"`), "\u{10437}S4!3");
    assert.deepEqual(bytes(String.raw`"\0\00\000\377\xf\xFf"`), [0, 0, 0, 255, 15, 255]);
  });

  test("what is no escape", () => {
    refuses("TEXT_ESCAPE", "1:16", String.raw`plain_string: "\q"`);
    refuses("TEXT_ESCAPE", "1:17", String.raw`plain_string: "a\x"`);
    refuses("TEXT_ESCAPE", "1:16", String.raw`plain_string: "\u123"`);
    refuses("TEXT_ESCAPE", "1:15", String.raw`plain_bytes: "\400"`);
    for (const escape of ["\\U00110000", "\\ud801\\udc37", "\\udc00", "\\U0000d800"]) {
      refuses("TEXT_ESCAPE", "1:16", `plain_string: "${escape}"`);
    }
    assert.throws(() => parse(String.raw`plain_string: "\ud83d\ude00"`), {
      message:
        "1:16: \\ud83d is half of a surrogate pair, not a Unicode character: " +
        "write one above \\uffff as \\U and eight digits",
    });
    assert.equal(text(String.raw`"\U0001f600"`), "\u{1f600}");
  });

  test("what is no UTF-8, or does not end", () => {
    refuses("TEXT_UTF8", "1:15", String.raw`plain_string: "\300"`);
    refuses("TEXT_UTF8", "1:15", String.raw`plain_string: "\xe1" "\x88"`);
    assert.equal(text(String.raw`"\xe1\x88" "\xb4"`), "\u1234");
    refuses("TEXT_UTF8", "1:17", 'plain_string: "a\ud800"');
    refuses("TEXT_STRING_OPEN", "1:15", 'plain_string: "a\nb"');
    refuses("TEXT_STRING_OPEN", "1:15", 'plain_string: "a\\\nb"');
    refuses("TEXT_STRING_OPEN", "1:15", "plain_string: 'a\"");
    refuses("TEXT_STRING_OPEN", "1:15", 'plain_string: "\0"');
    refuses("TEXT_TYPE", "1:15", "plain_string: word");
  });
});

describe("parseText: bools and enums", () => {
  test("bools", () => {
    for (const word of ["true", "True", "t", "1", "0x1", "01"]) {
      assert.equal(parse(`plain_bool: ${word}`)["plainBool"], true);
      assert.equal(parse(`maybe_bool: ${word}`)["maybeBool"], true);
    }
    for (const word of ["false", "False", "f", "0", "00"]) {
      assert.equal(parse(`maybe_bool: ${word}`)["maybeBool"], false);
    }
    refuses("TEXT_TYPE", "1:13", "plain_bool: TRUE");
    refuses("TEXT_TYPE", "1:13", "plain_bool: -1");
    refuses("TEXT_NUMBER_RANGE", "1:13", "plain_bool: 2");
  });

  test("enums by name and number, open and closed", () => {
    assert.equal(parse("color: COLOR_BLUE")["color"], -7);
    assert.equal(parse("color: -0x7")["color"], -7);
    assert.equal(parse("color: 99")["color"], 99);
    refuses("TEXT_ENUM_VALUE", "1:8", "color: COLOR_GREEN");
    refuses("TEXT_NUMBER_RANGE", "1:8", "color: 2147483648");
    refuses("TEXT_TYPE", "1:8", 'color: "COLOR_RED"');
    assert.equal(parseSettings("level: true")["level"], 2);
    assert.equal(parseSettings("level: 1")["level"], 1);
    refuses("TEXT_ENUM_VALUE", "1:8", "level: 3", parseSettings);
    const ignoring = { ignoreUnknownFields: true };
    assert.deepEqual(parse("colors: [COLOR_RED, GREEN, 5]", ignoring)["colors"], [1, 5]);
    assert.equal(parseSettings("level: 3", ignoring)["level"], undefined);
  });
});

describe("parseText: fields", () => {
  test("separators, comments, brackets, and lists in both forms", () => {
    const message = parse(
      "\ufeff# about it\nmany_int32: 1, many_int32: [2, 3]; many_int32: []\n" +
        'many_string:"a"self{plain_int32:1}selves<plain_int32:2>\tselves: [{}, <plain_int32: 3;>]#end',
    );
    assert.deepEqual(message["manyInt32"], [1, 2, 3]);
    assert.deepEqual(message["manyString"], ["a"]);
    assert.equal((message["self"] as DynamicMessage)["plainInt32"], 1);
    const numbers = (message["selves"] as DynamicMessage[]).map((self) => self["plainInt32"]);
    assert.deepEqual(numbers, [2, 0, 3]);
    assert.deepEqual(parse(""), Everything.create());
  });

  test("what is out of place", () => {
    refuses("TEXT_SYNTAX", "1:16", "plain_int32: 1,,");
    refuses("TEXT_SYNTAX", "2:13", "\nplain_int32 1");
    refuses("TEXT_SYNTAX", "1:15", "many_int32: [1;2]");
    refuses("TEXT_SYNTAX", "1:16", "many_int32: [1 2]");
    refuses("TEXT_TYPE", "1:16", "many_int32: [1,]");
    refuses("TEXT_TYPE", "1:16", "many_int32: [1,,2]");
    refuses("TEXT_SYNTAX", "1:7", "self {>");
    refuses("TEXT_SYNTAX", "1:7", "self {");
    refuses("TEXT_SYNTAX", "1:1", "}");
    refuses("TEXT_SYNTAX", "1:7", "self: 5");
    refuses("TEXT_SYNTAX", "1:8", "self { 1: 5 }");
    refuses("TEXT_CHARACTER", "1:1", "@");
    refuses("TEXT_CHARACTER", "1:1", "// no comment");
    refuses("TEXT_NOT_REPEATED", "1:14", "plain_int32: [1]");
    refuses("TEXT_NOT_REPEATED", "1:6", "self [{}]");
  });

  test("what is not known, given twice, or missing", () => {
    refuses("TEXT_FIELD_UNKNOWN", "1:1", "plainInt32: 1");
    refuses("TEXT_FIELD_UNKNOWN", "1:1", "SELF {}");
    refuses("TEXT_FIELD_TWICE", "2:1", "plain_int32: 0\nplain_int32: 0");
    refuses("TEXT_ONEOF_TWICE", "1:17", "chosen_int32: 1 chosen_bool: true");
    assert.deepEqual(parse("chosen_int32: 0")["choice"], { case: "chosenInt32", value: 0 });
    refuses("TEXT_REQUIRED_MISSING", "1:8", "late { }", parseSettings);
    refuses("TEXT_REQUIRED_MISSING", "1:1", "", (text) => parseText(Old, text));
  });

  test("groups go by the name of their message, and by the field's", () => {
    for (const name of ["Limits", "limits", "Limits:"]) {
      assert.deepEqual(parseSettings(`${name} { x: 1 }`)["limits"], { x: 1 });
    }
    refuses("TEXT_FIELD_UNKNOWN", "1:1", "LIMITS { x: 1 }", parseSettings);
  });

  test("maps: entries in any order of key and value, the last of a key counts", () => {
    const message = parse(
      'map_int32 { value: "x" key: 1 } map_int32: [{ key: 2 }, {}, <key: 1, value: "y">]' +
        ' map_message { key: "__proto__" } map_bool { key: t }',
    );
    assert.deepEqual(
      message["mapInt32"],
      new Map([
        [1, "y"],
        [2, ""],
        [0, ""],
      ]),
    );
    assert.deepEqual(message["mapMessage"], new Map([["__proto__", Everything.create()]]));
    assert.deepEqual(message["mapBool"], new Map([[true, ""]]));
    refuses("TEXT_FIELD_TWICE", "1:20", "map_int32 { key: 1 key: 2 }");
    refuses("TEXT_FIELD_UNKNOWN", "1:13", "map_int32 { name: 1 }");
    const old = parseText(Old, 'must: 1 colors_by_name { key: "a" value: 9 }', {
      ignoreUnknownFields: true,
    });
    assert.deepEqual(old["colorsByName"], new Map());
  });

  test("messages in messages, to the limit", () => {
    const nested = (depth: number): string => "self {".repeat(depth) + "}".repeat(depth);
    parse(nested(100));
    refuses("TEXT_DEPTH", "1:606", nested(101));
    const mapped = (depth: number): string =>
      'map_message { key: "" value {'.repeat(depth) + "}}".repeat(depth);
    const bytes = Everything.encode(parse(mapped(100)));
    const text = printText(Everything, Everything.decode(bytes), { indent: 0 });
    assert.deepEqual(parse(text), Everything.decode(bytes));
    refuses("TEXT_DEPTH", "1:2929", mapped(101));
    const unknown = (depth: number): string => "x {".repeat(depth) + "}".repeat(depth);
    const ignoring = (text: string) => parse(text, { ignoreUnknownFields: true });
    ignoring(unknown(100));
    refuses("TEXT_DEPTH", "1:303", unknown(101), ignoring);
  });
});
