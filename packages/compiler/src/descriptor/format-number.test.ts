import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDouble, formatFloat } from "./format-number.ts";

test("doubles have the digits that give them back, as C prints them", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-0, "-0"],
    [1, "1"],
    [0.1, "0.1"],
    [-1.5e3, "-1500"],
    [1e15, "1e+15"],
    [123456789012345, "123456789012345"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [92673215700748.3125, "92673215700748.312"],
    [-937622858551952.125, "-937622858551952.12"],
    [1e100, "1e+100"],
    [1 / 3, "0.33333333333333331"],
    [Number.NaN, "nan"],
    [Number.POSITIVE_INFINITY, "inf"],
    [Number.NEGATIVE_INFINITY, "-inf"],
  ];
  for (const [value, text] of cases) assert.equal(formatDouble(value), text);
});

test("floats have at most nine digits", () => {
  assert.equal(formatFloat(0.1), "0.1");
  assert.equal(formatFloat(1 / 3), "0.333333343");
  assert.equal(formatFloat(1e10), "1e+10");
  assert.equal(formatFloat(16777216), "16777216");
  assert.equal(formatFloat(1e300), "inf");
});
