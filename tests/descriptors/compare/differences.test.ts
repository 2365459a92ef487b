import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { compareFile, compareSets, sameOrder, splitSet } from "./descriptor-sets.ts";
import { concat, lengthPrefix } from "./wire.ts";

type Init = Parameters<typeof create<typeof FileDescriptorProtoSchema>>[1];

const encode = (init: Init): Uint8Array =>
  toBinary(FileDescriptorProtoSchema, create(FileDescriptorProtoSchema, init));

const setOf = (files: readonly Uint8Array[]): Uint8Array =>
  concat(files.flatMap((file) => [lengthPrefix(1, file.length), file]));

const order = (jsonName: string): Init => ({
  name: "a.proto",
  messageType: [
    { name: "Order", field: [{ name: "unit_price", number: 1, jsonName }] },
    { name: "Line" },
  ],
});

test("the same descriptors have no difference", () => {
  const { identical, failure } = compareFile("a.proto", encode(order("x")), encode(order("x")));
  assert.deepEqual([identical, failure], [true, undefined]);
});

test("a difference is told by the path of its field", () => {
  const { failure } = compareFile(
    "a.proto",
    encode(order("unitPrice")),
    encode(order("UnitPrice")),
  );
  assert.equal(
    failure,
    'message_type[0 "Order"].field[0 "unit_price"].json_name: protoc "unitPrice", ours "UnitPrice"',
  );
});

test("a field that one side lacks is told", () => {
  const { failure } = compareFile(
    "a.proto",
    encode({ name: "a.proto" }),
    encode({ name: "a.proto", syntax: "proto3" }),
  );
  assert.equal(failure, 'syntax: protoc nothing, ours "proto3"');
});

test("a missing element is reported once", () => {
  const left = encode({
    name: "a.proto",
    messageType: [{ name: "A" }, { name: "B" }, { name: "C" }],
  });
  const right = encode({ name: "a.proto", messageType: [{ name: "A" }, { name: "C" }] });
  const { failure } = compareFile("a.proto", left, right);
  assert.equal(failure, 'message_type[1 "B"]: protoc { name: "B" }, ours { name: "C" }');
});

test("locations are told by their paths", () => {
  const location = (end: number) => ({
    sourceCodeInfo: { location: [{ path: [4, 0], span: [1, 0, end] }] },
  });
  const { failure } = compareFile("a.proto", encode(location(5)), encode(location(6)));
  assert.equal(failure, "source_code_info.location[0 4.0].span: protoc [1, 0, 5], ours [1, 0, 6]");
});

test("the order of fields does not matter, that of elements does", () => {
  const name = encode({ name: "a.proto" });
  const first = encode({ dependency: ["x"] });
  const second = encode({ dependency: ["y"] });
  const swapped = compareFile("a.proto", concat([name, first]), concat([first, name]));
  assert.deepEqual([swapped.identical, swapped.failure], [false, undefined]);
  const reordered = compareFile("a.proto", concat([first, second]), concat([second, first]));
  assert.match(reordered.failure ?? "", /^dependency\[0\]: protoc "x", ours "y"/);
});

test("sets are compared by the names of their files", () => {
  const a = encode({ name: "a.proto" });
  const b = encode({ name: "b.proto" });
  const both = splitSet(setOf([a, b]));
  assert.deepEqual([...both.keys()], ["a.proto", "b.proto"]);
  assert.deepEqual(
    compareSets(both, splitSet(setOf([b]))).map(({ name, failure }) => [name, failure]),
    [
      ["a.proto", "ours is missing"],
      ["b.proto", undefined],
    ],
  );
  assert.deepEqual(
    compareSets(splitSet(setOf([a])), both).map(({ failure }) => failure),
    [undefined, "protoc has no such file"],
  );
  assert.equal(sameOrder(both, splitSet(setOf([b, a]))), false);
  assert.equal(sameOrder(both, both), true);
});
