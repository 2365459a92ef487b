#!/usr/bin/env node
// A plugin that adds to what others have written: at each of the points FILE@POINT of its parameter, joined by
// commas, some lines and what they come from.
import { buffer } from "node:stream/consumers";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { CodeGeneratorRequestSchema, CodeGeneratorResponseSchema } from "@bufbuild/protobuf/wkt";

const request = fromBinary(CodeGeneratorRequestSchema, await buffer(process.stdin));
const [sourceFile] = request.fileToGenerate;
const content = "// first\n\n  // second, indented\n// third";
const annotation = ["first", "second", "indented\n// third", "third"].map((text, index) => {
  const begin = content.indexOf(text);
  return { path: [4, index], sourceFile, begin, end: begin + text.length };
});
const response = create(CodeGeneratorResponseSchema, {
  supportedFeatures: 3n,
  minimumEdition: 998,
  maximumEdition: 1001,
  file: request.parameter.split(",").map((one, index) => {
    const [name, insertionPoint] = one.split("@");
    // Some with annotations, and some without.
    const generatedCodeInfo = index % 3 === 2 ? undefined : { annotation };
    return { name, insertionPoint, content, generatedCodeInfo };
  }),
});
process.stdout.write(toBinary(CodeGeneratorResponseSchema, response));
