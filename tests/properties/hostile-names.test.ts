// Names that mean something to JavaScript or TypeScript, wherever a contract can have a name.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import {
  descriptorOf,
  dynamicType,
  fromJson,
  fromJsonString,
  type JsonObject,
  toJson,
  toJsonString,
} from "@tramline/protobuf";
import { root, runNode } from "../docs/examples.ts";
import { hostileNames, inheritedNames, reservedNames } from "./src/hostile-names.ts";
import {
  generate,
  generatedFolder,
  linkText,
  loadGenerated,
  messageTypes,
  removeGenerated,
  writeGenerated,
} from "./src/load-schema.ts";

after(removeGenerated);

/** What every object inherits, to be compared after hostile input was read. */
const inherited = (): unknown => [
  Object.getOwnPropertyNames(Object.prototype),
  Object.getOwnPropertyNames(Array.prototype),
  Object.getOwnPropertyNames(Map.prototype),
  Object.prototype.toString,
  Object.prototype.constructor,
];
const before = inherited();
after(() => assert.deepEqual(inherited(), before));

const valueNames = hostileNames.filter((name) => !/^(option|reserved)$/.test(name));

/** A contract with each name as field of several kinds, map key, enum value, message, method and oneof. */
const everywhere = [
  'syntax = "proto3";',
  "package constructor.__proto__.toString;",
  "message Fields {",
  ...hostileNames.map((name, i) => `  string ${name} = ${i + 1};`),
  "}",
  "message Lists {",
  ...hostileNames.map((name, i) => `  repeated int64 ${name} = ${i + 1};`),
  "}",
  "message Maps {",
  ...hostileNames.map((name, i) => `  map<string, bool> ${name} = ${i + 1};`),
  "}",
  "message Presence {",
  ...hostileNames.map((name, i) => `  optional bytes ${name} = ${i + 1};`),
  "}",
  "message Nested {",
  ...hostileNames.map((name, i) => `  .constructor.__proto__.toString.${name} ${name} = ${i + 1};`),
  "}",
  "message Cases {",
  "  oneof constructor_of {",
  ...hostileNames.map((name, i) => `    int32 ${name} = ${i + 1};`),
  "  }",
  "}",
  "message Oneofs {",
  ...hostileNames.map((name, i) => `  oneof ${name} { int32 in${i} = ${i + 1}; }`),
  "}",
  ...hostileNames.map((name) => `message ${name} { string ${name} = 1; }`),
  "message Enums {",
  "  enum Values {",
  ...valueNames.map((name, i) => `    ${name} = ${i};`),
  "  }",
  "  Values one_value = 1;",
  "  repeated Values many_values = 2;",
  "}",
  "service Methods {",
  ...hostileNames.map((name) => `  rpc ${name}(Fields) returns (Fields);`),
  "}",
].join("\n");

const file = linkText(everywhere, "constructor/__proto__.proto");
const generated = await loadGenerated(generate(file));
const types = messageTypes(generated);

/** A message with a message of this name in it, used by all kinds of fields, and an enum with a value of it. */
function printNested(name: string, i: number): string {
  const valueName = /^(option|reserved)$/.test(name) ? "x" : name;
  return `message M${i} {
    message ${name} { optional int32 ${name} = 1; }
    optional M${i}.${name} a = 1;
    repeated M${i}.${name} b = 2;
    map<int32, M${i}.${name}> c = 3;
    oneof ${name}_ {
      M${i}.${name} d = 4;
      N${i}.E e = 5;
    }
  }
  message N${i} {
    enum E { ${valueName} = 1; }
  }`;
}

describe("hostile names", () => {
  const prefix = "constructor.__proto__.toString.";

  /** Both implementations of a message. */
  const implementations = (name: string) => {
    const type = types.get(prefix + name);
    assert.ok(type, name);
    return [type, dynamicType(descriptorOf(type))];
  };

  test("compile, strictly", { timeout: 50_000 }, async () => {
    // A contract for the names that differ from others only in case or underscores.
    const words = [...new Set([...inheritedNames, ...reservedNames])];
    const services = words.map(
      (name, i) => `service ${name} { rpc ${name}(M${i}) returns (M${i}); }`,
    );
    const text = [
      'syntax = "proto2";',
      "package interface.void;",
      ...services,
      ...words.map((name, i) => printNested(name, i)),
    ].join("\n");
    writeGenerated(generate(linkText(text, "interface/void.proto")));
    writeGenerated(
      generate(linkText([...words.map((name) => `enum ${name} { X_${name} = 0; }`)].join("\n"))),
    );
    const project = path.join(generatedFolder, "tsconfig.json");
    const extended = path.relative(generatedFolder, path.join(root, "tsconfig.programs.json"));
    writeFileSync(
      project,
      JSON.stringify({
        extends: extended,
        compilerOptions: { incremental: false },
        include: ["*.ts"],
      }),
    );
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    const { code, output } = await runNode([tsc, "-p", project]);
    assert.equal(output, "");
    assert.equal(code, 0);
  });

  const values: readonly (readonly [message: string, value: (i: number) => unknown])[] = [
    ["Fields", (i) => `text ${i}`],
    ["Lists", (i) => [BigInt(i), -1n]],
    ["Maps", () => new Map(inheritedNames.map((name) => [name, true]))],
    ["Presence", (i) => Uint8Array.of(i)],
  ];
  for (const [name, value] of values) {
    test(`as fields of ${name}`, () => {
      for (const type of implementations(name)) {
        const message = type.create() as Record<string, unknown>;
        const { fields } = descriptorOf(type);
        assert.equal(fields.length, hostileNames.length);
        fields.forEach((field, i) => {
          assert.ok(Object.hasOwn(message, field.localName), field.localName);
          message[field.localName] = value(i);
        });
        assert.equal(Object.getPrototypeOf(message), Object.prototype);
        const decoded = type.decode(type.encode(message));
        assert.deepEqual(decoded, message);
        assert.equal(Object.getPrototypeOf(decoded), Object.prototype);
        for (const useProtoFieldName of [false, true]) {
          const text = toJsonString(type, message, { useProtoFieldName });
          assert.deepEqual(fromJsonString(type, text), message);
        }
        const json = toJson(type, message, { useProtoFieldName: true }) as JsonObject;
        assert.deepEqual(Object.keys(json).sort(), [...hostileNames].sort());
      }
    });
  }

  test("an empty message has none of them, whatever Object.prototype has", () => {
    for (const name of ["Fields", "Presence", "Cases", "Oneofs", "Nested"]) {
      for (const type of implementations(name)) {
        assert.equal(type.encode({}).length, 0, name);
        assert.deepEqual(toJson(type, type.create()), {});
        assert.deepEqual(type.create({}), type.create());
      }
    }
  });

  test("as types of messages", () => {
    for (const type of implementations("Nested")) {
      const { fields } = descriptorOf(type);
      for (const field of fields) {
        const inner = field.message?.fields[0]?.localName ?? "";
        const message = type.create({ [field.localName]: { [inner]: "x" } });
        assert.deepEqual(type.decode(type.encode(message)), message);
        assert.equal(type.encode(message).length > 0, true);
      }
    }
  });

  test("as cases and names of oneofs", () => {
    for (const type of implementations("Cases")) {
      for (const field of descriptorOf(type).fields) {
        const message = type.create({ constructorOf: { case: field.localName, value: 1 } });
        assert.deepEqual(type.decode(type.encode(message)), message);
        assert.deepEqual(fromJson(type, toJson(type, message)), message);
      }
      // Names that are no case, but properties of every object.
      for (const name of ["hasOwnProperty", "constructor", "__proto__"]) {
        assert.throws(() => type.encode({ constructorOf: { case: name, value: 1 } }), {
          name: "EncodeError",
        });
      }
    }
    for (const type of implementations("Oneofs")) {
      descriptorOf(type).oneofs.forEach((oneof, i) => {
        const message = type.create({ [oneof.localName]: { case: `in${i}`, value: 1 } });
        assert.deepEqual(type.decode(type.encode(message)), message);
      });
    }
  });

  test("as values of enums", () => {
    for (const type of implementations("Enums")) {
      valueNames.forEach((name, number) => {
        const message = type.create({ oneValue: number, manyValues: [number] });
        const json = toJson(type, message) as JsonObject;
        assert.deepEqual(json["manyValues"], [name]);
        assert.deepEqual(fromJson(type, json), message);
      });
      for (const name of ["isFrozen", "nothing", "0"]) {
        assert.throws(() => fromJson(type, { oneValue: name }), { name: "JsonError" });
      }
    }
    const constants = generated["Enums_Values"] as Record<string, number>;
    assert.deepEqual(
      Object.values(constants),
      valueNames.map((_name, number) => number),
    );
    assert.equal(Object.getPrototypeOf(constants), Object.prototype);
  });

  test("as methods", () => {
    const service = generated["Methods"] as { methods: Record<string, { path: string }> };
    assert.deepEqual(
      Object.values(service.methods).map((method) => method.path),
      hostileNames.map((name) => `/${prefix}Methods/${name}`),
    );
    assert.equal("then" in service.methods, false);
  });

  test("as JSON names that are declared", async () => {
    const text = [
      'syntax = "proto3";',
      "message Named {",
      ...inheritedNames.map(
        (name, i) => `  int32 f${i} = ${i + 1} [json_name = ${JSON.stringify(name)}];`,
      ),
      `  int32 quoted = 100 [json_name = "a\\"\`\${x}\\\\ */ \u2028"];`,
      "}",
    ].join("\n");
    const type = messageTypes(await loadGenerated(generate(linkText(text)))).get("Named");
    assert.ok(type);
    for (const each of [type, dynamicType(descriptorOf(type))]) {
      const init = Object.fromEntries(
        descriptorOf(each).fields.map((field, i) => [field.localName, i + 1]),
      );
      const message = each.create(init);
      const printed = toJsonString(each, message);
      assert.deepEqual(fromJsonString(each, printed), message);
      assert.ok(Object.keys(JSON.parse(printed) as object).includes("__proto__"));
    }
  });

  test("JSON that sets prototypes sets nothing", () => {
    for (const type of implementations("Fields")) {
      for (const text of [
        '{"__proto__": {"polluted": true}}',
        '{"constructor": {"prototype": {"polluted": true}}}',
        '{"unknown": {"__proto__": {"polluted": true}}}',
      ]) {
        for (const ignoreUnknownFields of [false, true]) {
          try {
            fromJsonString(type, text, { ignoreUnknownFields });
          } catch (error) {
            assert.equal((error as Error).name, "JsonError");
          }
          assert.equal(({} as { polluted?: boolean }).polluted, undefined);
        }
      }
    }
  });
});
