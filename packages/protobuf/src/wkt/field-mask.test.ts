import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import {
  fieldMaskFromPaths,
  fieldMaskOfAll,
  intersectFieldMasks,
  normalizeFieldMask,
  uniteFieldMasks,
  validateFieldMask,
} from "./field-mask.ts";
import { DescriptorProto, FileDescriptorProto } from "./gen/google/protobuf/descriptor.ts";

const paths = (...list: string[]): { paths: string[] } => ({ paths: list });

describe("field masks as sets", () => {
  test("canonical form", () => {
    assert.deepEqual(normalizeFieldMask(paths("b", "a.c", "a", "b", "a.d.e")), paths("a", "b"));
    assert.deepEqual(normalizeFieldMask(paths("a", "a.c")), paths("a"));
    assert.deepEqual(normalizeFieldMask(paths("a.b.c", "a.b", "a.d")), paths("a.b", "a.d"));
    assert.deepEqual(normalizeFieldMask(paths()), paths());
    assert.deepEqual(
      normalizeFieldMask(paths("__proto__", "constructor.prototype")),
      paths("__proto__", "constructor.prototype"),
    );
  });

  test("union", () => {
    assert.deepEqual(
      uniteFieldMasks(paths("a.b", "c"), paths("a"), paths("d.e")),
      paths("a", "c", "d.e"),
    );
    assert.deepEqual(uniteFieldMasks(), paths());
  });

  test("intersection", () => {
    assert.deepEqual(
      intersectFieldMasks(paths("a", "b.c", "d"), paths("a.x", "a.y", "b", "e")),
      paths("a.x", "a.y", "b.c"),
    );
    assert.deepEqual(intersectFieldMasks(paths("a.b"), paths("a.c")), paths());
  });

  test("a path of very many names is refused, not followed", () => {
    const endless = paths(Array.from({ length: 1_000_000 }, () => "a").join("."));
    assert.throws(() => normalizeFieldMask(endless), { code: "WKT_FIELD_MASK_DEPTH" });
    assert.throws(() => intersectFieldMasks(endless, paths("a")), { code: "WKT_FIELD_MASK_DEPTH" });
  });
});

describe("field masks of a type", () => {
  test("paths lead through singular messages to any field", () => {
    assert.deepEqual(
      fieldMaskFromPaths(FileDescriptorProto, ["options.java_package", "name", "message_type"]),
      paths("message_type", "name", "options.java_package"),
    );
    validateFieldMask(descriptorOf(FileDescriptorProto), paths("options.features.enum_type"));
    assert.ok(fieldMaskOfAll(DescriptorProto).paths.includes("nested_type"));
    validateFieldMask(DescriptorProto, fieldMaskOfAll(DescriptorProto));
  });

  const refused: [path: string, code: string, message: RegExp][] = [
    ["nam", "WKT_FIELD_MASK_UNKNOWN", /FileDescriptorProto has no field "nam"/],
    ["options.x", "WKT_FIELD_MASK_UNKNOWN", /FileOptions has no field "x"/],
    ["javaPackage", "WKT_FIELD_MASK_UNKNOWN", /javaPackage/],
    ["", "WKT_FIELD_MASK_UNKNOWN", /no field ""/],
    ["options.", "WKT_FIELD_MASK_UNKNOWN", /no field ""/],
    ["*", "WKT_FIELD_MASK_UNKNOWN", /no field "\*"/],
    ["constructor", "WKT_FIELD_MASK_UNKNOWN", /constructor/],
    ["message_type.name", "WKT_FIELD_MASK_THROUGH", /message_type is not a singular message/],
    ["name.length", "WKT_FIELD_MASK_THROUGH", /name is not a singular message/],
  ];
  for (const [path, code, message] of refused) {
    test(`${JSON.stringify(path)} is refused`, () => {
      assert.throws(() => fieldMaskFromPaths(FileDescriptorProto, [path]), { code, message });
    });
  }
});
