import assert from "node:assert/strict";
import { test } from "node:test";
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import { compile, compileSync } from "./compile.ts";
import { bundledPaths } from "./source/bundled-sources.ts";
import { memoryResolver } from "./source/source-resolver.ts";

function compileFiles(files: Record<string, string>) {
  const result = compileSync({ files: ["main.proto"], resolve: memoryResolver(files) });
  assert.deepEqual(
    result.diagnostics.map((d) => `${d.line}: ${d.message}`),
    [],
  );
  return result;
}

function compileText(text: string) {
  const file = compileFiles({ "main.proto": text }).files.at(-1);
  assert.ok(file !== undefined);
  return file;
}

test("a file of proto3 becomes a descriptor with full names", () => {
  const file = compileText(`
    syntax = "proto3";
    package shop.v1;
    message Order {
      string id = 1;
      repeated Line lines = 2;
      Status status = 3;
      message Line { int64 unit_price = 1; }
      enum Status { STATUS_UNSPECIFIED = 0; STATUS_PAID = 1; }
    }
    service Orders {
      rpc Get(Order) returns (Order);
      rpc Watch(stream Order) returns (stream .shop.v1.Order.Line);
    }`);
  assert.equal(file.name, "main.proto");
  assert.equal(file.package, "shop.v1");
  assert.equal(file.syntax, "proto3");
  const [order] = file.messageType;
  assert.deepEqual(
    order?.field.map((f) => [f.name, f.number, f.label, f.type, f.typeName, f.jsonName]),
    [
      ["id", 1, Label.OPTIONAL, Type.STRING, undefined, "id"],
      ["lines", 2, Label.REPEATED, Type.MESSAGE, ".shop.v1.Order.Line", "lines"],
      ["status", 3, Label.OPTIONAL, Type.ENUM, ".shop.v1.Order.Status", "status"],
    ],
  );
  assert.equal(order?.nestedType[0]?.field[0]?.jsonName, "unitPrice");
  assert.deepEqual(
    file.service[0]?.method.map((m) => [
      m.inputType,
      m.outputType,
      m.clientStreaming,
      m.serverStreaming,
    ]),
    [
      [".shop.v1.Order", ".shop.v1.Order", undefined, undefined],
      [".shop.v1.Order", ".shop.v1.Order.Line", true, true],
    ],
  );
});

test("a map field brings its entry message", () => {
  const file = compileText(`syntax = "proto3"; message A { map<string, A> some_things = 3; }`);
  const [message] = file.messageType;
  const [field] = message?.field ?? [];
  assert.equal(field?.typeName, ".A.SomeThingsEntry");
  assert.equal(field?.label, Label.REPEATED);
  const [entry] = message?.nestedType ?? [];
  assert.equal(entry?.name, "SomeThingsEntry");
  assert.equal(entry?.options?.mapEntry, true);
  assert.deepEqual(
    entry?.field.map((f) => [f.name, f.number, f.type, f.typeName]),
    [
      ["key", 1, Type.STRING, undefined],
      ["value", 2, Type.MESSAGE, ".A"],
    ],
  );
});

test("proto3 optional gets a synthetic oneof after the real ones", () => {
  const file = compileText(`syntax = "proto3";
    message A { optional int32 a = 1; oneof x { int32 b = 2; } int32 _c = 3; optional int32 c = 4; }`);
  const [message] = file.messageType;
  assert.deepEqual(
    message?.oneofDecl.map((o) => o.name),
    ["x", "_a", "X_c"],
  );
  assert.deepEqual(
    message?.field.map((f) => [f.name, f.oneofIndex, f.proto3Optional]),
    [
      ["a", 1, true],
      ["b", 0, undefined],
      ["_c", undefined, undefined],
      ["c", 2, true],
    ],
  );
});

test("proto2: groups, extensions, ranges and default values", () => {
  const file = compileText(
    `syntax = "proto2"; package p;
    message A {
      required int32 a = 1 [default = -0x10];
      optional float f = 2 [default = 1e10];
      optional double d = 3 [default = -inf];
      optional bytes b = 4 [default = "\\x00a\\"\\377"];
      optional E e = 5 [default = TWO];
      optional string s = 6 [default = 'it' "'s"];
      optional group Inner = 7 { optional uint64 u = 1 [default = 18446744073709551615]; }
      extensions 100 to 199, 1000 to max;
      reserved 20, 30 to max;
      reserved "old";
      enum E { ONE = 1; TWO = 2; reserved -5 to -1, 100 to max; }
    }
    extend A { optional A.Inner ext = 100; }`.replace("30 to max", "30 to 40"),
  );
  const [message] = file.messageType;
  assert.deepEqual(
    message?.field.map((f) => f.defaultValue),
    ["-16", "1e+10", "-inf", '\\000a\\"\\377', "TWO", "it's", undefined],
  );
  const group = message?.field[6];
  assert.deepEqual(
    [group?.name, group?.type, group?.typeName],
    ["inner", Type.GROUP, ".p.A.Inner"],
  );
  assert.equal(message?.nestedType[0]?.field[0]?.defaultValue, "18446744073709551615");
  assert.deepEqual(
    message?.extensionRange.map((r) => [r.start, r.end]),
    [
      [100, 200],
      [1000, 536870912],
    ],
  );
  assert.deepEqual(
    message?.reservedRange.map((r) => [r.start, r.end]),
    [
      [20, 21],
      [30, 41],
    ],
  );
  assert.deepEqual(message?.reservedName, ["old"]);
  assert.deepEqual(
    message?.enumType[0]?.reservedRange.map((r) => [r.start, r.end]),
    [
      [-5, -1],
      [100, 2147483647],
    ],
  );
  assert.equal(file.extension[0]?.extendee, ".p.A");
  assert.equal(file.syntax, undefined);
});

test("standard options become properties", () => {
  const file = compileText(`syntax = "proto3";
    option java_package = "com." "shop"; option optimize_for = CODE_SIZE; option deprecated = true;
    message A {
      option deprecated = true;
      repeated int32 a = 1 [packed = false, deprecated = true, json_name = "AA"];
      int64 b = 2 [jstype = JS_STRING];
    }
    enum E { option allow_alias = true; X = 0; Y = 0 [deprecated = true]; }
    service S {
      rpc Get(A) returns (A) { option idempotency_level = NO_SIDE_EFFECTS; }
      rpc Put(A) returns (A) {}
    }`);
  assert.equal(file.options?.javaPackage, "com.shop");
  assert.equal(file.options?.optimizeFor, 2);
  const [a, b] = file.messageType[0]?.field ?? [];
  assert.deepEqual([a?.options?.packed, a?.options?.deprecated, a?.jsonName], [false, true, "AA"]);
  assert.equal(b?.options?.jstype, 1);
  assert.equal(file.enumType[0]?.options?.allowAlias, true);
  assert.equal(file.enumType[0]?.value[1]?.options?.deprecated, true);
  const [get, put] = file.service[0]?.method ?? [];
  assert.equal(get?.options?.idempotencyLevel, 1);
  assert.ok(put?.options !== undefined, "an empty block makes the options present");
});

test("custom options are kept encoded, in the order of their numbers", () => {
  const file = compileText(`syntax = "proto3"; package p;
    import "google/protobuf/descriptor.proto";
    message Rule { int32 min = 1; repeated sint32 list = 2; map<string, int32> m = 3; Rule inner = 4; }
    extend google.protobuf.FieldOptions { Rule rule = 50001; repeated string tags = 50000; }
    message A {
      int32 a = 1 [
        (rule) = { list: [-1, 1] min: 5 m { key: "k" value: 7 }, },
        (tags) = "x", (p.tags) = "y", (.p.rule).inner.min = 0
      ];
    }`);
  const unknown = file.messageType[1]?.field[0]?.options?.$unknown;
  assert.equal(
    Buffer.from(unknown ?? []).toString("hex"),
    "82b51801788" + "2b5180179" + "8ab5180f" + "0805" + "12020102" + "1a05" + "0a016b1007" + "2200",
  );
});

test("well-known files need no resolver, and are linked", () => {
  const result = compileSync({ files: bundledPaths(), resolve: () => undefined });
  assert.deepEqual(result.diagnostics, []);
  assert.equal(result.files.length, bundledPaths().length);
  const timestamp = result.files.find((f) => f.name === "google/protobuf/timestamp.proto");
  assert.equal(timestamp?.messageType[0]?.field[1]?.name, "nanos");
});

test("files come after what they import, each once", async () => {
  const files: Record<string, string> = {
    "a.proto": `syntax = "proto3"; import "b.proto"; import "c.proto"; message A { B b = 1; C c = 2; D d = 3; }`,
    "b.proto": `syntax = "proto3"; import "d.proto"; message B { D d = 1; }`,
    "c.proto": `syntax = "proto3"; import public "d.proto"; message C {}`,
    "d.proto": `syntax = "proto3"; message D {}`,
  };
  const asked: string[] = [];
  const result = await compile({
    files: ["a.proto", "c.proto"],
    resolve: async (path) => {
      asked.push(path);
      return files[path];
    },
  });
  assert.ok(result.ok);
  assert.deepEqual(
    result.files.map((f) => f.name),
    ["d.proto", "b.proto", "c.proto", "a.proto"],
  );
  assert.deepEqual(asked.sort(), ["a.proto", "b.proto", "c.proto", "d.proto"]);
  assert.deepEqual(result.files[2]?.publicDependency, [0]);
});

test("names are looked up from the innermost scope outwards", () => {
  const file = compileText(`syntax = "proto3"; package a.b;
    message X { message Y {} }
    message M {
      X.Y one = 1; b.X.Y two = 2; a.b.X three = 3; .a.b.X four = 4; N five = 5;
      message N { M up = 1; Y y = 2; message Y {} }
      int32 X = 6;
    }`);
  const message = file.messageType[1];
  assert.deepEqual(
    message?.field.slice(0, 5).map((f) => f.typeName),
    [".a.b.X.Y", ".a.b.X.Y", ".a.b.X", ".a.b.X", ".a.b.M.N"],
  );
  assert.deepEqual(
    message?.nestedType[0]?.field.map((f) => f.typeName),
    [".a.b.M", ".a.b.M.N.Y"],
  );
});

test("names from the prototype of objects are plain names", () => {
  const file = compileText(`syntax = "proto3"; package constructor;
    message __proto__ { toString hasOwnProperty = 1; message toString { int32 __proto__ = 1; } }
    message valueOf { map<string, __proto__> constructor = 1; }`);
  assert.equal(file.messageType[0]?.field[0]?.typeName, ".constructor.__proto__.toString");
});

test("without source info there is none, else it has comments", () => {
  const text = `syntax = "proto3";

// Detached.

// An order.
// Of two lines.
message A { // trailing A
  /* Its
   * name. */
  string name = 1; // trailing name
}
`;
  const resolve = memoryResolver({ "main.proto": text });
  const bare = compileSync({ files: ["main.proto"], resolve, sourceInfo: false });
  assert.equal(bare.files[0]?.sourceCodeInfo, undefined);
  const full = compileSync({ files: ["main.proto"], resolve });
  const at = (path: string) =>
    full.files[0]?.sourceCodeInfo?.location.find((l) => l.path.join(".") === path);
  assert.equal(at("4.0")?.leadingComments, " An order.\n Of two lines.\n");
  assert.equal(at("4.0")?.trailingComments, " trailing A\n");
  assert.deepEqual(at("4.0")?.leadingDetachedComments, [" Detached.\n"]);
  assert.deepEqual(at("4.0")?.span, [6, 0, 10, 1]);
  assert.equal(at("4.0.2.0")?.leadingComments, " Its\n name. ");
  assert.equal(at("4.0.2.0")?.trailingComments, " trailing name\n");
  assert.deepEqual(at("4.0.2.0.1")?.span, [9, 9, 13]);
});
