import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonValue } from "../json-value.ts";
import { CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from "./characters.ts";
import { arrayAhead, gaveUp, JsonCursor, objectAhead } from "./json-cursor.ts";

/** What a cursor reads; undefined where it gives up. */
function read(text: string): JsonValue | undefined {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const cursor = new JsonCursor(bytes, bytes.length - 1);
  try {
    const value = valueAt(cursor);
    return cursor.atEnd() ? value : undefined;
  } catch (error) {
    assert.ok(error === gaveUp || error instanceof SyntaxError, String(error));
    return undefined;
  }
}

function valueAt(cursor: JsonCursor): JsonValue {
  const value = cursor.value();
  if (value === objectAhead) {
    const entries: [string, JsonValue][] = [];
    assert.ok(cursor.take(OPEN_BRACE));
    if (cursor.take(CLOSE_BRACE)) return {};
    do entries.push([cursor.name(), valueAt(cursor)]);
    while (cursor.more(CLOSE_BRACE));
    return Object.fromEntries(entries);
  }
  if (value === arrayAhead) {
    const list: JsonValue[] = [];
    assert.ok(cursor.take(OPEN_BRACKET));
    if (cursor.take(CLOSE_BRACKET)) return list;
    do list.push(valueAt(cursor));
    while (cursor.more(CLOSE_BRACKET));
    return list;
  }
  return value;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

const texts = [
  '{"a":1,"b":[true,false,null],"c":{"d":"e"}}',
  ' { "name" : "\\u00e9\\n\\"\\\\" ,\r\n\t"list" : [ 1.5 , -2e3 , 0.1 , 123456789012345678 ] } ',
  '["é","日本語","😀","\\ud83d\\ude00","", "a longer text with more than thirty characters, é"]',
  "[0,-0,10,0.5,1e2,1E+2,1e-2,9007199254740993,1.7976931348623157e308,5e-324,0.1234567890123456]",
  '[[],{},[[]],{"":{}}]',
  '"text"',
  "true",
  "-17",
];

test("reads what JSON.parse reads", () => {
  for (const text of texts) {
    assert.notEqual(parsed(text), undefined, text);
    assert.deepEqual(read(text), parsed(text), text);
  }
});

test("gives up on what is no JSON", () => {
  for (const text of [
    ...["", " ", "{", "[", "[1", "[1,", "[1,]", "[,]", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}", "]"],
    ...["01", "-", "+1", ".5", "1.", "1e", "1e+", "--1", "0x1", "1 2", "NaN", "Infinity"],
    ...['"', '"a', '"\n"', '"\\x"', '"\\u12"', '"\\', "'a'", "tru", "nul", "truex", "undefined"],
    ...["\u00a01", "1\u0000", '"\u0000"', "[1}", '{"a":1]', "[1 2]", '{"a":1 "b":2}', "/**/1"],
  ]) {
    assert.equal(parsed(text), undefined, text);
    assert.equal(read(text), undefined, text);
  }
});

test("agrees with JSON.parse about texts with a mistake", () => {
  let seed = 7;
  const below = (limit: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const alphabet = '{}[]",:\\ \n0123456789.eE+-truefalsn/\u0001é';
  let same = 0;
  for (let i = 0; i < 20_000; i++) {
    const text = texts[below(texts.length)] ?? "";
    const at = below(text.length + 1);
    const cut = at + below(3);
    const inserted = alphabet[below(alphabet.length)] ?? "";
    const mutated = (text.slice(0, at) + inserted + text.slice(cut)).toWellFormed();
    const value = read(mutated);
    assert.deepEqual(value, parsed(mutated), JSON.stringify(mutated));
    if (value !== undefined) same++;
  }
  assert.ok(same > 1000, `${same} of the texts were JSON`);
});

test("takes short integers of an array, and leaves all else where it is", () => {
  const short = (text: string, takesMinus = true) => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const cursor = new JsonCursor(bytes, bytes.length - 1);
    const value = cursor.shortInteger(takesMinus);
    return [value, value === undefined ? cursor.value() : cursor.take(CLOSE_BRACKET)];
  };
  assert.deepEqual(short("0]"), [0, true]);
  assert.deepEqual(short("-0]"), [0, true]);
  assert.deepEqual(short("999999999]"), [999_999_999, true]);
  assert.deepEqual(short("-7,"), [-7, false]);
  assert.deepEqual(short("-7,", false), [undefined, -7]);
  assert.deepEqual(short("1234567890]"), [undefined, 1234567890]);
  assert.deepEqual(short("1.5]"), [undefined, 1.5]);
  assert.deepEqual(short("1e2]"), [undefined, 100]);
  assert.deepEqual(short("7 ]"), [undefined, 7]);
  assert.deepEqual(short('"7"]'), [undefined, "7"]);
  assert.throws(() => short("07]"));
  assert.throws(() => short("-]"));
});

test("takes arrays of numbers whole", () => {
  const numbers = (text: string) => {
    const bytes = new TextEncoder().encode(`${text}\0]`);
    const cursor = new JsonCursor(bytes, bytes.length - 2);
    assert.equal(cursor.value(), arrayAhead);
    const value = cursor.numbers();
    assert.ok(cursor.atEnd());
    return value;
  };
  for (const text of ["[]", " [ 1, -2.5e3 , 1e400, -0 ]", '["NaN",1]']) {
    assert.deepEqual(numbers(text), JSON.parse(text));
  }
  for (const text of ["[1", "[1,]", "[[1]]", '[{"a":[]}]', '["]"]']) {
    assert.throws(() => numbers(text));
  }
});

test("takes containers whole, unless a name stands there twice", () => {
  const whole = (text: string) => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const cursor = new JsonCursor(bytes, bytes.length - 1);
    assert.equal(cursor.value(), text.startsWith("[") ? arrayAhead : objectAhead);
    const value = cursor.container();
    assert.ok(cursor.atEnd());
    return value;
  };
  for (const text of ['{"a":[1,{"b":"]}\\""}]}', '[{"a":1},{"a":2}]']) {
    assert.deepEqual(whole(text), JSON.parse(text));
  }
  const same = (error: unknown) => error === gaveUp;
  assert.throws(() => whole('{"a":{"b":1,"b":2}}'), same);
  assert.throws(() => whole('{"a":"b'), same);
  assert.throws(() => whole("[[1]"), same);
});
