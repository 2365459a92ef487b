import assert from "node:assert/strict";
import { test } from "node:test";
import { barChart } from "./bar-chart.ts";

const bar = (label: string, value: number, highlighted = false) => ({
  label,
  value,
  shown: String(value),
  highlighted,
});

test("bars are in order of their values, and as long as those", () => {
  const chart = barChart("calls/s", [bar("b", 50), bar("a", 100, true), bar("c", 0)]);
  const widths = [...chart.matchAll(/<rect class="(\w+)" .*? width="(\d+)"/g)];
  assert.deepEqual(
    widths.map(([, kind, width]) => `${kind} ${width}`),
    ["own 440", "bar 220", "bar 2"],
  );
  assert.match(chart, /<desc id="desc">a 100, b 50, c 0<\/desc>/);
});

test("labels cannot break the markup", () => {
  const chart = barChart('a<b & "c"', [bar("</text>", 1)]);
  assert.match(chart, /<title id="title">a&#60;b &#38; &#34;c&#34;<\/title>/);
  assert.match(chart, />&#60;\/text&#62;</);
});

test("a chart without a positive value throws", () => {
  assert.throws(() => barChart("t", []), /positive/);
  assert.throws(() => barChart("t", [bar("a", 0)]), /positive/);
});
