import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultTimeouts } from "@tramline/http2";
import { serverTimeouts } from "./server-timeouts.ts";

describe("option timeouts", () => {
  test("what is left out has its default", () => {
    assert.deepEqual(serverTimeouts(undefined), defaultTimeouts);
    assert.deepEqual(serverTimeouts({ maxConnectionAgeMs: 5, bodyTimeoutMs: Infinity }), {
      ...defaultTimeouts,
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
