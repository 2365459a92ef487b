// What `npm run fuzz` and a fixed count in the tests do to the codecs and the compiler: damaged messages,
// JSON and contracts, and random contracts. Each must end in a value or in an error of ours.
import assert from "node:assert/strict";
import { compileSync, generateTypeScript } from "@tramline/compiler";
import {
  createFileRegistry,
  DecodeError,
  DescriptorError,
  descriptorOf,
  dynamicType,
  fromJsonString,
  JsonError,
  type MessageDescriptor,
  type MessageType,
  toJsonString,
} from "@tramline/protobuf";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { transformSync } from "esbuild";
import fc from "fast-check";
import { Item } from "../../evolution/gen/new/evolution/catalog.ts";
import { Machine } from "../../evolution/gen/new/evolution/closed.ts";
import { arbitraryMessage } from "../../properties/src/arbitrary-message.ts";
import { arbitrarySchema } from "../../properties/src/arbitrary-schema.ts";
import { checkMessage, interpretedType } from "../../properties/src/check-message.ts";
import { printSchema } from "../../properties/src/schema.ts";
import type { Random } from "./random.ts";

const types: readonly MessageType<object>[] = [Item, Machine, FileDescriptorProto];
const arbitraries = new Map<MessageDescriptor, fc.Arbitrary<object>>();

function randomMessage(descriptor: MessageDescriptor, random: Random): object {
  let arbitrary = arbitraries.get(descriptor);
  if (arbitrary === undefined) {
    arbitrary = arbitraryMessage(descriptor);
    arbitraries.set(descriptor, arbitrary);
  }
  return one(arbitrary, random);
}

function one<T>(arbitrary: fc.Arbitrary<T>, random: Random): T {
  const [value] = fc.sample(arbitrary, { seed: random.below(2 ** 31), numRuns: 1 });
  return value as T;
}

/** Bytes on the edge of something: ends of varints, tags of all wire types, lengths. */
const edgeBytes = [0, 1, 2, 3, 4, 5, 8, 10, 11, 12, 0x7f, 0x80, 0x81, 0xff];

function damageBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const list = [...bytes];
  for (let i = random.pick([1, 1, 2, 5, 20]); i > 0; i--) {
    const at = random.below(list.length + 1);
    const count = random.pick([0, 1, 1, 3, random.below(30)]);
    switch (random.below(4)) {
      case 0:
        list.splice(at, count);
        break;
      case 1:
        list.splice(at, 0, ...random.bytes(count));
        break;
      case 2:
        list.splice(at, 0, ...list.slice(at, at + count));
        break;
      default:
        list.splice(at, 1, random.chance(70) ? random.pick(edgeBytes) : random.below(256));
    }
  }
  return Uint8Array.from(list);
}

/** What decoding gives: a message, or the error's code. */
function decodeOutcome(type: MessageType<object>, bytes: Uint8Array): unknown {
  try {
    return type.decode(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

/** A damaged message: both implementations read the same, and what was read comes back the same. */
export async function damagedMessage(random: Random): Promise<void> {
  const type = random.pick(types);
  const bytes = damageBytes(type.encode(randomMessage(descriptorOf(type), random)), random);
  const read = decodeOutcome(type, bytes);
  const interpreted = interpretedType(type);
  assert.deepEqual(decodeOutcome(interpreted, bytes), read);
  if (typeof read !== "object" || read === null || type === Machine) return;
  const again = type.encode(read);
  assert.deepEqual(interpreted.encode(read), again);
  assert.deepEqual(type.decode(again), read);
}

/** Pieces of JSON that mean something. */
const jsonPieces = [
  ...'{ } [ ] , : " \\ null true false 0 -0 1e400 -1 0.5 1E2 "" "NaN" "-Infinity"'.split(" "),
  ...'99999999999999999999 "18446744073709551616" "__proto__" "constructor" \\ud800 \\u0000'.split(
    " ",
  ),
  '"__proto__":{"x":1},',
  '"a":',
  '"name":',
];

function damageText(text: string, pieces: readonly string[], random: Random): string {
  let damaged = text;
  for (let i = random.pick([1, 1, 2, 4, 12]); i > 0; i--) {
    const at = random.below(damaged.length + 1);
    const count = random.pick([0, 0, 1, 2, random.below(40)]);
    const added = random.chance(50)
      ? random.pick(pieces)
      : damaged.slice(at, at + random.below(30));
    damaged = damaged.slice(0, at) + added + damaged.slice(at + count);
  }
  return damaged;
}

function jsonOutcome(
  type: MessageType<object>,
  text: string,
  ignoreUnknownFields: boolean,
): unknown {
  try {
    return fromJsonString(type, text, { ignoreUnknownFields });
  } catch (error) {
    if (error instanceof JsonError) return error.code;
    throw error;
  }
}

/** Damaged JSON: both implementations read the same, and what was read is printed and read the same. */
export async function damagedJson(random: Random): Promise<void> {
  const type = random.pick(types);
  const message = type.create(randomMessage(descriptorOf(type), random));
  const text = damageText(toJsonString(type, message), jsonPieces, random);
  const ignore = random.chance(50);
  const read = jsonOutcome(type, text, ignore);
  const interpreted = interpretedType(type);
  assert.deepEqual(jsonOutcome(interpreted, text, ignore), read);
  assertUnpolluted();
  if (typeof read !== "object" || read === null) return;
  const printed = toJsonString(type, read);
  assert.equal(toJsonString(interpreted, read), printed);
  assert.deepEqual(fromJsonString(type, printed), read);
}

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
  try {
    const registry = createFileRegistry([...others, FileDescriptorProto.decode(bytes)]);
    for (const linked of registry.files) {
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
  for (const descriptor of file.messages) {
    const init = randomMessage(descriptor, random);
    try {
      checkMessage(undefined, dynamicType(descriptor), init);
    } catch (error) {
      throw new Error(`${descriptor.typeName} of\n${text}`, { cause: error });
    }
  }
}

function assertUnpolluted(): void {
  for (const name of ["x", "polluted", "a", "name"]) assert.equal(name in {}, false, name);
}
