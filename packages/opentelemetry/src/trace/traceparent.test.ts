import assert from "node:assert/strict";
import { it } from "node:test";
import { readTraceContext, writeTraceContext } from "./traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

it("reads what it writes", () => {
  for (const traceFlags of [0, 1]) {
    const fields: string[] = ["x", "y"];
    writeTraceContext({ traceId: TRACE, spanId: SPAN, traceFlags }, fields);
    assert.deepEqual(fields, ["x", "y", "traceparent", `00-${TRACE}-${SPAN}-0${traceFlags}`]);
    assert.deepEqual(readTraceContext(fields), {
      traceId: TRACE,
      spanId: SPAN,
      traceFlags,
      isRemote: true,
    });
  }
});

it("carries tracestate, joined where it comes in parts", () => {
  const parent = `00-${TRACE}-${SPAN}-01`;
  const read = readTraceContext(["traceparent", parent, "tracestate", "a=1", "tracestate", "b=2"]);
  assert.equal(read?.traceState?.serialize(), "a=1,b=2");
  const fields: string[] = [];
  assert.ok(read !== undefined);
  writeTraceContext(read, fields);
  assert.deepEqual(fields, ["traceparent", parent, "tracestate", "a=1,b=2"]);
});

it("takes versions to come, with fields behind the known ones", () => {
  const text = `cc-${TRACE}-${SPAN}-01`;
  for (const parent of [text, `${text}-what-the-future-brings`]) {
    assert.equal(readTraceContext(["traceparent", parent])?.spanId, SPAN);
  }
});

for (const [what, parent] of [
  ["missing parts", `00-${TRACE}-${SPAN}`],
  ["more parts than version 00 has", `00-${TRACE}-${SPAN}-01-more`],
  ["version ff", `ff-${TRACE}-${SPAN}-01`],
  ["upper case", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ["a trace id of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
  ["a span id of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["other letters", `00-${TRACE.replace("a", "g")}-${SPAN}-01`],
  ["other separators", `00_${TRACE}_${SPAN}_01`],
  ["flags of one digit", `00-${TRACE}-${SPAN}-1`],
  ["nothing", ""],
] as const) {
  it(`refuses a traceparent with ${what}`, () => {
    assert.equal(readTraceContext(["traceparent", parent]), undefined);
  });
}

it("refuses two of them", () => {
  const parent = `00-${TRACE}-${SPAN}-01`;
  assert.equal(readTraceContext(["traceparent", parent, "traceparent", parent]), undefined);
  assert.equal(readTraceContext([]), undefined);
});
