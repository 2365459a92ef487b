import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import * as peer from "@bufbuild/protobuf/wkt";
import { decodeFileDescriptorProto } from "../descriptor/decode-file.ts";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { fromJson } from "../json/from-json.ts";
import { toJson } from "../json/to-json.ts";
import { createFileRegistry } from "../registry/create-registry.ts";
import type { ExtensibleMessage } from "../wire/unknown-fields.ts";
import { dynamicType } from "./dynamic-type.ts";
import { getExtension, setExtension } from "./extension.ts";

const { OPTIONAL, REPEATED } = peer.FieldDescriptorProto_Label;
const { INT32, STRING, MESSAGE } = peer.FieldDescriptorProto_Type;
const registry = createFileRegistry([
  decodeFileDescriptorProto(
    toBinary(
      peer.FileDescriptorProtoSchema,
      create(peer.FileDescriptorProtoSchema, {
        name: "a.proto",
        package: "a",
        messageType: [{ name: "M", extensionRange: [{ start: 100, end: 200 }] }],
        extension: [
          { name: "number", extendee: ".a.M", number: 100, label: OPTIONAL, type: INT32 },
          { name: "texts", extendee: ".a.M", number: 101, label: REPEATED, type: STRING },
          {
            name: "self",
            extendee: ".a.M",
            number: 102,
            label: OPTIONAL,
            type: MESSAGE,
            typeName: ".a.M",
          },
          { name: "other", extendee: ".a.M", number: 103, label: OPTIONAL, type: INT32 },
        ],
      }),
    ),
  ),
]);

function extension(name: string) {
  const found = registry.getExtension(`a.${name}`);
  assert.ok(found);
  return found;
}

const M = dynamicType(extension("number").extendee);

describe("extensions", () => {
  test("are read and written among the unknown fields", () => {
    const message: ExtensibleMessage = {};
    setExtension(message, extension("number"), 5);
    setExtension(message, extension("texts"), ["a", "b"]);
    setExtension(message, extension("number"), 0);
    const back: ExtensibleMessage = M.decode(M.encode({ ...message }));
    assert.equal(getExtension(back, extension("number")), 0);
    assert.deepEqual(getExtension(back, extension("texts")), ["a", "b"]);
    assert.equal(getExtension(back, extension("other")), undefined);
    assert.equal(getExtension(back, extension("self")), undefined);
    setExtension(back, extension("texts"), []);
    setExtension(back, extension("number"), undefined);
    assert.deepEqual(Object.keys(back), []);
    assert.deepEqual(getExtension(back, extension("texts")), []);
  });

  test("have a JSON form with a registry, at every depth", () => {
    const json = { "[a.number]": 5, "[a.texts]": ["x"], "[a.self]": { "[a.number]": 6 } };
    const message = fromJson(M, json, { registry });
    assert.deepEqual(toJson(M, message, { registry }), json);
    assert.deepEqual(toJson(M, message), {});
    assert.throws(() => fromJson(M, json), { code: "JSON_FIELD_UNKNOWN", path: '["[a.number]"]' });
    assert.throws(() => fromJson(M, { "[a.nope]": 1 }, { registry }), {
      code: "JSON_FIELD_UNKNOWN",
    });
    assert.throws(() => fromJson(M, { "[a.number]": "x" }, { registry }), { code: "JSON_TYPE" });
  });

  test("the registry knows them by number", () => {
    assert.equal(registry.getExtensionByNumber(descriptorOf(M), 103), extension("other"));
    assert.equal(registry.getExtensionByNumber(descriptorOf(M), 104), undefined);
    assert.equal(registry.getExtensionsOf(descriptorOf(M)).length, 4);
  });
});
