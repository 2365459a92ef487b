import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { budgets } from "./budgets.ts";
import { bundleSize } from "./measure.ts";

for (const [name, most] of Object.entries(budgets)) {
  test(`a browser bundle of ${name} has at most ${most} bytes`, async () => {
    const entry = path.join(import.meta.dirname, "entries/tramline", `${name}.ts`);
    const { gzipBytes } = await bundleSize(entry, ["tramline-source"]);
    assert.ok(gzipBytes > 0);
    assert.ok(gzipBytes <= most, `${name} has ${gzipBytes} bytes; see src/budgets.ts`);
  });
}
