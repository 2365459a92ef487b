import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DescFile, fromBinary, toBinary } from "@bufbuild/protobuf";
import * as peer from "@bufbuild/protobuf/wkt";
import { createFileRegistry } from "../registry/create-registry.ts";
import { decodeFileDescriptorProto } from "./decode-file.ts";
import type { FieldDescriptor } from "./descriptor.ts";
import { DescriptorError, type DescriptorErrorCode } from "./descriptor-error.ts";
import {
  BYTES,
  ENUM,
  INT32,
  link,
  MESSAGE,
  OPTIONAL,
  type PeerInit,
  REPEATED,
} from "./link.test.support.ts";

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
