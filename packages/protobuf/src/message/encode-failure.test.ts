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
      "plainInt64: a value of type int64 was expected, not number",
    ],
    [
      "a number out of range",
      { plainInt32: 2 ** 40 },
      "plainInt32: 1099511627776 is not a value of type int32",
    ],
    [
      "one in a list, in a message, in a list",
      { selves: [{}, { self: { manyString: ["a", 7] } }] },
      "selves[1].self.manyString[1]: a value of type string was expected, not number",
    ],
    // By the interpreter, what would look like nothing is refused as well.
    [
      "a number for bytes",
      { plainBytes: 5 },
      "plainBytes: a value of type bytes was expected, not number",
    ],
    [
      "empty text for bytes",
      { plainBytes: "" },
      "plainBytes: a value of type bytes was expected, not string",
    ],
    [
      "an array for bytes",
      { plainBytes: [] },
      "plainBytes: a value of type bytes was expected, not object",
    ],
    [
      "nothing much for text",
      { plainString: 0 },
      "plainString: a value of type string was expected, not number",
    ],
    [
      "nothing much for bool",
      { plainBool: 0 },
      "plainBool: a value of type bool was expected, not number",
    ],
    [
      "empty text for an integer",
      { plainInt32: "" },
      "plainInt32: a value of type int32 was expected, not string",
    ],
    ["a number for a message", { self: 5 }, "self: an object was expected, not number"],
    ["a list for a message", { self: [] }, "self: a message was expected, not an array"],
    ["a Date for a message", { self: new Date(0) }, "self: a message was expected, not a Date"],
    [
      "a Map for a message",
      { selves: [{}, new Map()] },
      "selves[1]: a message was expected, not a Map",
    ],
    ["text for a list", { manyString: "" }, "manyString: an array was expected, not string"],
    ["a list for a map", { mapString: [] }, "mapString: a map was expected, not an array"],
    [
      "a Set for a map",
      { mapString: new Set() },
      "mapString: a map was expected, not an object of another kind",
    ],
    ["a number for a map", { mapString: 5 }, "mapString: an object was expected, not number"],
    ["a number for a oneof", { choice: 5 }, "choice: an object was expected, not number"],
    ["null for a oneof", { choice: null }, "choice: an object was expected, not null"],
    ["a list that is none", { manyBool: true }, "manyBool: an array was expected, not boolean"],
    ["a message that is none", { self: "x" }, "self: an object was expected, not string"],
    ["a message that is null", { self: null }, "self: an object was expected, not null"],
    [
      "a value of a map",
      { mapMessage: { "the key": { plainBool: "yes" } } },
      'mapMessage["the key"].plainBool: a value of type bool was expected, not string',
    ],
    [
      "a key of a Map",
      { mapInt32: new Map([["x", "y"]]) },
      'mapInt32["x"]: a value of type int32 was expected, not string',
    ],
    [
      "the value of a oneof",
      { choice: { case: "chosenString", value: 1 } },
      "choice.chosenString: a value of type string was expected, not number",
    ],
    [
      "a case that there is not",
      { choice: { case: "nothing", value: 1 } },
      'choice: there is no case "nothing"',
    ],
    ["an enum by name", { color: "RED" }, "color: a value of type int32 was expected, not string"],
    [
      "digits that are none",
      { asText: "12x" },
      'asText: "12x" is no integer that can be encoded without loss',
    ],
  ];
  for (const [what, message, said] of cases) {
    it(`names the place of ${what}`, () => {
      assert.equal(failureOf(message), `cannot encode test.Everything: ${said}`);
    });
  }

  it("that is none is said so", () => {
    assert.match(
      failureOf(null),
      /^cannot encode test\.Everything: a message is an object, not null$/,
    );
  });

  it("that contains itself ends in an error, not in a hang", () => {
    const message: { self?: unknown } = {};
    message.self = message;
    assert.match(failureOf(message), /^cannot encode test\.Everything: /);
  });

  it("does not disturb what is encoded next", () => {
    const before = Everything.encode({ plainString: "before" });
    failureOf({ plainInt64: 5 });
    assert.deepEqual(Everything.decode(before), Everything.create({ plainString: "before" }));
    const after = Everything.encode({ plainString: "after" });
    assert.deepEqual(Everything.decode(after), Everything.create({ plainString: "after" }));
  });
});
