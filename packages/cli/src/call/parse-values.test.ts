import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDurationMs } from "./parse-duration.ts";
import { parseByteCount, parseHeaders } from "./parse-values.ts";

const usage = { code: "CLI_USAGE" };

test("durations", () => {
  assert.equal(parseDurationMs("--timeout", "500ms"), 500);
  assert.equal(parseDurationMs("--timeout", "1.5s"), 1500);
  assert.equal(parseDurationMs("--timeout", "2m"), 120_000);
  assert.equal(parseDurationMs("--timeout", "1h"), 3_600_000);
  for (const text of ["5", "", "-1s", "0s", "5 s", "1d", "s"]) {
    assert.throws(() => parseDurationMs("--timeout", text), usage, text);
  }
  assert.equal(parseDurationMs("--reload-every", "596h"), 2_145_600_000);
  // Node's timers go off after a millisecond where they are to wait longer than 2^31 - 1.
  assert.throws(() => parseDurationMs("--reload-every", "597h"), /at most 596h, got 597h/);
});

test("sizes", () => {
  assert.equal(parseByteCount("--max", "4096"), 4096);
  assert.equal(parseByteCount("--max", "64KiB"), 65_536);
  assert.equal(parseByteCount("--max", "16mib"), 16_777_216);
  assert.equal(parseByteCount("--max", "1G"), 1024 ** 3);
  for (const text of ["", "x", "-1", "0", "1.5k", "1tb", "99999999999999999999"]) {
    assert.throws(() => parseByteCount("--max", text), usage, text);
  }
});

test("headers", () => {
  const metadata = parseHeaders(["A: b: c", "a:d", "trace-bin: AQI=", "other-bin: _-8", "empty:"]);
  assert.deepEqual(metadata.getAll("a"), ["b: c", "d"]);
  assert.deepEqual(metadata.get("trace-bin"), Uint8Array.of(1, 2));
  assert.deepEqual(metadata.get("other-bin"), Uint8Array.of(0xff, 0xef));
  assert.equal(metadata.get("empty"), "");
  for (const text of ["no colon", ":path: x", "x-bin: %", "a b: c", "grpc-timeout: 1S"]) {
    assert.throws(() => parseHeaders([text]), usage, text);
  }
});
