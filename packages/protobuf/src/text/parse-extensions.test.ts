import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { getExtension } from "../dynamic/extension.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ourRegistry } from "../dynamic/testdata/everything.ts";
import { Random, randomMessage } from "../dynamic/testdata/random-message.ts";
import { Everything, parse, parseSettings, refuses, Settings } from "./parse-text.test.support.ts";
import { printText } from "./print-text.ts";
import { registry } from "./testdata/settings.ts";
import { TextError } from "./text-error.ts";

describe("parseText: extensions, Any, and what is skipped", () => {
  test("extensions", () => {
    const message = parseSettings(
      '[settings.note]: "n" [settings.codes]: 1 [ settings . # in\n codes ]: [0x2, 3]',
    );
    const get = (name: string): unknown => {
      const extension = registry.getExtension(name);
      assert.ok(extension);
      return getExtension(message, extension);
    };
    assert.equal(get("settings.note"), "n");
    assert.deepEqual(get("settings.codes"), [1, 2, 3]);
    refuses("TEXT_EXTENSION_UNKNOWN", "1:1", "[settings.nothing]: 1", parseSettings);
    refuses("TEXT_EXTENSION_UNKNOWN", "1:1", "[settings.other] {}", parseSettings);
    refuses("TEXT_FIELD_TWICE", "1:22", '[settings.note]: "a" [settings.note]: "b"', parseSettings);
    refuses("TEXT_NAME", "1:1", "[settings.]: 1", parseSettings);
    refuses("TEXT_SYNTAX", "1:10", "[settings", parseSettings);
    refuses("TEXT_CHARACTER", "1:2", "[\u00e4]: 1", parseSettings);
  });

  test("message sets, by the names of their messages and of their extensions", () => {
    const message = parseSettings(
      "set { [settings.Item] { x: 5 } [settings.other] { level: LOW } }",
    );
    const back = Settings.decode(Settings.encode(message));
    const item = registry.getExtension("settings.Item.item");
    const other = registry.getExtension("settings.other");
    assert.ok(item !== undefined && other !== undefined);
    assert.deepEqual(getExtension(back["set"] as DynamicMessage, item), { x: 5 });
    assert.equal(
      (getExtension(back["set"] as DynamicMessage, other) as DynamicMessage)["level"],
      1,
    );
    // type_id 4000000 before a message of two bytes, in group 1.
    assert.deepEqual(
      [...Settings.encode(parseSettings("set { [settings.Item.item] { x: 5 } }"))],
      [34, 11, 11, 16, 0x80, 0x92, 0xf4, 0x01, 26, 2, 8, 5, 12],
    );
  });

  test("Any, expanded and not", () => {
    const url = "type.googleapis.com/settings.Limit";
    const expanded = parseSettings("any { [a.example/b%20c/settings.Settings]: { level: LOW } }");
    assert.deepEqual(expanded["any"], {
      typeUrl: "a.example/b%20c/settings.Settings",
      value: Uint8Array.of(16, 1),
    });
    const plain = parseSettings(`any { type_url: "${url}" value: "\\b\\001" }`);
    assert.deepEqual(plain["any"], { typeUrl: url, value: Uint8Array.of(8, 1) });
    refuses("TEXT_ANY", "1:7", `any { [${url}] {} }`, parseSettings);
    refuses("TEXT_ANY", "1:1", `[${url}] {}`, parseSettings);
    const good = "[x/settings.Settings] {}";
    refuses("TEXT_ANY", "1:32", `any { ${good} ${good} }`, parseSettings);
    refuses("TEXT_FIELD_TWICE", "1:32", `any { ${good} value: "" }`, parseSettings);
    refuses("TEXT_NAME", "1:7", "any { [/settings.Settings] {} }", parseSettings);
    refuses("TEXT_NAME", "1:7", "any { [x%2/settings.Settings] {} }", parseSettings);
    refuses("TEXT_REQUIRED_MISSING", "1:26", "any { [x/settings.Must] {} }", parseSettings);
  });

  test("reserved names are skipped, whatever they hold", () => {
    for (const value of [
      ": 1",
      ": -1.5",
      ": -inf",
      ": \"a\" 'b'",
      ": WORD",
      ": [1, 2]",
      ": []",
      ": { a: [{}, {}]; [x.y]: 1 5: 2 }",
      " < b {} >",
      " [{}]",
    ]) {
      assert.equal(parseSettings(`gone${value} level: LOW`)["level"], 1, value);
    }
    refuses("TEXT_SYNTAX", "1:6", "gone 1", parseSettings);
    refuses("TEXT_SYNTAX", "1:8", "gone: -word", parseSettings);
    refuses("TEXT_SYNTAX", "1:8", "gone: [[]]", parseSettings);
    refuses("TEXT_ESCAPE", "1:8", 'gone: "\\q"', parseSettings);
    refuses("TEXT_SYNTAX", "1:10", "gone { a }", parseSettings);
  });

  test("damaged text is an error or a message, never a crash", () => {
    const random = new Random(5);
    const pieces = [
      "{",
      "}",
      "<",
      "[",
      "]",
      ":",
      "-",
      '"',
      "\\",
      "#",
      "\n",
      "0x",
      "1e",
      ".",
      "\0",
      "é",
    ];
    let errors = 0;
    for (let i = 0; i < 150; i++) {
      const message = randomMessage(descriptorOf(Everything), random);
      let text = printText(Everything, message, { registry: ourRegistry });
      for (let n = 0; n < 3; n++) {
        const at = random.below(text.length + 1);
        text = text.slice(0, at) + random.pick(pieces) + text.slice(at + random.below(3));
      }
      for (const ignoreUnknownFields of [false, true]) {
        try {
          parse(text, { ignoreUnknownFields });
        } catch (error) {
          assert.ok(error instanceof TextError, `${String(error)} of ${text}`);
          errors++;
        }
      }
    }
    assert.ok(errors > 200, `${errors}`);
  });

  test("unknown fields are skipped when asked", () => {
    const text = "nothing: [1, {}] 77 { 1: 2 } [no.such]: 5 plain_int32: 3";
    assert.equal(parse(text, { ignoreUnknownFields: true })["plainInt32"], 3);
    refuses("TEXT_FIELD_UNKNOWN", "1:1", text);
  });
});
