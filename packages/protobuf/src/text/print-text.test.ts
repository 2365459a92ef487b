import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { setExtension } from "../dynamic/extension.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ourRegistry, ours } from "../dynamic/testdata/everything.ts";
import { Random, randomMessage } from "../dynamic/testdata/random-message.ts";
import { parseText } from "./parse-text.ts";
import type { PrintTextOptions } from "./print-message.ts";
import { printText } from "./print-text.ts";
import { registry, settings } from "./testdata/settings.ts";
import { TextError, type TextErrorCode } from "./text-error.ts";

const Everything = dynamicType(ours("test.Everything"));
const Settings = dynamicType(settings("Settings"));

function print(init: DynamicMessage, options?: PrintTextOptions): string {
  return printText(Everything, Everything.create(init), { registry: ourRegistry, ...options });
}

function refuses(code: TextErrorCode, path: string, message: DynamicMessage): void {
  assert.throws(
    () => printText(Everything, message),
    (error) => {
      assert.ok(error instanceof TextError, String(error));
      assert.deepEqual([error.code, error.path], [code, path], error.message);
      assert.deepEqual([error.line, error.column], [undefined, undefined]);
      return true;
    },
  );
}

describe("printText", () => {
  for (const typeName of ["test.Everything", "test.old.Old"]) {
    test(`what it prints of random messages ${typeName} parses to the same`, () => {
      const random = new Random(11);
      const type = dynamicType(ours(typeName));
      for (let i = 0; i < 60; i++) {
        const message = randomMessage(descriptorOf(type), random);
        for (const options of [{}, { indent: 0, escapeNonAscii: true }]) {
          const text = printText(type, message, { registry: ourRegistry, ...options });
          assert.deepEqual(parseText(type, text, { registry: ourRegistry }), message, text);
        }
      }
    });
  }

  test("a field a line, in the order of numbers, and nothing of what is absent", () => {
    const init = {
      manyInt32: [3, 1],
      self: { plainBool: true, self: {} },
      color: -7,
      colors: [0, 99],
      maybeString: "",
      choice: { case: "chosenUint64", value: 0n },
      plainInt32: 5,
      plainFloat: Math.fround(0.1),
      plainDouble: -0,
      asText: "12",
    };
    assert.equal(
      print(init),
      [
        "plain_double: -0",
        "plain_float: 0.1",
        "plain_int32: 5",
        'maybe_string: ""',
        "many_int32: 3",
        "many_int32: 1",
        "chosen_uint64: 0",
        "color: COLOR_BLUE",
        "colors: COLOR_UNSPECIFIED",
        "colors: 99",
        "self {",
        "  plain_bool: true",
        "  self {",
        "  }",
        "}",
        "as_text: 12",
        "",
      ].join("\n"),
    );
    assert.equal(print({}), "");
  });

  test("strings and bytes", () => {
    const init = {
      plainString: "a\"b'\\\n\r\t\u0001\u007f1ü🦄",
      plainBytes: Uint8Array.of(65, 200, 0, 49),
    };
    const bytes = '"A\\310\\0001"';
    assert.equal(
      print(init, { indent: 0 }),
      `plain_string: "a\\"b\\'\\\\\\n\\r\\t\\001\\1771ü🦄" plain_bytes: ${bytes}`,
    );
    assert.equal(
      print(init, { indent: 0, escapeNonAscii: true }),
      `plain_string: "a\\"b\\'\\\\\\n\\r\\t\\001\\1771\\303\\274\\360\\237\\246\\204" plain_bytes: ${bytes}`,
    );
  });

  test("maps in the order of their keys", () => {
    const init = {
      mapInt64: new Map([
        [10n, "b"],
        [-2n, "a"],
      ]),
      mapBool: new Map([
        [true, "x"],
        [false, ""],
      ]),
    };
    assert.equal(
      print(init, { indent: 0 }),
      [
        'map_int64 { key: -2 value: "a" } map_int64 { key: 10 value: "b" }',
        'map_bool { key: false value: "" } map_bool { key: true value: "x" }',
      ].join(" "),
    );
  });

  test("groups, extensions and message sets under their names", () => {
    const text =
      "Limits { x: 1 } set { [settings.Item] { x: 5 } [settings.other] { level: LOW } } " +
      '[settings.note]: "n" [settings.codes]: 1 [settings.codes]: 2 late { id: 7 }';
    const message = Settings.decode(Settings.encode(parseText(Settings, text, { registry })));
    assert.equal(printText(Settings, message, { registry, indent: 0 }), text);
    assert.equal(
      printText(Settings, message, { indent: 0 }),
      "Limits { x: 1 } set { } late { id: 7 }",
    );
  });

  test("Any expanded where its content is known and sound", () => {
    const any = (typeUrl: string, ...value: number[]): string =>
      printText(Settings, Settings.create({ any: { typeUrl, value: Uint8Array.from(value) } }), {
        registry,
        indent: 0,
      });
    assert.equal(
      any("a.example/x/settings.Settings", 16, 1),
      "any { [a.example/x/settings.Settings] { level: LOW } }",
    );
    assert.equal(
      any("a.example/no.Such", 16),
      'any { type_url: "a.example/no.Such" value: "\\020" }',
    );
    assert.equal(
      any("a.example/settings.Settings", 16),
      'any { type_url: "a.example/settings.Settings" value: "\\020" }',
    );
    assert.equal(any("settings.Settings"), 'any { type_url: "settings.Settings" }');
    assert.equal(any("a]/settings.Settings"), 'any { type_url: "a]/settings.Settings" }');
    assert.equal(any("a%2/settings.Settings"), 'any { type_url: "a%2/settings.Settings" }');
    assert.equal(any(""), "any { }");
  });

  test("unknown fields when asked", () => {
    const unknown = Uint8Array.from([
      // Field 1000: varint 300; 1001: fixed32; 1002: fixed64.
      ...[0xc0, 0x3e, 0xac, 0x02, 0xcd, 0x3e, 1, 0, 0, 0x80, 0xd1, 0x3e, 1, 0, 0, 0, 0, 0, 0, 0],
      // 1003: "hello"; 1004: a message with 1 = 5; 1005: a group with 2 = ""; 1006: no bytes.
      ...[0xda, 0x3e, 5, 104, 101, 108, 108, 111, 0xe2, 0x3e, 2, 8, 5],
      ...[0xeb, 0x3e, 0x12, 0, 0xec, 0x3e, 0xf2, 0x3e, 0],
    ]);
    const message = Everything.decode(unknown);
    assert.equal(print(message), "");
    assert.equal(
      print(message, { printUnknownFields: true, indent: 0 }),
      "1000: 300 1001: 0x80000001 1002: 0x0000000000000001 " +
        '1003: "hello" 1004 { 1: 5 } 1005 { 2: "" } 1006: ""',
    );
    const deep = parseText(Settings, "any { } set { [settings.Item] { x: 5 } }", { registry });
    const note = registry.getExtension("settings.note");
    assert.ok(note);
    setExtension(deep, note, "n");
    assert.equal(
      printText(Settings, deep, { printUnknownFields: true, indent: 0 }),
      'any { } set { 1 { 2: 4000000 3 { 1: 5 } } } 100: "n"',
    );
    assert.equal(
      printText(Settings, deep, { printUnknownFields: true, indent: 0, registry }),
      'any { } set { [settings.Item] { x: 5 } } [settings.note]: "n"',
    );
  });

  test("bytes are taken for messages ten levels deep", () => {
    let bytes = Uint8Array.of(8, 5);
    for (let i = 0; i < 12; i++) bytes = Uint8Array.of(10, bytes.length, ...bytes);
    const message = dynamicType(settings("Set")).decode(bytes);
    const text = printText(settings("Set"), message, { printUnknownFields: true, indent: 0 });
    assert.equal(text, `${"1 { ".repeat(10)}1: "\\n\\002\\010\\005"${" }".repeat(10)}`);
  });

  test("values that are none of their fields'", () => {
    refuses("TEXT_TYPE", "plain_int32", { plainInt32: "5" });
    refuses("TEXT_TYPE", "plain_int64", { plainInt64: "five" });
    refuses("TEXT_TYPE", "color", { color: "RED" });
    refuses("TEXT_TYPE", "many_string", { manyString: "a" });
    refuses("TEXT_TYPE", "map_int32", { mapInt32: {} });
    refuses("TEXT_TYPE", "selves[1].plain_bool", { selves: [{}, { plainBool: 1 }] });
    refuses("TEXT_TYPE", "self", { self: null });
    refuses("TEXT_TYPE", 'map_string["a.b"]', { mapString: new Map([["a.b", 1]]) });
    refuses("TEXT_TYPE", "map_int32[5]", { mapInt32: new Map([[5, 1]]) });
    refuses("TEXT_UTF8", "plain_string", { plainString: "\ud800" });
    const own: DynamicMessage = {};
    own["self"] = own;
    refuses("TEXT_DEPTH", Array.from({ length: 101 }, () => "self").join("."), own);
  });
});
