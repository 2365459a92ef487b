/** Values that TypeScript would refuse, in each field: generated code throws for what the interpreter throws for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  descriptorOf,
  dynamicType,
  type FieldDescriptor,
  type OneofDescriptor,
  printText,
  toJsonString,
} from "@tramline/protobuf";
import { Everything, EverythingJson } from "./testdata/gen/everything.ts";

const type = descriptorOf(Everything);
const Interpreted = dynamicType(type);

const candidates: readonly (readonly [name: string, value: unknown])[] = [
  ["null", null],
  ["0", 0],
  ["5", 5],
  ["NaN", Number.NaN],
  ["2 ** 40", 2 ** 40],
  ["0n", 0n],
  ["1n", 1n],
  ["empty text", ""],
  ["text", "x"],
  ["false", false],
  ["true", true],
  ["a list", []],
  ["a list of null", [null]],
  ["a list of undefined", [undefined]],
  ["a list with a hole", new Array(1)],
  ["an empty object", {}],
  ["a length", { length: 0 }],
  ["a Map", new Map()],
  ["a Set", new Set()],
  ["a Date", new Date(0)],
  ["a function", () => 1],
  ["a symbol", Symbol("s")],
  ["no bytes", new Uint8Array()],
  ["bytes", new Uint8Array([1])],
  ["no memory", new ArrayBuffer(0)],
  ["other elements", new Uint16Array()],
  ["an unknown case", { case: "x", value: 1 }],
  ["a value without a case", { value: 1 }],
  ["a case of undefined with a value", { case: undefined, value: 1 }],
  ["a case of null", { case: null }],
  ["nothing chosen", { case: undefined }],
  ["a case without its value", { case: "pickString" }],
  ["a case without its message", { case: "pickMessage" }],
  ["a case with null", { case: "pickString", value: null }],
  ["a field in place of its oneof", { pickString: "x" }],
];

function throwsFor(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    assert.match((error as Error).name, /^(Encode|Json|Text)Error$/);
    return true;
  }
}

/** Only the binary form takes plain objects for maps, and messages without all of their fields. */
function hasOtherFormInJson(member: FieldDescriptor | OneofDescriptor, value: unknown): boolean {
  const isPlain =
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  return (
    member.kind === "field" && isPlain && (member.map !== undefined || member.type === "message")
  );
}

for (const member of type.members) {
  test(`${member.localName}: every encoder throws for the same values`, () => {
    let refused = 0;
    for (const [name, value] of candidates) {
      const given = { [member.localName]: value };
      const expected = throwsFor(() => Interpreted.encode(given));
      if (expected) refused++;
      const check = (what: string, run: () => unknown) =>
        assert.equal(throwsFor(run), expected, `${what} of ${name}`);
      check("encode", () => Everything.encode(given));
      if (hasOtherFormInJson(member, value)) continue;
      const message = { ...Everything.create(), ...given };
      check("JSON text", () => EverythingJson.print(message));
      check("JSON", () => EverythingJson.toJson(message));
      check("JSON by the interpreter", () => toJsonString(Everything, message));
      check("text", () => printText(Everything, message));
    }
    assert.ok(refused > 20, `only ${refused} values were refused`);
  });
}
