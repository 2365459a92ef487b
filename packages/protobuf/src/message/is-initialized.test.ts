import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { createFileRegistry } from "../registry/create-registry.ts";
import {
  FileDescriptorProto,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  UninterpretedOption,
} from "../wkt/gen/google/protobuf/descriptor.ts";
import { Struct } from "../wkt/gen/google/protobuf/struct.ts";
import { isInitialized } from "./is-initialized.ts";

const message = (name: string, number: number, typeName: string) => ({
  name,
  number,
  label: Label.OPTIONAL,
  type: Type.MESSAGE,
  typeName,
});

const registry = createFileRegistry([
  FileDescriptorProto.create({
    name: "a.proto",
    syntax: "proto2",
    messageType: [
      {
        name: "Outer",
        field: [
          message("inner", 1, ".Inner"),
          { ...message("inners", 2, ".Inner"), label: Label.REPEATED },
          { ...message("chosen", 3, ".Inner"), oneofIndex: 0 },
          { ...message("by_name", 4, ".Outer.ByNameEntry"), label: Label.REPEATED },
          message("outer", 5, ".Outer"),
        ],
        oneofDecl: [{ name: "choice" }],
        nestedType: [
          {
            name: "ByNameEntry",
            options: { mapEntry: true },
            field: [
              { name: "key", number: 1, label: Label.OPTIONAL, type: Type.STRING },
              message("value", 2, ".Inner"),
            ],
          },
        ],
      },
      {
        name: "Inner",
        field: [{ name: "must", number: 1, label: Label.REQUIRED, type: Type.INT32 }],
      },
    ],
  }),
]);

describe("isInitialized", () => {
  const descriptor = registry.getMessage("Outer");
  assert.ok(descriptor);
  const Outer = dynamicType(descriptor);
  const inits: Record<string, (inner: DynamicMessage) => DynamicMessage> = {
    "in a message": (inner) => ({ inner }),
    "in a list": (inner) => ({ inners: [{ must: 1 }, inner] }),
    "in a oneof": (inner) => ({ choice: { case: "chosen", value: inner } }),
    "in a map": (inner) => ({ byName: { x: inner } }),
    "deep down": (inner) => ({ outer: { outer: { inner } } }),
  };
  for (const [where, init] of Object.entries(inits)) {
    test(`a required field ${where}`, () => {
      const without = Outer.create(init({}));
      assert.equal(isInitialized(Outer, without), false);
      assert.throws(() => Outer.encode(without), { code: "PB_ENCODE_REQUIRED_MISSING" });
      const complete = Outer.create(init({ must: 0 }));
      assert.equal(isInitialized(Outer, complete), true);
      assert.ok(Outer.encode(complete).length > 0);
    });
  }

  test("a message without any is, whatever is in it", () => {
    assert.equal(isInitialized(Outer, Outer.create()), true);
    assert.equal(isInitialized(Struct, Struct.create()), true);
  });

  test("of generated types, too", () => {
    const part = { namePart: "a", isExtension: false };
    const option = UninterpretedOption.create({ name: [part] });
    assert.equal(isInitialized(UninterpretedOption, option), true);
    const incomplete = UninterpretedOption.create({ name: [part, { namePart: "b" }] });
    assert.equal(isInitialized(UninterpretedOption, incomplete), false);
  });
});
