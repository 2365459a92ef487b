import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandError } from "../command-error.ts";
import { readJsonValues } from "./json-values.ts";

async function valuesOf(chunks: Iterable<string | Uint8Array>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { value } of readJsonValues(chunks, "stdin")) values.push(value);
  return values;
}

const text = '{"a":"}\\""} [1,{"b":2}]\n"x"1 true{"c":null}\t"ä☺"';
const expected = [{ a: '}"' }, [1, { b: 2 }], "x", 1, true, { c: null }, "ä☺"];

test("values in one piece, and cut anywhere", async () => {
  assert.deepEqual(await valuesOf([text]), expected);
  assert.deepEqual(await valuesOf(text.split("")), expected);
  const bytes = Buffer.from(text);
  assert.deepEqual(await valuesOf(Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
  for (let cut = 0; cut <= text.length; cut++) {
    assert.deepEqual(await valuesOf([text.slice(0, cut), text.slice(cut)]), expected);
  }
  assert.deepEqual(await valuesOf([]), []);
  assert.deepEqual(await valuesOf([" \n "]), []);
});

test("a value comes with its last bracket, before more text does", async () => {
  const given: string[] = [];
  function* chunks() {
    for (const chunk of ['{"a"', ":1}", " 2", " "]) {
      given.push(chunk);
      yield chunk;
    }
  }
  const values = readJsonValues(chunks(), "stdin");
  assert.deepEqual((await values.next()).value, { value: { a: 1 }, line: 1 });
  assert.equal(given.length, 2);
  assert.deepEqual((await values.next()).value, { value: 2, line: 1 });
  assert.equal(given.length, 4);
});

async function failure(chunks: readonly (string | Uint8Array)[]): Promise<CommandError> {
  try {
    await valuesOf(chunks);
  } catch (error) {
    return error as CommandError;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

test("errors name source, line and column, and show the place", async () => {
  const error = await failure(['{"a": 1}\n', '  {"b": ', "x}"]);
  assert.equal(error.code, "CLI_DATA");
  assert.match(
    error.message,
    /^stdin, line 2, column 9: this is not JSON: x is not a JSON value\./,
  );
  assert.match(error.hint ?? "", /^ {2}\{"b": x\}\n {8}\^\n/);
  assert.match((await failure(['1\n2 {"a"\n:\n']))?.message, /line 4, column 1: .*text ends/);
  assert.match((await failure(["{}\n[1}"])).message, /line 2, column 3: .*"}" where/);
  assert.match((await failure(["hello"])).message, /line 1, column 1/);
  assert.match((await failure([Uint8Array.of(0x22, 0xff)])).message, /not UTF-8/);
});
