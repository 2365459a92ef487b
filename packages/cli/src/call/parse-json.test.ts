import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonSyntaxError, parseJson } from "./parse-json.ts";

test("what JSON.parse takes, with the same result", () => {
  for (const text of [
    "null",
    " true ",
    "false",
    "0",
    "-0",
    "12.5e-3",
    "9007199254740991",
    '""',
    '"\\u00e4\\n\\"\\\\☺"',
    "[]",
    "[1, [2], {}]",
    '{"a": {"b": [null, "x"]}, "": 1}',
    '\r\n\t{"a":1}\n',
  ]) {
    assert.deepEqual(parseJson(text), JSON.parse(text), text);
  }
});

test("integers that a number cannot hold stay whole", () => {
  assert.equal(parseJson("9007199254740993"), "9007199254740993");
  assert.deepEqual(parseJson('{"a":[-12345678901234567890]}'), { a: ["-12345678901234567890"] });
  assert.equal(parseJson("1e300"), 1e300);
});

test("__proto__ is a name like others", () => {
  const value = parseJson('{"__proto__": {"x": 1}}') as object;
  assert.deepEqual(Object.keys(value), ["__proto__"]);
  assert.equal((value as { x?: number }).x, undefined);
});

test("errors tell place and remedy", () => {
  const cases: readonly (readonly [
    text: string,
    offset: number,
    message: RegExp,
    hint?: RegExp,
  ])[] = [
    ["", 0, /ends where a value/],
    ["{'a': 1}", 1, /single quotes/, /double quotes/],
    ["{a: 1}", 1, /a is not in quotes/, /"a"/],
    ['{"a": abc}', 6, /abc is not a JSON value/, /"abc"/],
    ["{\"a\": 'x'}", 6, /single quotes/],
    ['{"a" 1}', 5, /"1" where a ":"/],
    ['{"a": 1 "b": 2}', 8, /where a "," or "}"/],
    ['{"a": 1,}', 7, /"," before the "}"/, /Leave it out/],
    ["[1, ]", 2, /"," before the "]"/],
    ["[1 2]", 3, /where a "," or "]"/],
    ['{"a": 1', 0, /"{" here is not closed/],
    ["[[1]", 0, /"\[" here is not closed/],
    ['"abc', 0, /no closing "/],
    ['"a\\x"', 2, /not an escape/],
    ['"a\nb"', 2, /line break/],
    ["01", 0, /not a JSON value|after the end/],
    ["1.", 0, /not a JSON value/],
    ["+1", 0, /not a JSON value/],
    ["NaN", 0, /NaN is not a JSON value/, /"NaN"/],
    ["1 2", 2, /after the end/],
    ['{"a":1,"a":2}', 7, /"a" is given twice/],
    ["}", 0, /where a value should be/],
  ];
  for (const [text, offset, message, hint] of cases) {
    assert.throws(
      () => parseJson(text),
      (error: unknown) => {
        assert.ok(error instanceof JsonSyntaxError, text);
        assert.match(error.message, message, text);
        if (text !== "01") assert.equal(error.offset, offset, text);
        if (hint !== undefined) assert.match(error.hint ?? "", hint, text);
        return true;
      },
    );
  }
});

test("nesting is bounded", () => {
  assert.throws(() => parseJson("[".repeat(100_000)), /nested deeper than 200/);
});
