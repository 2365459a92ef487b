import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { serverTimeouts } from "./server-timeouts.ts";

describe("option timeouts", () => {
  test("what is left out has its default", () => {
    assert.equal(serverTimeouts(undefined).tlsHandshakeTimeoutMs, 10_000);
    assert.deepEqual(serverTimeouts({ maxConnectionAgeMs: 5, bodyTimeoutMs: Infinity }), {
      ...serverTimeouts(undefined),
      maxConnectionAgeMs: 5,
      bodyTimeoutMs: Infinity,
    });
  });

  test("what cannot be meant is refused", () => {
    for (const wrong of [{ bodyTimeout: 5 }, { bodyTimeoutMs: 0 }, { headerTimeoutMs: "1s" }, 5]) {
      assert.throws(() => serverTimeouts(wrong as never), { code: "SERVER_OPTION_INVALID" });
    }
  });
});
