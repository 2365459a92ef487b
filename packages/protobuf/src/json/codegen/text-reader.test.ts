import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../../descriptor/descriptor-of.ts";
import {
  FieldOptionsJson,
  FileDescriptorProto,
  FileDescriptorProtoJson,
  StructJson,
  TimestampJson,
} from "../../wkt/index.ts";
import { readQuickly } from "./text-reader.ts";

const file = FileDescriptorProto.create(descriptorOf(FileDescriptorProto).file.proto);
const text = FileDescriptorProtoJson.print(file);

describe("quickly from text", () => {
  test("what is printed, in whatever layout", () => {
    assert.ok(text.length > 10_000);
    assert.deepEqual(readQuickly(text, FileDescriptorProtoJson, {}), file);
    const pretty = FileDescriptorProtoJson.print(file, { indent: 2 });
    assert.deepEqual(readQuickly(pretty, FileDescriptorProtoJson, {}), file);
  });

  test("fields under their names in the contract, and in any order", () => {
    const names = FileDescriptorProtoJson.print(file, { useProtoFieldName: true });
    assert.deepEqual(readQuickly(names, FileDescriptorProtoJson, {}), file);
    const turned = JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(text) as object).toReversed()),
    );
    assert.deepEqual(readQuickly(turned, FileDescriptorProtoJson, {}), file);
  });

  test("fields that do not exist, when they are to be ignored", () => {
    const more = `{"more":{"a":[1]},"name":"x","most":1}`;
    const message = readQuickly(more, FileDescriptorProtoJson, { ignoreUnknownFields: true });
    assert.deepEqual(message, FileDescriptorProto.create({ name: "x" }));
  });

  test("well-known types", () => {
    const struct = readQuickly('{"a":[1,{"b":null}]}', StructJson, {});
    assert.equal(struct?.fields.get("a")?.kind.case, "listValue");
    const time = readQuickly(' "2026-01-31T12:00:00Z" ', TimestampJson, {});
    assert.deepEqual(time, { seconds: 1769860800n, nanos: 0 });
  });

  test("not what is odd or wrong", () => {
    for (const odd of [
      '{"name":"a","name":"b"}',
      '{"jsonName":"a","json_name":"b"}',
      '{"more":1}',
      '{"name":1}',
      '{"name":{}}',
      '{"dependency":"a"}',
      '{"dependency":[null]}',
      '{"messageType":[{"name":"a"},[]]}',
      '{"options":[]}',
      '{"name":"\ud800"}',
      '{"name":"\\ud800"}',
      '{"name":"a"} 1',
      "[]",
      "null",
      "",
    ]) {
      assert.equal(readQuickly(odd, FileDescriptorProtoJson, {}), undefined, odd);
    }
    assert.equal(
      readQuickly('{"x":1,"x":2}', FieldOptionsJson, { ignoreUnknownFields: true }),
      undefined,
    );
    assert.equal(readQuickly('{"a":{"b":1,"b":1}}', StructJson, {}), undefined);
  });
});
