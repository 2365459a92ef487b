import assert from "node:assert/strict";
import { test } from "node:test";
import { Edition, FileDescriptorProto } from "@tramline/protobuf/wkt";
import { checkPluginSupport, type PluginSupport } from "./check-support.ts";

const nothing: PluginSupport = { supportedFeatures: 0n, minimumEdition: 0, maximumEdition: 0 };
const optional = FileDescriptorProto.create({
  name: "shop/optional.proto",
  syntax: "proto3",
  messageType: [{ nestedType: [{ field: [{ name: "a", proto3Optional: true }] }] }],
});
const edition = (value: Edition, name = "shop/edition.proto") =>
  FileDescriptorProto.create({ name, syntax: "editions", edition: value });

function check(support: Partial<PluginSupport>, ...files: readonly FileDescriptorProto[]): void {
  checkPluginSupport({ ...nothing, ...support }, files, "protoc-gen-x");
}

test("a plugin that declares nothing is for proto2 and plain proto3", () => {
  check({}, FileDescriptorProto.create({ name: "a.proto" }));
  check({}, FileDescriptorProto.create({ name: "a.proto", syntax: "proto3" }));
});

test("optional fields of proto3 need to be declared", () => {
  check({ supportedFeatures: 1n }, optional);
  for (const supportedFeatures of [0n, 2n]) {
    assert.throws(() => check({ supportedFeatures }, optional), {
      code: "PLUGIN_PROTO3_OPTIONAL",
      message: /^shop\/optional\.proto has optional fields of proto3, which protoc-gen-x/,
    });
  }
});

test("editions need to be declared, and to be within the bounds", () => {
  const declared = { supportedFeatures: 2n, minimumEdition: 998, maximumEdition: 1000 };
  check(declared, edition(Edition.EDITION_2023));
  assert.throws(() => check({ supportedFeatures: 1n }, edition(Edition.EDITION_2023)), {
    code: "PLUGIN_EDITIONS",
    message: /of edition 2023, and protoc-gen-x does not say that it supports editions/,
  });
  assert.throws(() => check(declared, edition(Edition.EDITION_2024)), {
    code: "PLUGIN_EDITION_RANGE",
    message: /of edition 2024, and protoc-gen-x supports proto2 to edition 2023/,
    hint: /set the file to edition 2023/,
  });
  const later = { supportedFeatures: 2n, minimumEdition: 1001, maximumEdition: 1001 };
  assert.throws(() => check(later, edition(Edition.EDITION_2023)), {
    code: "PLUGIN_EDITION_RANGE",
    message: /supports edition 2024 only/,
    hint: "Set the file to edition 2024 or later.",
  });
});

test("a plugin that declares editions without bounds supports none", () => {
  assert.throws(() => check({ supportedFeatures: 2n }, edition(Edition.EDITION_2023)), {
    code: "PLUGIN_EDITION_RANGE",
  });
});

test("the well-known files are taken to be readable by every plugin", () => {
  check({}, edition(Edition.EDITION_2024, "google/protobuf/cpp_features.proto"));
});
