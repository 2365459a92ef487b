import assert from "node:assert/strict";
import { it } from "node:test";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { grpcTraceBinPropagator } from "./grpc-trace-bin.ts";
import { propagatorPropagation } from "./propagation.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const propagation = propagatorPropagation(grpcTraceBinPropagator);

const read = (...fields: string[]) => trace.getSpanContext(propagation.extract(fields));
const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

it("writes the 29 bytes of OpenCensus's encoding, and reads them", () => {
  for (const traceFlags of [0, 1]) {
    const span = trace.wrapSpanContext({ traceId: TRACE, spanId: SPAN, traceFlags });
    const fields: string[] = ["x", "y"];
    propagation.inject(span, ROOT_CONTEXT, fields);
    const [, , name = "", value = ""] = fields;
    assert.equal(name, "grpc-trace-bin");
    assert.doesNotMatch(value, /=/);
    const hex = Buffer.from(value, "base64").toString("hex");
    assert.equal(hex, `0000${TRACE}01${SPAN}020${traceFlags}`);
    assert.deepEqual(read(...fields), {
      traceId: TRACE,
      spanId: SPAN,
      traceFlags,
      isRemote: true,
    });
  }
});

it("writes nothing for a span without a context", () => {
  const fields: string[] = [];
  const none = { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };
  propagation.inject(trace.wrapSpanContext(none), ROOT_CONTEXT, fields);
  assert.deepEqual(fields, []);
});

it("reads base64 with padding", () => {
  const value = base64(`0000${TRACE}01${SPAN}0201`);
  assert.match(value, /=$/);
  assert.equal(read("grpc-trace-bin", value)?.spanId, SPAN);
});

for (const [what, hex] of [
  ["another version", `0100${TRACE}01${SPAN}0201`],
  ["another first field", `0001${TRACE}01${SPAN}0201`],
  ["another second field", `0000${TRACE}02${SPAN}0201`],
  ["another third field", `0000${TRACE}01${SPAN}0301`],
  ["a byte too few", `0000${TRACE}01${SPAN}02`],
  ["a byte too many", `0000${TRACE}01${SPAN}020100`],
  ["a trace id of zeros", `0000${"0".repeat(32)}01${SPAN}0201`],
  ["a span id of zeros", `0000${TRACE}01${"0".repeat(16)}0201`],
  ["nothing", ""],
] as const) {
  it(`ignores a value with ${what}`, () => {
    assert.equal(read("grpc-trace-bin", base64(hex)), undefined);
  });
}

it("ignores two values, and their absence", () => {
  const value = base64(`0000${TRACE}01${SPAN}0201`);
  assert.equal(read("grpc-trace-bin", value, "grpc-trace-bin", value), undefined);
  assert.equal(read("traceparent", `00-${TRACE}-${SPAN}-01`), undefined);
});
