// What is printed as ProtoJSON is what every parser takes, whatever values a program has put into a message.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromJsonString, JsonError, toJsonString } from "@tramline/protobuf";
import { Everything, EverythingJson } from "./testdata/gen/everything.ts";
import { Forms, FormsJson$ } from "./testdata/gen/forms.ts";

const withHole: number[] = [1];
withHole[2] = 3;

type Fields = Partial<Record<keyof Everything, unknown>>;

/** A message with values that TypeScript would refuse, or that it cannot tell from others. */
function holding(fields: Fields): Everything {
  return { ...Everything.create(), ...fields } as Everything;
}

const printers: readonly (readonly [string, (message: Everything) => string])[] = [
  ["generated", (message) => EverythingJson.print(message)],
  ["generated, indented", (message) => EverythingJson.print(message, { indent: 1 })],
  ["reflective", (message) => toJsonString(Everything, message)],
];

for (const [codec, print] of printers) {
  describe(`${codec} JSON of values that are none`, () => {
    const refused: readonly Fields[] = [
      { asString: '1","color":"RED' },
      { asString: "abc" },
      { asString: "" },
      { asString: "99999999999999999999" },
      { manyAsString: ['1"],"oneBool":true,"manyBool":["'] },
      { asNumber: 2 ** 60 },
      { asNumber: 1e300 },
      { asNumber: 1.5 },
      { oneInt32: 1e10 },
      { oneInt32: 0.5 },
      { oneUint32: -1 },
      { manyInt32: [1, 2 ** 31] },
      { oneInt64: 2n ** 63n },
      { oneInt64: -(2n ** 63n) - 1n },
      { oneUint64: -1n },
      { oneUint64: 2n ** 64n },
      { color: 1e10 },
      { manyInt32: withHole },
    ];
    for (const fields of refused) {
      const shown = JSON.stringify(fields, (_, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      );
      test(`refuses ${shown}`, () => {
        assert.throws(
          () => print(holding(fields)),
          (error) => error instanceof JsonError && error.code === "JSON_TYPE",
        );
      });
    }

    test("prints the limits of each type", () => {
      const message = holding({
        asString: "-9223372036854775808",
        asNumber: Number.MAX_SAFE_INTEGER,
        oneInt32: -(2 ** 31),
        oneUint32: 2 ** 32 - 1,
        oneInt64: -(2n ** 63n),
        oneUint64: 2n ** 64n - 1n,
      });
      assert.deepEqual(EverythingJson.parse(print(message)), message);
      assert.deepEqual(fromJsonString(Everything, print(message)), message);
    });

    test("prints no -0 of integers and enums", () => {
      const message = holding({ oneInt32: -0, color: -0, oneFloat: -0 });
      assert.deepEqual(JSON.parse(print(message)), { oneFloat: -0 });
    });

    test("prints floats and text as the binary form has them", () => {
      const message = holding({ oneFloat: 1e39, oneString: "half \ud800 of a pair" });
      const read = Everything.decode(Everything.encode(message));
      assert.deepEqual(EverythingJson.parse(print(message)), read);
    });
  });
}

test("fractions of nanoseconds have no JSON form", () => {
  const message = Forms.create({ timestamp: { seconds: 1n, nanos: 1.5 } });
  const refuses = (run: () => unknown) =>
    assert.throws(run, (error) => error instanceof JsonError && error.path === "timestamp");
  refuses(() => FormsJson$.print(message));
  refuses(() => toJsonString(Forms, message));
});

test("64-bit integers with a fraction of zeros are exact", () => {
  const text = '{"oneInt64":"9007199254740993.0","oneUint64":"18446744073709551615.00"}';
  for (const message of [EverythingJson.parse(text), fromJsonString(Everything, text)]) {
    assert.equal(message.oneInt64, 9007199254740993n);
    assert.equal(message.oneUint64, 18446744073709551615n);
  }
});
