import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTimeout, parseTimeout, roundUpTimeout } from "./grpc-timeout.ts";

test("each unit is read", () => {
  const table: [string, number][] = [
    ["1H", 3_600_000],
    ["2M", 120_000],
    ["5S", 5000],
    ["7m", 7],
    ["1500u", 1.5],
    ["3u", 0.003],
    ["1n", 1e-6],
    ["99999999n", 99.999999],
    ["0S", 0],
    ["00000001S", 1000],
    ["99999999H", 99_999_999 * 3_600_000],
  ];
  for (const [text, ms] of table) assert.equal(parseTimeout(text), ms, text);
});

test("other forms are refused", () => {
  for (const text of [
    "",
    "S",
    "5",
    "5s",
    "-1S",
    "+1S",
    "1.5S",
    " 5S",
    "5S ",
    "123456789S",
    "5mS",
    "0x1S",
  ]) {
    assert.equal(parseTimeout(text), undefined, text);
  }
});

test("timeouts are written in at most eight digits, rounded up", () => {
  const table: [number, string][] = [
    [5000, "5000m"],
    [5000, "5000m"],
    [1, "1m"],
    [0.5, "500u"],
    [0.0001, "1u"],
    [1.0005, "1001u"],
    [99_999.9991, "100000m"],
    [99_999_999, "99999999m"],
    [100_000_000, "100000S"],
    [100_000_000_000, "1666667M"],
    [6e12, "1666667H"],
    [Infinity, "99999999H"],
    [0, "1n"],
    [-5, "1n"],
    [Number.NaN, "1n"],
  ];
  for (const [ms, text] of table) assert.equal(formatTimeout(ms), text, `${ms}`);
});

test("what is written is never less than what was asked, and close to it", () => {
  for (let ms = 0.0003; ms < 1e13; ms *= 1.37) {
    const text = formatTimeout(ms);
    assert.match(text, /^\d{1,8}[HMSmun]$/);
    const read = parseTimeout(text)!;
    assert.ok(read >= ms * (1 - 1e-12), `${ms} → ${text}`);
    assert.ok(read - ms < Math.max(0.001, ms * 0.05), `${ms} → ${text}`);
  }
});

test("the rest of a timeout is rounded up by less than a thousandth", () => {
  for (let ms = 0.001; ms < 1e9; ms *= 1.0371) {
    const rounded = roundUpTimeout(ms);
    assert.ok(rounded >= ms && rounded < ms * 1.001, `${ms} became ${rounded}`);
  }
  // What remains of five seconds after a moment is the same for all such calls.
  assert.equal(new Set([4996.5, 4998, 4999.999].map(roundUpTimeout)).size, 1);
  assert.equal(roundUpTimeout(0), 0);
});
