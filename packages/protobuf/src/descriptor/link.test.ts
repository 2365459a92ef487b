import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create, type DescFile, fromBinary, toBinary } from "@bufbuild/protobuf";
import * as peer from "@bufbuild/protobuf/wkt";
import { createFileRegistry } from "../registry/create-registry.ts";
import type { FileDescriptorProto } from "../wkt/gen/google/protobuf/descriptor.ts";
import { decodeFileDescriptorProto } from "./decode-file.ts";
import type { FieldDescriptor } from "./descriptor.ts";
import { DescriptorError, type DescriptorErrorCode } from "./descriptor-error.ts";

type PeerInit = Parameters<typeof create<typeof peer.FileDescriptorProtoSchema>>[1];

/** Builds a proto as a compiler would hand it over: encoded by the peer, decoded by us. */
function fileProto(init: PeerInit): FileDescriptorProto {
  const message = create(peer.FileDescriptorProtoSchema, init);
  return decodeFileDescriptorProto(toBinary(peer.FileDescriptorProtoSchema, message));
}

function link(...inits: PeerInit[]) {
  return createFileRegistry(inits.map(fileProto));
}

function refuses(code: DescriptorErrorCode, pattern: RegExp, ...inits: PeerInit[]): void {
  assert.throws(
    () => link(...inits),
    (error) => {
      assert.ok(error instanceof DescriptorError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, pattern);
      return true;
    },
  );
}

const { OPTIONAL, REPEATED } = peer.FieldDescriptorProto_Label;
const { INT32, INT64, STRING, MESSAGE, ENUM, GROUP, BYTES, DOUBLE } =
  peer.FieldDescriptorProto_Type;

describe("link: the peer's own files", () => {
  const files = Object.values(peer).filter(
    (value): value is DescFile =>
      typeof value === "object" && "kind" in value && value.kind === "file",
  );
  const registry = createFileRegistry(
    files
      .map((file) =>
        decodeFileDescriptorProto(toBinary(peer.FileDescriptorProtoSchema, file.proto)),
      )
      .reverse(),
  );

  test("files come in an order of imports", () => {
    assert.ok(files.length > 10);
    assert.equal(registry.files.length, files.length);
    const seen = new Set<string>();
    for (const file of registry.files) {
      for (const dependency of file.dependencies) assert.ok(seen.has(dependency.name));
      seen.add(file.name);
    }
  });

  test("fields have the peer's traits", () => {
    let count = 0;
    for (const file of files) {
      for (const expected of file.messages) {
        const message = registry.getMessage(expected.typeName);
        assert.ok(message);
        assert.equal(message.localName, expected.name);
        assert.deepEqual(
          message.members.map((member) => member.localName),
          expected.members.map((member) => member.localName),
        );
        for (const field of expected.fields) {
          const actual = message.fieldByNumber(field.number);
          assert.ok(actual);
          count++;
          assert.equal(actual.name, field.name);
          assert.equal(actual.jsonName, field.jsonName);
          assert.equal(actual.localName, field.localName);
          assert.equal(actual.repeated, field.fieldKind === "list");
          assert.equal(actual.map !== undefined, field.fieldKind === "map");
          assert.equal(actual.oneof?.name, field.oneof?.name);
          assert.equal(
            actual.presence,
            field.presence !== 2 && !["list", "map"].includes(field.fieldKind),
          );
          assert.equal(actual.required, field.presence === 3);
          assert.equal(actual.packed, field.fieldKind === "list" && field.packed);
          const target: FieldDescriptor = actual.map?.value ?? actual;
          assert.equal(target.message?.typeName, field.message?.typeName);
          assert.equal(target.enum?.typeName, field.enum?.typeName);
        }
      }
      for (const expected of file.enums) {
        const actual = registry.getEnum(expected.typeName);
        assert.ok(actual);
        assert.equal(actual.open, expected.open);
        assert.deepEqual(
          actual.values.map((value) => [value.name, value.number]),
          expected.values.map((value) => [value.name, value.number]),
        );
      }
    }
    assert.ok(count > 150);
  });

  test("members are found by full name", () => {
    assert.equal(registry.get("google.protobuf.Struct.fields")?.kind, "field");
    assert.equal(registry.get("google.protobuf.Value.kind")?.kind, "oneof");
    assert.equal(registry.get("google.protobuf.NULL_VALUE")?.kind, "enumValue");
    assert.equal(registry.get("google.protobuf.Struct.FieldsEntry"), undefined);
    assert.equal(registry.get("Struct"), undefined);
  });

  test("declared defaults", () => {
    const field = registry.getMessage("google.protobuf.FileOptions")?.fieldByName("optimize_for");
    assert.equal(field?.defaultValue, 1);
    assert.equal(field?.presence, true);
    assert.equal(field?.openEnum, false);
  });
});

describe("decodeFileDescriptorProto", () => {
  test("agrees with the peer on every property of descriptor.proto", () => {
    const bytes = toBinary(
      peer.FileDescriptorProtoSchema,
      peer.file_google_protobuf_descriptor.proto,
    );
    const ours = decodeFileDescriptorProto(bytes);
    const theirs = fromBinary(peer.FileDescriptorProtoSchema, bytes);
    const compare = (mine: unknown, other: unknown, path: string): void => {
      if (Array.isArray(mine)) {
        assert.ok(Array.isArray(other) && other.length === mine.length, path);
        mine.forEach((value, index) => compare(value, other[index], `${path}[${index}]`));
      } else if (typeof mine === "object" && mine !== null && !(mine instanceof Uint8Array)) {
        for (const [key, value] of Object.entries(mine)) {
          if (key === "$unknown") continue;
          compare(value, (other as Record<string, unknown>)[key], `${path}.${key}`);
        }
      } else {
        assert.deepEqual(mine, other, path);
      }
    };
    compare(ours, theirs, "");
    assert.equal(ours.messageType.length, theirs.messageType.length);
  });
});

describe("link: traits", () => {
  test("proto3 optional is presence without a oneof", () => {
    const registry = link({
      name: "a.proto",
      package: "a",
      syntax: "proto3",
      messageType: [
        {
          name: "M",
          field: [
            { name: "plain", number: 1, label: OPTIONAL, type: INT32 },
            {
              name: "maybe",
              number: 2,
              label: OPTIONAL,
              type: INT32,
              oneofIndex: 1,
              proto3Optional: true,
            },
            { name: "in_one", number: 3, label: OPTIONAL, type: STRING, oneofIndex: 0 },
            { name: "many", number: 4, label: REPEATED, type: INT32 },
          ],
          oneofDecl: [{ name: "choice" }, { name: "_maybe" }],
        },
      ],
    });
    const message = registry.getMessage("a.M");
    assert.ok(message);
    assert.deepEqual(
      message.fields.map((field) => field.presence),
      [false, true, true, false],
    );
    assert.deepEqual(
      message.oneofs.map((oneof) => oneof.name),
      ["choice"],
    );
    assert.deepEqual(
      message.members.map((member) => member.localName),
      ["plain", "maybe", "choice", "many"],
    );
    assert.equal(message.fieldByName("maybe")?.proto3Optional, true);
    assert.equal(message.fieldByName("many")?.packed, true);
    assert.equal(message.fieldByName("in_one")?.utf8Validation, true);
  });

  test("proto2: groups, required, defaults, closed enums, jstype", () => {
    const registry = link({
      name: "a.proto",
      enumType: [
        {
          name: "Color",
          value: [
            { name: "COLOR_RED", number: 5 },
            { name: "COLOR_BLUE", number: 6 },
          ],
        },
      ],
      messageType: [
        {
          name: "M",
          field: [
            { name: "part", number: 1, label: REPEATED, type: GROUP, typeName: ".M.Part" },
            {
              name: "must",
              number: 2,
              label: peer.FieldDescriptorProto_Label.REQUIRED,
              type: STRING,
              defaultValue: "x",
            },
            {
              name: "color",
              number: 3,
              label: OPTIONAL,
              type: ENUM,
              typeName: ".Color",
              defaultValue: "COLOR_BLUE",
            },
            {
              name: "big",
              number: 4,
              label: OPTIONAL,
              type: INT64,
              defaultValue: "-9223372036854775808",
            },
            {
              name: "text",
              number: 5,
              label: OPTIONAL,
              type: INT64,
              defaultValue: "7",
              options: { jstype: peer.FieldOptions_JSType.JS_STRING },
            },
            {
              name: "raw",
              number: 6,
              label: OPTIONAL,
              type: BYTES,
              defaultValue: "\\000\\377a\\n\\x41",
            },
            { name: "inf", number: 7, label: OPTIONAL, type: DOUBLE, defaultValue: "-inf" },
            { name: "many", number: 8, label: REPEATED, type: INT32 },
          ],
          nestedType: [{ name: "Part" }],
        },
      ],
    });
    const message = registry.getMessage("M");
    assert.ok(message);
    const [part, must, color, big, text, raw, inf, many] = message.fields;
    assert.equal(part?.delimited, true);
    assert.equal(must?.required, true);
    assert.equal(must?.utf8Validation, false);
    assert.equal(color?.defaultValue, 6);
    assert.equal(color?.openEnum, false);
    assert.equal(color?.enum?.sharedPrefix, "COLOR_");
    assert.equal(color?.enum?.values[0]?.localName, "RED");
    assert.equal(big?.defaultValue, -(2n ** 63n));
    assert.equal(text?.defaultValue, "7");
    assert.equal(text?.jstype, "string");
    assert.deepEqual(raw?.defaultValue, Uint8Array.of(0, 255, 97, 10, 65));
    assert.equal(inf?.defaultValue, Number.NEGATIVE_INFINITY);
    assert.equal(many?.packed, false);
    assert.equal(message.nestedMessages[0]?.localName, "M_Part");
  });

  test("editions resolve features from file, message and field", () => {
    const registry = link({
      name: "a.proto",
      syntax: "editions",
      edition: peer.Edition.EDITION_2023,
      options: { features: { fieldPresence: peer.FeatureSet_FieldPresence.IMPLICIT } },
      messageType: [
        {
          name: "M",
          options: {
            features: { repeatedFieldEncoding: peer.FeatureSet_RepeatedFieldEncoding.EXPANDED },
          },
          field: [
            { name: "implicit", number: 1, label: OPTIONAL, type: INT32 },
            {
              name: "explicit",
              number: 2,
              label: OPTIONAL,
              type: INT32,
              options: { features: { fieldPresence: peer.FeatureSet_FieldPresence.EXPLICIT } },
            },
            {
              name: "required",
              number: 3,
              label: OPTIONAL,
              type: INT32,
              options: {
                features: { fieldPresence: peer.FeatureSet_FieldPresence.LEGACY_REQUIRED },
              },
            },
            { name: "many", number: 4, label: REPEATED, type: INT32 },
            {
              name: "group",
              number: 5,
              label: OPTIONAL,
              type: MESSAGE,
              typeName: ".M",
              options: { features: { messageEncoding: peer.FeatureSet_MessageEncoding.DELIMITED } },
            },
          ],
        },
      ],
    });
    const fields = registry.getMessage("M")?.fields ?? [];
    assert.deepEqual(
      fields.map((field) => field.presence),
      [false, true, true, false, true],
    );
    assert.deepEqual(
      fields.map((field) => field.required),
      [false, false, true, false, false],
    );
    assert.equal(fields[3]?.packed, false);
    assert.equal(fields[4]?.delimited, true);
  });

  test("property names are unique and inherit nothing", () => {
    const names = [
      "foo_bar",
      "fooBar",
      "constructor",
      "to_string",
      "toString",
      "_1",
      "__proto__",
      "class",
    ];
    const registry = link({
      name: "a.proto",
      messageType: [
        {
          name: "M",
          field: names.map((name, index) => ({
            name,
            number: index + 1,
            label: OPTIONAL,
            type: INT32,
          })),
        },
      ],
    });
    assert.deepEqual(
      registry.getMessage("M")?.fields.map((field) => field.localName),
      [
        "fooBar",
        "fooBar$2",
        "constructor$",
        "toString$",
        "toString$$5",
        "_1",
        "proto",
        "class",
      ].map((name) => (name === "proto" ? "Proto" : name)),
    );
  });

  test("comments and positions", () => {
    const registry = link({
      name: "a.proto",
      messageType: [{ name: "M", field: [{ name: "x", number: 1, label: OPTIONAL, type: INT32 }] }],
      sourceCodeInfo: {
        location: [
          {
            path: [4, 0],
            span: [3, 0, 5, 1],
            leadingComments: " A message.\n",
            leadingDetachedComments: [" far\n"],
          },
          { path: [4, 0, 2, 0], span: [4, 2, 18], trailingComments: " right\n" },
          { path: [12], span: [0, 0, 18], leadingComments: " Licence\n" },
        ],
      },
    });
    const message = registry.getMessage("M");
    assert.deepEqual(message?.comments, {
      leading: " A message.\n",
      trailing: undefined,
      leadingDetached: [" far\n"],
    });
    assert.equal(message?.fields[0]?.comments.trailing, " right\n");
    assert.deepEqual(message?.fields[0]?.span, {
      startLine: 4,
      startColumn: 2,
      endLine: 4,
      endColumn: 18,
    });
    assert.equal(message?.file.syntaxComments.leading, " Licence\n");
    assert.equal(message?.file.comments.leading, undefined);
  });

  test("methods know path, kind and types", () => {
    const registry = link({
      name: "a.proto",
      package: "a.b",
      messageType: [{ name: "M" }],
      service: [
        {
          name: "S",
          method: [
            { name: "GetIt", inputType: ".a.b.M", outputType: "M" },
            {
              name: "Then",
              inputType: ".a.b.M",
              outputType: ".a.b.M",
              serverStreaming: true,
              clientStreaming: true,
            },
          ],
        },
      ],
    });
    const [getIt, then] = registry.getService("a.b.S")?.methods ?? [];
    assert.equal(getIt?.path, "/a.b.S/GetIt");
    assert.equal(getIt?.localName, "getIt");
    assert.equal(getIt?.methodKind, "unary");
    assert.equal(getIt?.output.typeName, "a.b.M");
    assert.equal(then?.methodKind, "bidiStreaming");
    assert.equal(then?.localName, "then$");
    assert.equal(registry.get("a.b.S.Then"), then);
  });
});

describe("link: hostile descriptors", () => {
  const field = (init: object) => ({ name: "f", number: 1, label: OPTIONAL, type: INT32, ...init });
  const message = (...fields: object[]) => ({
    name: "a.proto",
    messageType: [{ name: "M", field: fields }],
  });

  test("imports", () => {
    refuses("DESCRIPTOR_IMPORT_MISSING", /a\.proto: imports "b\.proto"/, {
      name: "a.proto",
      dependency: ["b.proto"],
    });
    refuses(
      "DESCRIPTOR_IMPORT_CYCLE",
      /in turn/,
      { name: "a.proto", dependency: ["b.proto"] },
      { name: "b.proto", dependency: ["a.proto"] },
    );
    refuses("DESCRIPTOR_IMPORT_CYCLE", /in turn/, { name: "a.proto", dependency: ["a.proto"] });
    refuses("DESCRIPTOR_IMPORT_INDEX", /marks import 7/, {
      name: "a.proto",
      publicDependency: [7],
    });
    refuses("DESCRIPTOR_IMPORT_INDEX", /marks import -1/, {
      name: "a.proto",
      publicDependency: [-1],
    });
    assert.equal(
      link({ name: "a.proto", dependency: ["b.proto"], weakDependency: [0] }).files.length,
      1,
    );
  });

  test("a chain of imports longer than the call stack", () => {
    const chain = Array.from({ length: 12_000 }, (_, i) => ({
      name: `${i}.proto`,
      dependency: i === 11_999 ? [] : [`${i + 1}.proto`],
    }));
    assert.equal(link(...chain).files[0]?.name, "11999.proto");
  });

  test("types", () => {
    refuses(
      "DESCRIPTOR_TYPE_MISSING",
      /M\.f refers to "\.Nope"/,
      message(field({ type: MESSAGE, typeName: ".Nope" })),
    );
    refuses("DESCRIPTOR_TYPE_MISSING", /no type/, message(field({ type: MESSAGE })));
    refuses(
      "DESCRIPTOR_TYPE_MISMATCH",
      /needs an enum/,
      message(field({ type: ENUM, typeName: ".M" })),
    );
    refuses("DESCRIPTOR_TYPE_MISSING", /request of S\.X/, {
      name: "a.proto",
      service: [{ name: "S", method: [{ name: "X", inputType: ".No", outputType: ".No" }] }],
    });
  });

  test("numbers", () => {
    for (const number of [0, -1, 19_500, 536_870_912, 2_147_483_647]) {
      refuses("DESCRIPTOR_FIELD_NUMBER", /M\.f has number/, message(field({ number })));
    }
    refuses("DESCRIPTOR_DUPLICATE_NUMBER", /as f does/, message(field({}), field({ name: "g" })));
  });

  test("names", () => {
    refuses(
      "DESCRIPTOR_DUPLICATE_NAME",
      /M\.f is declared twice/,
      message(field({}), field({ number: 2 })),
    );
    for (const name of ["", "a.b", "x y", "1a", "*/ evil", "a\nb", "ä"]) {
      refuses("DESCRIPTOR_NAME", /a field in M/, message(field({ name })));
    }
    refuses("DESCRIPTOR_NAME", /package name/, { name: "a.proto", package: "a..b" });
    refuses("DESCRIPTOR_NAME", /a file needs a name/, {});
    refuses(
      "DESCRIPTOR_DUPLICATE_NAME",
      /another file too/,
      { name: "a.proto", messageType: [{ name: "M" }] },
      { name: "b.proto", messageType: [{ name: "M" }] },
    );
  });

  test("oneofs, maps, defaults, enums, syntax", () => {
    refuses("DESCRIPTOR_ONEOF", /in oneof 3/, message(field({ oneofIndex: 3 })));
    refuses(
      "DESCRIPTOR_DEFAULT_VALUE",
      /M\.f has the default "x"/,
      message(field({ defaultValue: "x" })),
    );
    refuses("DESCRIPTOR_DEFAULT_VALUE", /M\.f/, message(field({ defaultValue: "4294967296" })));
    refuses("DESCRIPTOR_ENUM_EMPTY", /enum E/, { name: "a.proto", enumType: [{ name: "E" }] });
    refuses("DESCRIPTOR_SYNTAX", /proto4/, { name: "a.proto", syntax: "proto4" });
    refuses("DESCRIPTOR_EDITION", /edition 99998/, {
      name: "a.proto",
      syntax: "editions",
      edition: 99998,
    });
    const entry = (fields: object[]) => ({
      name: "a.proto",
      messageType: [
        {
          name: "M",
          field: [field({ label: REPEATED, type: MESSAGE, typeName: ".M.FEntry" })],
          nestedType: [{ name: "FEntry", field: fields, options: { mapEntry: true } }],
        },
      ],
    });
    refuses("DESCRIPTOR_MAP_ENTRY", /map/, entry([]));
    refuses(
      "DESCRIPTOR_MAP_ENTRY",
      /map/,
      entry([field({ name: "key", type: BYTES }), field({ name: "value", number: 2 })]),
    );
    refuses(
      "DESCRIPTOR_MAP_ENTRY",
      /map/,
      entry([field({ name: "key" }), field({ name: "value", number: 2, label: REPEATED })]),
    );
  });

  test("nesting", () => {
    let nested: object = { name: "M" };
    for (let depth = 0; depth < 90; depth++) nested = { name: "M", nestedType: [nested] };
    refuses("DESCRIPTOR_NESTING", /more than 64/, { name: "a.proto", messageType: [nested] });
  });

  test("many colliding names take linear time", () => {
    const fields = Array.from({ length: 12_000 }, (_, i) =>
      field({
        name: `a${"_".repeat(i % 50)}b${i >= 50 ? `_${i}` : ""}`,
        number: i + 1,
      }),
    );
    assert.equal(link(message(...fields)).getMessage("M")?.fields.length, 12_000);
  });
});
