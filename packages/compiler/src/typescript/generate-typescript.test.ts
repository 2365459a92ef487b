import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorOf, type FileDescriptor, type MessageType } from "@tramline/protobuf";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { generatedPath, importSpecifier } from "./generated-path.ts";
import { Kind, Modern, Tone } from "./testdata/gen/editions.ts";
import { Latest } from "./testdata/gen/editions-2024.ts";
import { Everything, file_everything } from "./testdata/gen/everything.ts";
import {
  class$,
  delete$,
  file_odd_odd_names,
  Holder,
  Outer,
} from "./testdata/gen/odd/odd-names.ts";
import { Both, Level, Mode, Old } from "./testdata/gen/old.ts";
import { Other } from "./testdata/gen/other.ts";
import { generateTestdata, linkTestdata } from "./testdata/generate.ts";
import { randomInit, seeded } from "./testdata/random-init.ts";

/** The contracts as another implementation has them. */
function foreignRegistry() {
  const unique = new Set<FileDescriptor>();
  const add = (each: FileDescriptor) => {
    each.dependencies.forEach(add);
    unique.add(each);
  };
  linkTestdata().forEach(add);
  const file = [...unique].map((each) => FileDescriptorProto.encode(each.proto));
  const parts = file.flatMap((bytes) => [0x0a, ...varint(bytes.length), ...bytes]);
  const set: FileDescriptorSet = fromBinary(FileDescriptorSetSchema, Uint8Array.from(parts));
  return createFileRegistry(set);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

test("generated files are what the generator writes", () => {
  for (const { path: name, content } of generateTestdata()) {
    const golden = path.join(import.meta.dirname, "testdata/gen", name);
    assert.equal(readFileSync(golden, "utf8"), content, `${name}: run npm run generate`);
  }
});

describe("against another implementation", () => {
  const registry = foreignRegistry();
  const types: MessageType<object>[] = [
    Everything,
    Old,
    Both,
    Other,
    class$,
    Outer,
    Modern,
    Latest,
  ];
  for (const type of types) {
    test(`random ${type.typeName}`, () => {
      const schema = registry.getMessage(type.typeName);
      assert.ok(schema);
      for (let seed = 1; seed <= 60; seed++) {
        const init = randomInit(descriptorOf(type), seeded(seed));
        const encoded: Uint8Array = type.encode(init);
        const foreign: Uint8Array = toBinary(schema, fromBinary(schema, encoded));
        const expected = type.create(init);
        assert.deepEqual(type.decode(encoded), expected, `seed ${seed}, ours`);
        assert.deepEqual(type.decode(foreign), expected, `seed ${seed}, through the other`);
      }
    });
  }
});

describe("decode", () => {
  test("every shorter input is refused or is a shorter message, and nothing else happens", () => {
    const encoded = Everything.encode(randomInit(descriptorOf(Everything), seeded(7), 2));
    for (let length = 0; length < encoded.length; length++) {
      const cut = encoded.slice(0, length);
      try {
        Everything.decode(cut);
      } catch (error) {
        assert.ok(error instanceof Error);
        assert.equal(error.name, "DecodeError", `${length}: ${error.stack}`);
        assert.match(error.message, /cannot decode test\.everything\.Everything: .*at byte \d+/);
      }
    }
  });

  test("damaged input throws nothing but DecodeError", () => {
    const below = seeded(99);
    for (let round = 0; round < 2000; round++) {
      const bytes = Everything.encode(
        randomInit(descriptorOf(Everything), seeded(round % 20), 2),
      ).slice();
      for (let i = 0; i < 4; i++) bytes[below(bytes.length)] = below(256);
      try {
        Everything.decode(bytes);
      } catch (error) {
        assert.ok(error instanceof Error);
        assert.equal(error.name, "DecodeError", error.stack);
      }
    }
  });

  test("unknown fields survive a round trip, also in nested messages", () => {
    const full = Everything.create({ oneString: "a", child: { oneInt32: 5, maybeString: "b" } });
    const encoded = Everything.encode(full);
    // Another contract knows none of the numbers that Everything uses beyond 3.
    const passed = Other.encode(Other.decode(encoded));
    assert.deepEqual(Everything.decode(passed), full);
  });

  test("embedded messages that come twice are merged, the last scalar wins", () => {
    const first = Everything.encode({
      oneInt32: 1,
      child: { oneInt32: 1, manyInt32: [1], color: 1 },
    });
    const second = Everything.encode({ oneInt32: 2, child: { oneString: "x", manyInt32: [2] } });
    const merged = Everything.decode(Uint8Array.from([...first, ...second]));
    assert.equal(merged.oneInt32, 2);
    assert.deepEqual(
      merged.child,
      Everything.create({ oneInt32: 1, oneString: "x", manyInt32: [1, 2], color: 1 }),
    );
  });

  test("oneof: the last case wins, a message in it is merged with itself", () => {
    const inner = (init: Parameters<typeof Everything.encode>[0]) =>
      Everything.encode({ choice: { case: "pickMessage", value: init } });
    const bytes = Uint8Array.from([
      ...Everything.encode({ choice: { case: "pickString", value: "lost" } }),
      ...inner({ oneInt32: 1 }),
      ...inner({ oneString: "b" }),
    ]);
    const { choice } = Everything.decode(bytes);
    assert.equal(choice.case, "pickMessage");
    assert.deepEqual(choice.value, Everything.create({ oneInt32: 1, oneString: "b" }));
  });

  test("absence is undefined, zero is zero", () => {
    const empty = Everything.decode(new Uint8Array(0));
    assert.equal(empty.maybeInt32, undefined);
    assert.equal(empty.oneInt32, 0);
    assert.equal(empty.child, undefined);
    const zero = Everything.decode(Everything.encode({ maybeInt32: 0, maybeString: "" }));
    assert.equal(zero.maybeInt32, 0);
    assert.equal(zero.maybeString, "");
    assert.equal(Everything.encode({ oneInt32: 0, oneString: "", oneDouble: 0 }).length, 0);
    assert.ok(Object.is(Everything.decode(Everything.encode({ oneDouble: -0 })).oneDouble, -0));
  });

  test("spread and structuredClone keep all of a message", () => {
    const message = Everything.create(randomInit(descriptorOf(Everything), seeded(3)));
    const encoded = Everything.encode(message);
    assert.deepEqual(Everything.encode({ ...message }), encoded);
    assert.deepEqual(Everything.encode(structuredClone(message)), encoded);
  });
});

describe("proto2", () => {
  test("declared defaults are read from the codec", () => {
    const old = Old.decode(Old.encode({ name: "x", mode: Mode.FAST }));
    assert.equal(old.retries, undefined);
    assert.equal(old.retries ?? Old.defaults.retries, 3);
    assert.equal(Old.defaults.greeting, 'a "quoted" line\nand \\ more */ `${x}`');
    assert.equal(Old.defaults.limit, Number.POSITIVE_INFINITY);
    assert.equal(Old.defaults.big, 9007199254740993n);
    assert.deepEqual(Old.defaults.magic, Uint8Array.from([0, 255, 97, 98]));
    assert.equal(Old.defaults.fallback, Mode.SLOW);
  });

  test("numbers that a closed enum does not name stay unknown fields", () => {
    // mode = 9, modes = [1, 9] both ways, by_name {"k": 9}, chosen = 9, name = "n"
    const bytes = Uint8Array.from([
      ...[16, 9, 104, 1, 104, 9, 106, 2, 2, 9],
      ...[122, 5, 10, 1, 107, 16, 9, 144, 1, 9, 10, 1, 110, 16, 1],
    ]);
    const old = Old.decode(bytes);
    assert.equal(old.mode, Mode.FAST);
    assert.deepEqual(old.modes, [Mode.FAST, Mode.SLOW]);
    assert.equal(old.byName.size, 0);
    assert.equal(old.choice.case, undefined);
    assert.deepEqual(
      old.$unknown,
      Uint8Array.from([16, 9, 104, 9, 104, 9, 122, 5, 10, 1, 107, 16, 9, 144, 1, 9]),
    );
    assert.equal(Level.HIGH, 5);
  });
});

describe("editions", () => {
  test("presence is as the features say", () => {
    const { name, count, tone, child } = Modern.create({ key: "k" });
    assert.deepEqual([name, count, tone, child], [undefined, 0, Tone.UNSPECIFIED, undefined]);
    // key = "k", name = "": what has presence is sent when it is empty, what has none is not.
    const bytes = Modern.encode({ key: "k", name: "", count: 0, seal: new Uint8Array(0) });
    assert.deepEqual(bytes, Uint8Array.from([10, 0, 26, 1, 107]));
    assert.throws(() => Modern.encode({}), { code: "PB_ENCODE_REQUIRED_MISSING" });
    const latest = Latest.create();
    assert.deepEqual([latest.name, latest.mood], ["", undefined]);
  });

  test("messages stand between tags where they are delimited, and nowhere else", () => {
    const bytes = Modern.encode({
      key: "",
      child: { key: "c" },
      plain: {},
      places: [{ inside: {} }],
      placeOf: { 1: {} },
      choice: { case: "picked", value: {} },
    });
    assert.deepEqual(
      bytes,
      Uint8Array.from([
        ...[26, 0, 35, 26, 1, 99, 36, 42, 0, 51, 19, 20, 52],
        ...[98, 4, 8, 1, 18, 0, 123, 124],
      ]),
    );
  });

  test("closed enums keep numbers without a name as unknown fields, open ones hold them", () => {
    const { kind, tone, $unknown } = Modern.decode(Uint8Array.from([72, 9, 104, 9]));
    assert.deepEqual([kind, tone], [undefined, 9]);
    assert.deepEqual($unknown, Uint8Array.from([72, 9]));
  });

  test("repeated numbers are packed or not, and read either way", () => {
    const bytes = Modern.encode({ key: "", loose: [1, 2], tight: [1, 2] });
    assert.deepEqual(bytes, Uint8Array.from([26, 0, 56, 1, 56, 2, 66, 2, 1, 2]));
    const other = Modern.decode(Uint8Array.from([58, 2, 1, 2, 64, 1, 64, 2]));
    assert.deepEqual(
      [other.loose, other.tight],
      [
        [1, 2],
        [1, 2],
      ],
    );
  });

  test("declared defaults are read from the codec, text without the check is taken as it is", () => {
    assert.equal(Modern.defaults.retries, 3);
    assert.equal(Modern.defaults.fallback, Kind.LARGE);
    assert.equal(Modern.decode(Uint8Array.from([138, 1, 1, 255])).raw, "\ufffd");
    assert.throws(() => Modern.decode(Uint8Array.from([10, 1, 255])), { name: "DecodeError" });
  });
});

describe("names", () => {
  test("hostile names are harmless", () => {
    const decoded = class$.decode(
      class$.encode({ constructor$: "a", Proto: 1, toString$: "b", valueOf$: { __proto__: "c" } }),
    );
    assert.equal(decoded.constructor$, "a");
    assert.equal(Object.getPrototypeOf(decoded), Object.prototype);
    assert.equal(class$.encode({}).length, 0);
    const map = new Map([["__proto__", "c"]]);
    assert.deepEqual(class$.decode(class$.encode({ valueOf$: map })).valueOf$, map);
    assert.deepEqual(Holder.decode(Holder.encode({ looks: { case: "x" } })).looks?.case, "x");
  });

  test("services are data with paths and kinds", () => {
    assert.equal(delete$.methods.constructor$.path, "/test.odd.delete/Constructor");
    assert.equal(delete$.methods.constructor$.kind, "serverStreaming");
    assert.equal(delete$.methods.get.idempotency, "noSideEffects");
    assert.equal(delete$.methods.both.localName, "both");
    assert.equal(descriptorOf(delete$).methods.length, 4);
  });

  test("descriptors are those of the contract", () => {
    assert.equal(descriptorOf(Everything).typeName, "test.everything.Everything");
    assert.equal(
      descriptorOf(Everything).fieldByName("at")?.message?.typeName,
      "google.protobuf.Timestamp",
    );
    assert.equal(descriptorOf(Everything).file.dependencies[0]?.name, "other.proto");
    assert.equal(descriptorOf(Everything), descriptorOf(Everything));
  });

  test("embedded files are what was compiled, comments aside", () => {
    const compiled = new Map(linkTestdata().map((file) => [file.name, file.proto]));
    for (const source of [file_everything, file_odd_odd_names]) {
      const embedded = descriptorOf(source);
      const { sourceCodeInfo, ...wanted } = compiled.get(embedded.name) ?? assert.fail();
      assert.ok(sourceCodeInfo);
      assert.deepEqual(
        FileDescriptorProto.encode(embedded.proto),
        FileDescriptorProto.encode(wanted),
      );
    }
  });

  test("paths", () => {
    assert.equal(generatedPath("a/b.proto"), "a/b.ts");
    for (const bad of ["../a.proto", "/a.proto", "a//b.proto", "c:\\a.proto", "a/../../b.proto"]) {
      assert.throws(() => generatedPath(bad), /no file can be generated/);
    }
    assert.equal(importSpecifier("a/b.ts", "a/c.ts", ".ts"), "./c.ts");
    assert.equal(importSpecifier("a/b/c.ts", "a/d/e.ts", ".js"), "../d/e.js");
    assert.equal(importSpecifier("a.ts", "b/c.ts", ""), "./b/c");
  });
});
