import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DoubleValue, DoubleValueJson, Value, ValueJson } from "../wkt/index.ts";
import { fromJsonString } from "./from-json.ts";
import type { JsonValue } from "./json-value.ts";
import { printJsonText } from "./print-json-text.ts";
import { toJsonString } from "./to-json.ts";

const values: readonly JsonValue[] = [
  { a: [0, 1.5, "x\n\u2028", null, true], "a b": {}, __proto__: [] },
  [[], {}, [[{ "1": [] }]], ""],
  0,
];

describe("JSON text", () => {
  for (const indent of [0, 2]) {
    test(`is that of JSON.stringify, with -0 in it: indented by ${indent}`, () => {
      for (const value of values) {
        const expected = JSON.stringify([0, value], undefined, indent);
        assert.equal(printJsonText([0, value], indent), expected);
        assert.equal(printJsonText([-0, value], indent), expected.replace("0", "-0"));
      }
    });
  }

  test("keeps -0, by descriptor and by generated code", () => {
    const minus = DoubleValue.create({ value: -0 });
    for (const text of [toJsonString(DoubleValue, minus), DoubleValueJson.print(minus)]) {
      assert.equal(text, "-0");
      assert.deepEqual(DoubleValueJson.parse(text), minus);
      assert.deepEqual(fromJsonString(DoubleValue, text), minus);
    }
    const number = { kind: { case: "numberValue", value: -0 } } as const;
    const list = Value.create({ kind: { case: "listValue", value: { values: [number] } } });
    for (const indent of [0, 1]) {
      const text = toJsonString(Value, list, { indent });
      assert.equal(text.replace(/\s/g, ""), "[-0]");
      assert.equal(ValueJson.print(list, { indent }), text);
      assert.deepEqual(ValueJson.parse(text), list);
    }
  });
});
