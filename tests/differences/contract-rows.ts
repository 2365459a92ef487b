// Contracts that are none, or odd ones.
import type { Implementation } from "./implementations.ts";
import type { Row } from "./row.ts";

const contract =
  (text: string, syntax = "proto3") =>
  (implementation: Implementation) => {
    const word = syntax.startsWith("2") ? "edition" : "syntax";
    implementation.compile?.(syntax === "" ? text : `${word} = "${syntax}";\n${text}`);
    return implementation.compile === undefined ? undefined : "accepted";
  };

export const compiling: readonly Row[] = [
  { what: "two fields with one number", run: contract("message M { int32 a = 1; int32 b = 1; }") },
  { what: "two fields with one name", run: contract("message M { int32 a = 1; int32 a = 2; }") },
  {
    what: "two fields with one name in JSON",
    run: contract("message M { int32 a_b = 1; int32 aB = 2; }"),
  },
  { what: "field number 0", run: contract("message M { int32 a = 0; }") },
  { what: "field number 19000", run: contract("message M { int32 a = 19000; }") },
  { what: "a number that is reserved", run: contract("message M { reserved 1; int32 a = 1; }") },
  { what: "an unknown type", run: contract("message M { Other a = 1; }") },
  { what: "an enum of proto3 that does not begin with 0", run: contract("enum E { A = 1; }") },
  { what: "two values of an enum with one number", run: contract("enum E { A = 0; B = 0; }") },
  { what: "a map with float keys", run: contract("message M { map<float, int32> a = 1; }") },
  { what: "an unknown option", run: contract("option no_such_option = 1;") },
  { what: "an unknown custom option", run: contract("option (none) = 1;") },
  { what: "a default in proto3", run: contract("message M { int32 a = 1 [default = 5]; }") },
  { what: "`required` in proto3", run: contract("message M { required int32 a = 1; }") },
  {
    what: "a field of proto2 without a label",
    run: contract("message M { int32 a = 1; }", "proto2"),
  },
  { what: "a group in proto3", run: contract("message M { optional group G = 1 {} }") },
  { what: "a name that is reserved", run: contract('message M { reserved "a"; int32 a = 1; }') },
  { what: "field number 536870912", run: contract("message M { int32 a = 536870912; }") },
  {
    what: "two enums in one scope with a value of one name",
    run: contract("enum A { X = 0; } enum B { X = 0; }"),
  },
  {
    what: "two values of an enum that differ in the enum's prefix only",
    run: contract("enum E { E_A = 0; A = 1; }"),
  },
  {
    what: "`packed` of a string",
    run: contract("message M { repeated string a = 1 [packed = true]; }"),
  },
  {
    what: "one option twice",
    run: contract('option java_package = "a"; option java_package = "b";'),
  },
  { what: "an option of the wrong type", run: contract("option java_package = 5;") },
  {
    what: "an extension of a number outside of the ranges",
    run: contract("message M { extensions 5; } extend M { optional int32 a = 6; }", "proto2"),
  },
  {
    what: "a closed enum of proto2 as a list's default",
    run: contract("enum E { A = 1; } message M { repeated E a = 1 [default = A]; }", "proto2"),
  },
  {
    what: "an RPC with an unknown type",
    run: contract("service S { rpc Call(Other) returns (Other); }"),
  },
  {
    what: "`optional` in edition 2023",
    run: contract("message M { optional int32 a = 1; }", "2023"),
  },
  {
    what: "a feature that is not of the target",
    run: contract("message M { option features.field_presence = IMPLICIT; }", "2023"),
  },
  { what: "an unknown edition", run: contract("message M {}", "2031") },
  {
    what: "no `syntax` and no `edition`",
    run: contract("message M { optional int32 a = 1; }", ""),
  },
  { what: "`}` without its `{`", run: contract("message M {} }") },
  {
    what: "messages nested 40 deep",
    run: contract("message M {".repeat(40) + "}".repeat(40)),
  },
  {
    what: "messages nested 10,000 deep",
    run: contract("message M {".repeat(10_000) + "}".repeat(10_000)),
  },
  { what: "`__proto__` as a name", run: contract("message __proto__ { int32 __proto__ = 1; }") },
];
