import assert from "node:assert/strict";
import { test } from "node:test";
import { createFileRegistry } from "@tramline/protobuf";
import {
  Edition,
  FeatureSet_EnumType as EnumType,
  FeatureSet,
  FeatureSet_FieldPresence as FieldPresence,
  FieldDescriptorProto_Label as Label,
  FeatureSet_MessageEncoding as MessageEncoding,
  SymbolVisibility,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import { compileSync } from "./compile.ts";
import { memoryResolver } from "./source/source-resolver.ts";

function compileFiles(files: Record<string, string>) {
  const result = compileSync({ files: ["main.proto"], resolve: memoryResolver(files) });
  assert.deepEqual(
    result.diagnostics.map((d) => `${d.line}: ${d.message}`),
    [],
  );
  const file = result.files.at(-1);
  assert.ok(file !== undefined);
  return file;
}

function compileText(text: string) {
  return compileFiles({ "main.proto": text });
}

test("an edition is in the descriptor, where its syntax was in the source", () => {
  const file = compileText('edition = "2023";\nmessage A {}');
  assert.deepEqual([file.syntax, file.edition], ["editions", Edition.EDITION_2023]);
  const location = file.sourceCodeInfo?.location.find(({ path }) => path[0] === 12);
  assert.deepEqual(location?.span, [0, 0, 17]);
  assert.equal(compileText('edition = "2024";').edition, Edition.EDITION_2024);
});

test("comments of the edition are those of the syntax", () => {
  const proto = compileText('// A contract.\nedition = "2023";\nmessage A {}');
  const [file] = createFileRegistry([proto]).files;
  assert.equal(file?.syntaxComments.leading, " A contract.\n");
});

test("features stay in the options as they are written, and labels and types do not tell of them", () => {
  const file = compileText(`edition = "2023";
    option features = { field_presence: IMPLICIT enum_type: CLOSED };
    message A {
      int32 a = 1 [features.field_presence = LEGACY_REQUIRED];
      A b = 2 [features.message_encoding = DELIMITED];
      repeated int32 c = 3;
      oneof d { option features = {}; int32 e = 4; }
      extensions 100 to max;
    }
    enum E { X = 5; }`);
  assert.equal(file.options?.features?.fieldPresence, FieldPresence.IMPLICIT);
  assert.equal(file.options?.features?.enumType, EnumType.CLOSED);
  const [a, b, c] = file.messageType[0]?.field ?? [];
  assert.equal(a?.label, Label.OPTIONAL);
  assert.equal(a?.options?.features?.fieldPresence, FieldPresence.LEGACY_REQUIRED);
  assert.equal(b?.type, Type.MESSAGE);
  assert.equal(b?.options?.features?.messageEncoding, MessageEncoding.DELIMITED);
  assert.equal(c?.options, undefined);
  assert.ok(file.messageType[0]?.oneofDecl[0]?.options?.features !== undefined);
});

test("a map field gives its features to its keys and values", () => {
  const file = compileText(`edition = "2023";
    message A { map<string, string> m = 1 [features.utf8_validation = NONE, deprecated = true]; }`);
  const fields = file.messageType[0]?.nestedType[0]?.field ?? [];
  assert.deepEqual(
    fields.map(({ options }) => [options?.features?.utf8Validation, options?.deprecated]),
    [
      [3, undefined],
      [3, undefined],
    ],
  );
});

test("features of other languages are kept encoded", () => {
  const file = compileText(`edition = "2023";
    import "google/protobuf/cpp_features.proto";
    import "google/protobuf/go_features.proto";
    option features.(pb.go).api_level = API_OPAQUE;
    option features.(pb.cpp).string_type = VIEW;
    option features.enum_type = CLOSED;`);
  const features = file.options?.features;
  assert.equal(
    Buffer.from(FeatureSet.encode(features ?? {})).toString("hex"),
    "1002" + "c23e021001" + "d23e021003",
  );
});

test("features that are for readers of the source leave an empty message", () => {
  const file = compileText(`edition = "2024";
    option features.enforce_naming_style = STYLE_LEGACY;
    message a { option features.enforce_naming_style = STYLE_LEGACY; }`);
  assert.deepEqual(file.options?.features, FeatureSet.create());
  const paths = file.sourceCodeInfo?.location.map(({ path }) => path.join("."));
  assert.ok(paths?.includes("8"));
  assert.ok(!paths?.includes("8.50.7"));
});

test("names are reserved without quotes", () => {
  const file = compileText(`edition = "2023";
    message A { reserved foo, bar; reserved 5; }
    enum E { X = 0; reserved Y; }`);
  assert.deepEqual(file.messageType[0]?.reservedName, ["foo", "bar"]);
  assert.deepEqual(file.enumType[0]?.reservedName, ["Y"]);
});

test("who may use a type is in the descriptor", () => {
  const file = compileText(`edition = "2024";
    local message A { export message B {} local enum E { E_UNSPECIFIED = 0; } }
    export enum F { F_UNSPECIFIED = 0; }
    message C { .local l = 1; }
    message local { option features.enforce_naming_style = STYLE_LEGACY; }`);
  const [a, c] = file.messageType;
  assert.equal(a?.visibility, SymbolVisibility.VISIBILITY_LOCAL);
  assert.equal(a?.nestedType[0]?.visibility, SymbolVisibility.VISIBILITY_EXPORT);
  assert.equal(a?.enumType[0]?.visibility, SymbolVisibility.VISIBILITY_LOCAL);
  assert.equal(file.enumType[0]?.visibility, SymbolVisibility.VISIBILITY_EXPORT);
  assert.equal(c?.visibility, undefined);
});

test("before edition 2024 export and local are names like any other", () => {
  const file = compileText(`edition = "2023";
    message export { local message = 1; export local = 2; }
    message local {}`);
  assert.deepEqual(
    file.messageType[0]?.field.map((field) => [field.name, field.typeName]),
    [
      ["message", ".local"],
      ["local", ".export"],
    ],
  );
});

test("files that are imported for options are listed apart, and give their options", () => {
  const file = compileFiles({
    "main.proto": `edition = "2024";
      import "other.proto";
      import option "notes.proto";
      message A { Other o = 1 [(note) = "x"]; }`,
    "other.proto": `syntax = "proto3"; message Other {}`,
    "notes.proto": `edition = "2024";
      import "google/protobuf/descriptor.proto";
      extend google.protobuf.FieldOptions { string note = 50000; }`,
  });
  assert.deepEqual(file.dependency, ["other.proto"]);
  assert.deepEqual(file.optionDependency, ["notes.proto"]);
  const unknown = file.messageType[0]?.field[0]?.options?.$unknown;
  assert.equal(Buffer.from(unknown ?? []).toString("hex"), "82b5180178");
});

test("custom options are encoded by the features of what defines them", () => {
  const file = compileText(`edition = "2023";
    package p;
    import "google/protobuf/descriptor.proto";
    message Rule {
      int32 zero = 1 [features.field_presence = IMPLICIT];
      int32 nought = 2;
      repeated int32 loose = 3 [features.repeated_field_encoding = EXPANDED];
      repeated int32 tight = 4;
      Part part = 5 [features.message_encoding = DELIMITED];
      message Part { int32 a = 1; }
    }
    extend google.protobuf.MessageOptions {
      Rule rule = 50000;
      Rule.Part part = 50001 [features.message_encoding = DELIMITED];
      repeated int32 loose = 50002 [features.repeated_field_encoding = EXPANDED];
    }
    message A {
      option (rule) = { zero: 0 nought: 0 loose: [1, 2] tight: [1, 2] Part { a: 1 } };
      option (part).a = 2;
      option (loose) = 1;
      option (loose) = 2;
    }`);
  const options = file.messageType[1]?.options;
  assert.equal(
    Buffer.from(options?.$unknown ?? []).toString("hex"),
    "82b5180e" +
      "1000" +
      "18011802" +
      "22020102" +
      "2b08012c" +
      "8bb51808028cb518" +
      "90b5180190b51802",
  );
});

test("the bundled features of languages are as their own editions are", () => {
  const file = compileText(`edition = "2024";
    import option "google/protobuf/java_features.proto";
    option features.(pb.java).large_enum = true;
    message A { option features.(pb.java).nest_in_file_class = YES; }`);
  assert.deepEqual(file.optionDependency, ["google/protobuf/java_features.proto"]);
});
