import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const scenarios = fileURLToPath(new URL("./src/leaks.isolated.ts", import.meta.url));

describe("leaks, counted in a process of its own", () => {
  it("none after a killed client or a killed server", { timeout: 90_000 }, async () => {
    const flags = ["--import", "tsx", "--conditions=tramline-source", "--test-reporter=tap"];
    // A runner inside a runner would report to the outer one.
    const { NODE_TEST_CONTEXT: _outer, ...env } = process.env;
    const run = promisify(execFile)(process.execPath, [...flags, scenarios], {
      env,
      timeout: 80_000,
    });
    const { stdout } = await run.catch((error: unknown) => {
      const { stdout, message } = error as { stdout?: string; message: string };
      throw new Error(`the scenarios failed:\n${stdout ?? ""}\n${message}`, { cause: error });
    });
    assert.match(stdout, /^# pass 2$/m);
    assert.match(stdout, /^# fail 0$/m);
  });
});
