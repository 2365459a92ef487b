// What `npm run fuzz` and a fixed count in the tests do to the compiler and to descriptors: random
// contracts, and damaged ones. Each must end in a value or in an error of ours.
import assert from "node:assert/strict";
import { compileSync, generateTypeScript } from "@tramline/compiler";
import {
  createFileRegistry,
  createRegistry,
  DecodeError,
  DescriptorError,
  dynamicType,
  type FileSource,
  type Registry,
} from "@tramline/protobuf";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { transformSync } from "esbuild";
import { arbitraryExtended } from "../../properties/src/arbitrary-message.ts";
import { arbitrarySchema } from "../../properties/src/arbitrary-schema.ts";
import { checkMessage } from "../../properties/src/check-message.ts";
import { contentsOf } from "../../properties/src/contents.ts";
import { printSchema } from "../../properties/src/schema.ts";
import { damageBytes, damageText, one } from "./damage.ts";
import type { Random } from "./random.ts";

/** Pieces of contracts that mean something. */
const protoPieces = [
  ..."{ } [ ] ( ) < > ; , . = - + \" ' \\ /* */ // syntax edition proto2 proto3 import public package".split(
    " ",
  ),
  ..."option message enum oneof map group extend extensions reserved to max service rpc returns".split(
    " ",
  ),
  ..."stream repeated optional required string int32 bool bytes default packed json_name jstype".split(
    " ",
  ),
  ..."features.field_presence allow_alias true false inf nan 0x7f 1e999 536870912 -2147483649".split(
    " ",
  ),
  ..."__proto__ constructor google.protobuf.Timestamp .google.protobuf.Any 19000".split(" "),
  "\n",
  "\u2028",
  "\ufeff",
  "\0",
];

/** A damaged contract: diagnostics, or files that link and from which code is generated that parses. */
export async function damagedContract(random: Random): Promise<void> {
  const text = damageText(printSchema(one(arbitrarySchema, random)), protoPieces, random);
  const compiled = compileSync({
    files: ["a.proto"],
    resolve: (name) => (name === "a.proto" ? text : undefined),
  });
  if (!compiled.ok) {
    assert.ok(compiled.diagnostics.length > 0, text);
    return;
  }
  try {
    const file = createFileRegistry(compiled.files).getFile("a.proto");
    assert.ok(file);
    for (const { content } of generateTypeScript([file])) transformSync(content, { loader: "ts" });
  } catch (error) {
    throw new Error(`compiled, and then failed:\n${text}`, { cause: error });
  }
}

/** A damaged descriptor, as a peer's reflection might give: it links, or is refused. */
export async function damagedDescriptor(random: Random): Promise<void> {
  const compiled = compileSync({
    files: ["a.proto"],
    resolve: (name) => (name === "a.proto" ? printSchema(one(arbitrarySchema, random)) : undefined),
  });
  const file = compiled.files.find(({ name }) => name === "a.proto");
  if (file === undefined) throw new Error("a random contract does not compile");
  const others = compiled.files.filter((each) => each !== file);
  const bytes = damageBytes(FileDescriptorProto.encode(file), random);
  const imports = createFileRegistry(others).files;
  // From a peer's reflection, and from where generated code has it.
  decodeWithAll(random, () => createFileRegistry([...others, FileDescriptorProto.decode(bytes)]));
  const embedded: FileSource = () => ({
    encoded: String.fromCharCode(...bytes),
    imports: imports.map((each) => () => each),
  });
  decodeWithAll(random, () => createRegistry(embedded));
}

function decodeWithAll(random: Random, link: () => Registry): void {
  try {
    for (const linked of link().files) {
      for (const message of linked.messages) dynamicType(message).decode(random.bytes(8));
    }
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof DescriptorError)) throw error;
  }
}

/** A random contract with a random message of each of its types. */
export async function randomContract(random: Random): Promise<void> {
  const text = printSchema(one(arbitrarySchema, random));
  const compiled = compileSync({
    files: ["a.proto"],
    resolve: (name) => (name === "a.proto" ? text : undefined),
  });
  assert.ok(compiled.ok, text);
  const file = createFileRegistry(compiled.files).getFile("a.proto");
  assert.ok(file);
  for (const { content } of generateTypeScript([file])) transformSync(content, { loader: "ts" });
  const registry = createRegistry(file);
  for (const descriptor of file.messages) {
    const init = one(arbitraryExtended(descriptor, registry, contentsOf(file)), random);
    try {
      checkMessage(undefined, dynamicType(descriptor), init, registry);
    } catch (error) {
      throw new Error(`${descriptor.typeName} of\n${text}`, { cause: error });
    }
  }
}
