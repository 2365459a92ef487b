import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { ours } from "../dynamic/testdata/everything.ts";
import { EncodeError } from "../wire/wire-error.ts";

const Everything = dynamicType(ours("test.Everything"));

/** What `encode` says of a message. */
function failureOf(message: unknown): string {
  try {
    Everything.encode(message as Parameters<typeof Everything.encode>[0]);
  } catch (error) {
    assert.ok(error instanceof EncodeError);
    return error.message;
  }
  assert.fail("it was encoded");
}

describe("a message that cannot be encoded", () => {
  const cases: [what: string, message: unknown, said: string][] = [
    [
      "a scalar of another type",
      { plainInt64: 5 },
      "plainInt64: expected int64 (bigint), got number; use BigInt(value)",
    ],
    [
      "a number out of range",
      { plainInt32: 2 ** 40 },
      "plainInt32: expected int32, got 1099511627776",
    ],
    [
      "one in a list, in a message, in a list",
      { selves: [{}, { self: { manyString: ["a", 7] } }] },
      "selves[1].self.manyString[1]: expected string, got number",
    ],
    // By the interpreter, what would look like nothing is refused as well.
    [
      "a number for bytes",
      { plainBytes: 5 },
      "plainBytes: expected bytes (Uint8Array), got number",
    ],
    [
      "empty text for bytes",
      { plainBytes: "" },
      "plainBytes: expected bytes (Uint8Array), got string; use new TextEncoder().encode(text)",
    ],
    [
      "an array for bytes",
      { plainBytes: [] },
      "plainBytes: expected bytes (Uint8Array), got array; use new Uint8Array(value)",
    ],
    ["nothing much for text", { plainString: 0 }, "plainString: expected string, got number"],
    ["nothing much for bool", { plainBool: 0 }, "plainBool: expected bool (boolean), got number"],
    [
      "empty text for an integer",
      { plainInt32: "" },
      "plainInt32: expected int32 (number), got string",
    ],
    ["a number for a message", { self: 5 }, "self: expected Everything message, got number"],
    ["a list for a message", { self: [] }, "self: expected Everything message, got array"],
    ["a Date for a message", { self: new Date(0) }, "self: expected Everything message, got Date"],
    [
      "a Map for a message",
      { selves: [{}, new Map()] },
      "selves[1]: expected Everything message, got Map",
    ],
    ["text for a list", { manyString: "" }, "manyString: expected an array, got string"],
    ["a list for a map", { mapString: [] }, "mapString: expected a Map or an object, got array"],
    [
      "a Set for a map",
      { mapString: new Set() },
      "mapString: expected a Map or an object, got Set",
    ],
    ["a number for a map", { mapString: 5 }, "mapString: expected a Map or an object, got number"],
    [
      "a number for a oneof",
      { choice: 5 },
      "choice: missing case of the oneof: expected { case, value }, got number",
    ],
    [
      "the value of a oneof without its case",
      { choice: { value: 5 } },
      "choice: missing case of the oneof: expected { case, value }, got object",
    ],
    [
      "null for a oneof",
      { choice: null },
      "choice: missing case of the oneof: expected { case, value }, got null",
    ],
    ["not a list", { manyBool: true }, "manyBool: expected an array, got boolean"],
    ["not a message", { self: "x" }, "self: expected Everything message, got string"],
    [
      "a message that is null",
      { self: null },
      "self: expected Everything message, got null; leave the field out or set it to undefined",
    ],
    [
      "a value of a map",
      { mapMessage: { "the key": { plainBool: "yes" } } },
      'mapMessage["the key"].plainBool: expected bool (boolean), got string',
    ],
    [
      "a key of a Map",
      { mapInt32: new Map([["x", "y"]]) },
      'mapInt32["x"]: expected int32 (number), got string',
    ],
    [
      "the value of a oneof",
      { choice: { case: "chosenString", value: 1 } },
      "choice.chosenString: expected string, got number",
    ],
    [
      "a case that there is not",
      { choice: { case: "nothing", value: 1 } },
      'choice: unknown case "nothing" of the oneof',
    ],
    ["an enum by name", { color: "RED" }, "color: expected int32 (number), got string"],
    [
      "digits that are none",
      { asText: "12x" },
      'asText: expected a safe integer or the digits of one, got "12x"',
    ],
  ];
  for (const [what, message, said] of cases) {
    it(`names the place of ${what}`, () => {
      assert.equal(failureOf(message), `invalid value for test.Everything.${said}`);
    });
  }

  it("that is none is said so", () => {
    assert.match(
      failureOf(null),
      /^invalid test\.Everything message: expected an object, got null$/,
    );
  });

  it("that contains itself ends in an error, not in a hang", () => {
    const message: { self?: unknown } = {};
    message.self = message;
    assert.match(failureOf(message), /^invalid test\.Everything message: /);
  });

  it("does not disturb what is encoded next", () => {
    const before = Everything.encode({ plainString: "before" });
    failureOf({ plainInt64: 5 });
    assert.deepEqual(Everything.decode(before), Everything.create({ plainString: "before" }));
    const after = Everything.encode({ plainString: "after" });
    assert.deepEqual(Everything.decode(after), Everything.create({ plainString: "after" }));
  });
});
