#!/usr/bin/env node
// A plugin that declares to support what its parameter says, as in features=2,minimum=1000,maximum=1001. It writes
// a text for each file, and which parts of it come from what.
import { buffer } from "node:stream/consumers";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { CodeGeneratorRequestSchema, CodeGeneratorResponseSchema } from "@bufbuild/protobuf/wkt";

const request = fromBinary(CodeGeneratorRequestSchema, await buffer(process.stdin));
const declared = new Map(
  request.parameter.split(",").map((one) => /** @type {[string, string]} */ (one.split("="))),
);
/** @param {string} name */
const number = (name) => Number(declared.get(name) ?? 0);
const text = [
  "/* @@protoc_insertion_point(first) */",
  "message {",
  "  // @@protoc_insertion_point(inner)",
  "  number, /* @@protoc_insertion_point(inline) */ text",
  "}",
  "// @@protoc_insertion_point(last)",
].join("\n");
const annotations = ["message", "number", "text", "}"].map((word, index) => {
  const begin = text.indexOf(word);
  return `annotation { path: [4, ${index}] begin: ${begin} end: ${begin + word.length} }\n`;
});
const response = create(CodeGeneratorResponseSchema, {
  supportedFeatures: BigInt(number("features")),
  minimumEdition: number("minimum"),
  maximumEdition: number("maximum"),
  file: request.fileToGenerate.flatMap((name) => [
    { name: `${name}.txt`, content: text },
    { name: `${name}.txt.pb.meta`, content: annotations.join("") },
  ]),
});
process.stdout.write(toBinary(CodeGeneratorResponseSchema, response));
