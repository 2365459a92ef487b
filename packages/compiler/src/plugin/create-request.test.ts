import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { compileSync } from "../compile.ts";
import { memoryResolver } from "../source/source-resolver.ts";
import { createPluginRequest } from "./create-request.ts";
import { withExplicitJsonNames } from "./explicit-json-names.ts";
import { CodeGeneratorRequest } from "./gen/google/protobuf/compiler/plugin.ts";

function compiled(files: Record<string, string>, wanted: readonly string[] = Object.keys(files)) {
  const result = compileSync({ files: wanted, resolve: memoryResolver(files) });
  assert.deepEqual(result.diagnostics, []);
  return result;
}

const names = (files: readonly FileDescriptorProto[]) => files.map(({ name }) => name);

describe("a request", () => {
  const result = compiled({
    "a.proto": 'syntax = "proto3"; import public "c.proto"; import public "b.proto";',
    "b.proto": 'syntax = "proto3"; import public "d.proto";',
    "c.proto": 'syntax = "proto3"; import public "d.proto";',
    "d.proto": 'syntax = "proto3";\n\n// said\nmessage D {}',
    "e.proto": 'syntax = "proto3";',
  });

  test("has the files to generate and what they import, each after its imports", () => {
    const request = createPluginRequest({ ...result, filesToGenerate: ["a.proto"] });
    assert.deepEqual(request.fileToGenerate, ["a.proto"]);
    assert.deepEqual(names(request.protoFile), ["d.proto", "c.proto", "b.proto", "a.proto"]);
    assert.deepEqual(names(request.sourceFileDescriptors), ["a.proto"]);
  });

  test("keeps the order of the files to generate, but imports come first", () => {
    const filesToGenerate = ["e.proto", "b.proto", "d.proto"];
    const request = createPluginRequest({ ...result, filesToGenerate });
    assert.deepEqual(request.fileToGenerate, filesToGenerate);
    assert.deepEqual(names(request.protoFile), ["e.proto", "d.proto", "b.proto"]);
  });

  test("has places and comments, parameter and version, and survives the wire", () => {
    const request = createPluginRequest({
      ...result,
      filesToGenerate: ["d.proto"],
      parameter: "a=b,c",
    });
    const read = CodeGeneratorRequest.decode(CodeGeneratorRequest.encode(request));
    assert.equal(read.parameter, "a=b,c");
    assert.ok((read.compilerVersion?.major ?? 0) >= 7);
    const comments = read.protoFile[0]?.sourceCodeInfo?.location.map((one) => one.leadingComments);
    assert.ok(comments?.includes(" said\n"));
  });

  test("has no parameter where there are no options", () => {
    const request = createPluginRequest({ ...result, filesToGenerate: [], parameter: "" });
    assert.equal(request.parameter, undefined);
  });
});

test("options for readers of the source are in source_file_descriptors and in imported files", () => {
  const options = `syntax = "proto2";
    import "google/protobuf/descriptor.proto";
    extend google.protobuf.MessageOptions {
      optional string note = 50000 [retention = RETENTION_SOURCE];
      optional string kept = 50001;
    }`;
  const result = compiled({
    "options.proto": options,
    "a.proto": `syntax = "proto3"; import "options.proto"; import "b.proto";
      message A { option (note) = "x"; option (kept) = "y"; B b = 1; }`,
    "b.proto": 'syntax = "proto3"; import "options.proto"; message B { option (note) = "x"; }',
  });
  const request = createPluginRequest({ ...result, filesToGenerate: ["a.proto"] });
  const note = [0x82, 0xb5, 0x18, 1, 0x78];
  const kept = [0x8a, 0xb5, 0x18, 1, 0x79];
  const optionsOf = (file: FileDescriptorProto | undefined) => [
    ...(file?.messageType[0]?.options?.$unknown ?? []),
  ];
  const find = (name: string) => request.protoFile.find((file) => file.name === name);
  assert.deepEqual(optionsOf(find("a.proto")), kept);
  assert.deepEqual(optionsOf(find("b.proto")), note);
  assert.deepEqual(optionsOf(request.sourceFileDescriptors[0]), [...note, ...kept]);
  const places = (file: FileDescriptorProto | undefined) =>
    file?.sourceCodeInfo?.location.length ?? 0;
  assert.equal(places(request.sourceFileDescriptors[0]), places(find("a.proto")) + 1);
});

test("names for JSON that the source does not give are left out for protoc's own generators", () => {
  const { files } = compiled({
    "a.proto": `syntax = "proto2";
      message A {
        optional int32 one_two = 1;
        optional int32 two_three = 2 [json_name = "twoThree"];
        optional int32 other = 3 [deprecated = true, json_name = "another"];
        message B { optional int32 one_two = 1; optional int32 two_one = 2 [json_name = "twoOne"]; }
        map<string, int32> some_map = 4;
        extensions 100 to 200;
      }
      extend A { optional int32 an_extension = 100; }`,
  });
  const file = withExplicitJsonNames(files[0] as FileDescriptorProto);
  const fields = (message = file.messageType[0]) => message?.field.map(({ jsonName }) => jsonName);
  assert.deepEqual(fields(), [undefined, "twoThree", "another", undefined]);
  assert.deepEqual(fields(file.messageType[0]?.nestedType[0]), [undefined, "twoOne"]);
  assert.deepEqual(fields(file.messageType[0]?.nestedType[1]), [undefined, undefined]);
  assert.equal(file.extension[0]?.jsonName, undefined);
  assert.equal(files[0]?.messageType[0]?.field[0]?.jsonName, "oneTwo", "the original is changed");
});
