// JSON and text that are no message, or hardly one: generated and reflective JSON say the same of it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  createRegistry,
  descriptorOf,
  fromJsonString,
  type JsonType,
  type MessageType,
  parseText,
  printText,
  TextError,
  toJsonString,
} from "@tramline/protobuf";
import { Any, AnyJson, Struct, StructJson } from "@tramline/protobuf/wkt";
import fc from "fast-check";
import { Item, ItemJson } from "../evolution/gen/new/evolution/catalog.ts";
import { Machine, MachineJson } from "../evolution/gen/new/evolution/closed.ts";
import { arbitraryExtended } from "./src/arbitrary-message.ts";
import { interpretedType, jsonOutcome } from "./src/check-message.ts";
import { inheritedNames } from "./src/hostile-names.ts";

interface Codecs {
  readonly binary: MessageType<object>;
  readonly json: JsonType<object>;
}

const registry = createRegistry(Item, Machine);
const items = { binary: Item, json: ItemJson } as unknown as Codecs;
const machines = { binary: Machine, json: MachineJson } as unknown as Codecs;

/** What both JSON codecs make of a text: a message, or the code of the error. */
function json({ binary, json: generated }: Codecs, text: string): unknown {
  const read = jsonOutcome(() => generated.parse(text, { registry }));
  const expected = jsonOutcome(() => fromJsonString(interpretedType(binary), text, { registry }));
  assert.deepEqual(read, expected);
  return "path" in read && "code" in read ? read.code : read;
}

/** What is made of a text: a message, or the code of the error. */
function text({ binary }: Codecs, source: string): unknown {
  try {
    return parseText(binary, source, { registry });
  } catch (error) {
    assert.ok(error instanceof TextError, String(error));
    return error.code;
  }
}

/**
 * Runs it, and fails if it takes more CPU time than what is linear would by far: a tenth of a second is usual,
 * and hours where something grows with the square.
 */
function inTime<T>(run: () => T): T {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 20_000_000, `${(user + system) / 1e6} s`);
  return result;
}

describe("text that is cut off, at every character", () => {
  for (const codecs of [items, machines]) {
    const { typeName } = codecs.binary;
    const arbitrary = arbitraryExtended(descriptorOf(codecs.binary), registry, []);
    const messages = fc
      .sample(arbitrary, { seed: 8, numRuns: 12 })
      .map((init) => codecs.binary.create(init));

    test(`is no JSON: ${typeName}`, () => {
      let cuts = 0;
      for (const message of messages) {
        const whole = toJsonString(codecs.binary, message, { registry });
        for (let length = 0; length < Math.min(whole.length, 800); length++) {
          assert.equal(json(codecs, whole.slice(0, length)), "JSON_SYNTAX");
          cuts++;
        }
      }
      assert.ok(cuts > 500, `${cuts}`);
    });

    test(`is an error or a shorter message in text format: ${typeName}`, () => {
      const codes = new Set<unknown>();
      let shorter = 0;
      for (const message of messages) {
        const whole = printText(codecs.binary, message, { registry });
        for (let length = 0; length < Math.min(whole.length, 800); length++) {
          const read = text(codecs, whole.slice(0, length));
          if (typeof read === "string") codes.add(read);
          else shorter++;
        }
      }
      assert.ok(shorter > 20, `${shorter}`);
      for (const code of ["TEXT_SYNTAX", "TEXT_STRING_OPEN", "TEXT_FIELD_UNKNOWN"]) {
        assert.ok(codes.has(code), code);
      }
    });
  }
});

describe("depth", () => {
  test("of messages in JSON", () => {
    const nested = (depth: number) => `${'{"bundle":'.repeat(depth)}{}${"}".repeat(depth)}`;
    assert.equal(typeof json(items, nested(99)), "object");
    for (const depth of [100, 101, 100_000]) assert.equal(json(items, nested(depth)), "JSON_DEPTH");
  });

  test("of anything else in JSON", () => {
    const structs = { binary: Struct, json: StructJson } as unknown as Codecs;
    const lists = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    assert.equal(typeof json(structs, lists(40)), "object");
    for (const depth of [101, 100_000]) assert.equal(json(structs, lists(depth)), "JSON_DEPTH");
    assert.equal(json(items, "[".repeat(1_000_000)), "JSON_SYNTAX");
    // Of what is not read, too.
    const skipped = `{"none":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const options = { ignoreUnknownFields: true };
    assert.deepEqual(ItemJson.parse(skipped, options), Item.create());
    assert.deepEqual(fromJsonString(Item, skipped, options), Item.create());
  });

  test("of Anys in one another", () => {
    const anys = { binary: Any, json: AnyJson } as unknown as Codecs;
    const known = createRegistry(Any);
    const type = '"@type":"type.googleapis.com/google.protobuf.Any","value":';
    const nested = (depth: number) => `{${type}`.repeat(depth) + "{}" + "}".repeat(depth);
    for (const depth of [10, 40, 101, 1000]) {
      const read = jsonOutcome(() => anys.json.parse(nested(depth), { registry: known }));
      const expected = jsonOutcome(() => fromJsonString(Any, nested(depth), { registry: known }));
      assert.deepEqual(read, expected);
      assert.equal("code" in read, depth > 100, `${depth}`);
    }
    const inText = (depth: number) =>
      "[type.googleapis.com/google.protobuf.Any] {".repeat(depth) + "}".repeat(depth);
    assert.equal(typeof parseText(Any, inText(40), { registry: known }), "object");
    for (const depth of [101, 100_000]) {
      assert.throws(() => parseText(Any, inText(depth), { registry: known }), {
        code: "TEXT_DEPTH",
      });
    }
  });

  test("of messages in text, known, unknown and in groups", () => {
    const nested = (name: string, depth: number) => `${name} {`.repeat(depth) + "}".repeat(depth);
    assert.equal(typeof text(items, nested("bundle", 100)), "object");
    for (const depth of [101, 100_000]) {
      assert.equal(text(items, nested("bundle", depth)), "TEXT_DEPTH");
      assert.throws(() => parseText(Item, nested("none", depth), { ignoreUnknownFields: true }), {
        code: "TEXT_DEPTH",
      });
      assert.equal(text(machines, `Wheel { ${nested("Tyre", depth)} }`), "TEXT_FIELD_UNKNOWN");
    }
  });
});

describe("names that are given twice", () => {
  test("in JSON", () => {
    assert.equal(json(items, '{"name":"a","name":"b"}'), "JSON_NAME_TWICE");
    assert.equal(json(items, '{"n\\u0061me":"a","name":"b"}'), "JSON_NAME_TWICE");
    assert.equal(json(items, '{"byNumber":{},"by_number":{}}'), "JSON_FIELD_TWICE");
    assert.equal(json(items, '{"prices":{"a":1,"a":2}}'), "JSON_NAME_TWICE");
    assert.equal(json(items, '{"byNumber":{"1":{},"1e0":{}}}'), "JSON_MAP_KEY");
    assert.equal(json(items, '{"byMail":"a","byHand":{}}'), "JSON_ONEOF_TWICE");
  });

  test("in text", () => {
    assert.equal(text(items, 'name: "a" name: "b"'), "TEXT_FIELD_TWICE");
    assert.equal(text(items, 'by_mail: "a" by_hand {}'), "TEXT_ONEOF_TWICE");
    assert.equal(
      text(machines, '[evolution.closed.owner]: "a" [evolution.closed.owner]: "b"'),
      "TEXT_FIELD_TWICE",
    );
    const read = text(items, 'prices { key: "a" value: 1 } prices { key: "a" value: 2 }');
    assert.deepEqual(read, Item.create({ prices: { a: 2n } }));
    assert.equal(text(items, 'prices { key: "a" key: "b" }'), "TEXT_FIELD_TWICE");
  });

  test("in bytes: of each key of a map the last, whatever its name", () => {
    const twice = (key: string, value: bigint) => Item.encode({ prices: new Map([[key, value]]) });
    for (const key of inheritedNames) {
      const bytes = Uint8Array.from([...twice(key, 1n), ...twice(key, 2n)]);
      for (const type of [Item, interpretedType(items.binary)]) {
        assert.deepEqual(type.decode(bytes), Item.create({ prices: new Map([[key, 2n]]) }));
      }
    }
  });
});

describe("names that every object has", () => {
  const before = Object.getOwnPropertyNames(Object.prototype).join();

  test("as keys of maps, in JSON and text", () => {
    const prices = new Map(inheritedNames.map((name, index) => [name, BigInt(index)]));
    const message = Item.create({ prices });
    assert.deepEqual(json(items, ItemJson.print(message)), message);
    assert.deepEqual(json(items, JSON.stringify(ItemJson.toJson(message))), message);
    assert.deepEqual(text(items, printText(Item, message)), message);
  });

  test("are no fields, in JSON and text", () => {
    for (const name of inheritedNames) {
      if (name === "name") continue;
      for (const value of ["1", "{}", '{"polluted":1}', "null"]) {
        const source = `{${JSON.stringify(name)}:${value}}`;
        assert.equal(json(items, source), "JSON_FIELD_UNKNOWN", source);
        const options = { ignoreUnknownFields: true };
        assert.deepEqual(ItemJson.parse(source, options), Item.create());
      }
      assert.equal(text(items, `${name}: 1`), "TEXT_FIELD_UNKNOWN");
      assert.equal(text(items, `${name} { polluted: 1 }`), "TEXT_FIELD_UNKNOWN");
    }
    assert.equal(json(items, '{"level":"constructor"}'), "JSON_ENUM_VALUE");
    assert.equal(text(items, "level: constructor"), "TEXT_ENUM_VALUE");
    assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), before);
  });
});

describe("numbers and strings that are much longer than they say", () => {
  test("in JSON", () => {
    const digits = "9".repeat(1_000_000);
    for (const number of [digits, `-${digits}`, `1.5${digits}`, `1e${digits}`]) {
      for (const field of ["stock", "quantity", "checksum", "version"]) {
        for (const value of [number, `"${number}"`]) {
          const read = inTime(() => json(items, `{"${field}":${value}}`));
          assert.ok(
            typeof read === "string" && read.startsWith("JSON_NUMBER"),
            `${field}: ${read}`,
          );
        }
      }
    }
    for (const [value, stock] of [
      ["100e-2", 1n],
      ["0e999999999", 0n],
      ["1.0e0", 1n],
    ] as const) {
      assert.deepEqual(
        inTime(() => json(items, `{"stock":"${value}"}`)),
        Item.create({ stock }),
      );
    }
    const long = "\\u00e9".repeat(200_000);
    const read = inTime(() => json(items, `{"name":"${long}"}`)) as { name: string };
    assert.equal(read.name.length, 200_000);
    inTime(() => json(items, `{"picture":"${"A".repeat(1_000_001)}"}`));
    inTime(() => json(items, `{${'"none":1,'.repeat(100_000)}"name":""}`));
    inTime(() => json(items, " ".repeat(3_000_000)));
  });

  test("in text", () => {
    const digits = "9".repeat(1_000_000);
    for (const number of [digits, `-${digits}`, `1.5${digits}`, `1e${digits}`, `0x${digits}`]) {
      for (const field of ["stock", "quantity", "checksum", "version"]) {
        const read = inTime(() => text(items, `${field}: ${number}`));
        assert.ok(
          typeof read === "string" && /^TEXT_(NUMBER|TYPE)/.test(read),
          `${field}: ${read}`,
        );
      }
    }
    const long = "\\303\\251".repeat(200_000);
    const read = inTime(() => text(items, `name: "${long}"`)) as { name: string };
    assert.equal(read.name.length, 200_000);
    inTime(() => text(items, `name: ${'"a" '.repeat(200_000)}`));
    inTime(() => text(items, `[${"a.".repeat(500_000)}] {}`));
    inTime(() => text(items, `[${"a/".repeat(500_000)}] {}`));
    inTime(() => text(items, `[${"%41".repeat(500_000)}/a.b] {}`));
    inTime(() => text(items, "#\n".repeat(1_000_000)));
    inTime(() => text(items, "{".repeat(1_000_000)));
    inTime(() => text(items, "none: ".repeat(100_000)));
    inTime(() => text(items, `${"\n".repeat(100_000)}none`));
  });
});

describe("text that is no text", () => {
  test("halves of surrogate pairs", () => {
    for (const half of ["\ud800", "\udc00", "a\ud800b", "\udc00\ud800"]) {
      assert.equal(json(items, JSON.stringify({ name: half })), "JSON_SURROGATE");
      assert.equal(json(items, `{"name":"${half}"}`), "JSON_SURROGATE");
      assert.equal(json(items, JSON.stringify({ prices: { [half]: 1 } })), "JSON_SURROGATE");
      assert.equal(text(items, `name: "${half}"`), "TEXT_UTF8");
    }
    assert.equal(text(items, 'name: "\\ud800"'), "TEXT_ESCAPE");
    assert.throws(() => printText(Item, Item.create({ name: "\ud800" })), { code: "TEXT_UTF8" });
  });

  test("bytes that are not UTF-8, in text", () => {
    for (const bytes of ["\\377", "\\xc0\\x80", "\\355\\240\\200", "\\303"]) {
      assert.equal(text(items, `name: "${bytes}"`), "TEXT_UTF8");
      assert.equal(text(items, `prices { key: "${bytes}" }`), "TEXT_UTF8");
      assert.equal((text(items, `picture: "${bytes}"`) as Item).picture.length > 0, true);
    }
  });
});
