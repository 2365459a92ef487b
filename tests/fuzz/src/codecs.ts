// What `npm run fuzz` and a fixed count in the tests do to the codecs: damaged messages, in bytes, JSON
// and text. Each must end in a value, the same in both implementations, or in an error of ours.
import assert from "node:assert/strict";
import {
  createRegistry,
  DecodeError,
  type DynamicMessage,
  descriptorOf,
  fromJsonString,
  type JsonType,
  type MessageType,
  parseText,
  printText,
  TextError,
  toJsonString,
} from "@tramline/protobuf";
import { Any, AnyJson, FileDescriptorProto, FileDescriptorProtoJson } from "@tramline/protobuf/wkt";
import type fc from "fast-check";
import { Item, ItemJson } from "../../evolution/gen/new/evolution/catalog.ts";
import { Machine, MachineJson } from "../../evolution/gen/new/evolution/closed.ts";
import { arbitraryExtended } from "../../properties/src/arbitrary-message.ts";
import { interpretedType, jsonOutcome } from "../../properties/src/check-message.ts";
import { plainForm } from "../../properties/src/plain-form.ts";
import { damageBytes, damageText, one } from "./damage.ts";
import type { Random } from "./random.ts";

interface Codecs {
  readonly binary: MessageType<object>;
  readonly json: JsonType<object>;
  readonly arbitrary: fc.Arbitrary<object>;
}

const registry = createRegistry(Item, Machine, FileDescriptorProto, Any);
const contents = [descriptorOf(Item), descriptorOf(Machine)];

function codecs<T extends object>(binary: MessageType<T>, json: JsonType<T>): Codecs {
  return {
    binary: binary,
    json: json as unknown as JsonType<object>,
    arbitrary: arbitraryExtended(descriptorOf(binary), registry, contents),
  };
}

const types: readonly Codecs[] = [
  codecs(Item, ItemJson),
  codecs(Machine, MachineJson),
  codecs(FileDescriptorProto, FileDescriptorProtoJson),
  codecs(Any, AnyJson),
];

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
  const { binary: type, arbitrary } = random.pick(types);
  const bytes = damageBytes(type.encode(one(arbitrary, random)), random);
  const read = decodeOutcome(type, bytes);
  const interpreted = interpretedType(type);
  assert.deepEqual(decodeOutcome(interpreted, bytes), read);
  if (typeof read !== "object" || read === null || type === types[1]?.binary) return;
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
  '"[evolution.closed.owner]":"x",',
  '"[evolution.closed.repairs]":[1],',
  '{"@type":"type.googleapis.com/evolution.Item"}',
  '"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s",',
];

/** Damaged JSON: both implementations say the same of it, and what was read is printed and read the same. */
export async function damagedJson(random: Random): Promise<void> {
  const { binary, json, arbitrary } = random.pick(types);
  const type = interpretedType(binary);
  const message = type.create(one(arbitrary, random));
  const text = damageText(toJsonString(type, message, { registry }), jsonPieces, random);
  const options = {
    ignoreUnknownFields: random.chance(50),
    registry: random.chance(80) ? registry : undefined,
  };
  const read = jsonOutcome(() => fromJsonString(type, text, options));
  assert.deepEqual(
    jsonOutcome(() => json.parse(text, options)),
    read,
  );
  assertUnpolluted();
  if ("code" in read && "path" in read) return;
  const printed = toJsonString(type, read, { registry });
  assert.deepEqual(JSON.parse(json.print(read, { registry })), JSON.parse(printed));
  assert.deepEqual(fromJsonString(type, printed, { registry }), read);
}

/** Pieces of the text format that mean something. */
const textPieces = [
  ...'{ } < > [ ] : , ; - . # " \' \\ 0 -0 1 0x7f 017 08 1e400 1f -inf nan "" true t'.split(" "),
  ..."99999999999999999999 18446744073709551616 __proto__ constructor 123: 7:{ \\377 \\ud800".split(
    " ",
  ),
  ..."\\U00110000 \\u00e9 \ud800 \0 \u2028 \ufeff LEVEL_HIGH TURBO name: owner:".split(" "),
  '[evolution.closed.owner]: "x" ',
  "[evolution.closed.repairs]: [1, 2] ",
  "[type.googleapis.com/evolution.Item] { name: 'x' } ",
  "[type.googleapis.com/none.Such] {} ",
  'type_url: "type.googleapis.com/evolution.Item" value: "\\n\\001x" ',
  "\n",
  " # comment\n",
];

/** Damaged text: an error that says where, or a message that is printed and read the same. */
export async function damagedText(random: Random): Promise<void> {
  const { binary: type, arbitrary } = random.pick(types);
  const printOptions = {
    registry: random.chance(80) ? registry : undefined,
    indent: random.pick([0, 2]),
    escapeNonAscii: random.chance(30),
    printUnknownFields: random.chance(30),
  };
  const good = printText(type, type.create(one(arbitrary, random)), printOptions);
  const text = damageText(good, textPieces, random);
  const options = {
    ignoreUnknownFields: random.chance(50),
    registry: random.chance(80) ? registry : undefined,
  };
  const read = textOutcome(type, text, options);
  assertUnpolluted();
  if (read === undefined) return;
  const descriptor = descriptorOf(type);
  const printed = printText(type, read, { registry });
  const again = parseText(type, printed, { registry });
  assert.deepEqual(
    plainForm(descriptor, again as DynamicMessage, registry),
    plainForm(descriptor, read as DynamicMessage, registry),
  );
  assert.equal(printText(type, again, { registry }), printed);
}

function textOutcome(
  type: MessageType<object>,
  text: string,
  options: Parameters<typeof parseText>[2],
): object | undefined {
  try {
    return parseText(type, text, options);
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const lines = text.split("\n");
    const { line = 0, column = 0 } = error;
    assert.ok(line >= 1 && line <= lines.length, error.message);
    assert.ok(column >= 1 && column <= (lines[line - 1] ?? "").length + 1, error.message);
    return undefined;
  }
}

function assertUnpolluted(): void {
  for (const name of ["x", "polluted", "a", "name"]) assert.equal(name in {}, false, name);
}
