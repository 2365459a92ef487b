import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { root } from "../docs/examples.ts";
import { differenceTables, withTables } from "./tables.ts";

describe("docs/reference/differences.md tells what is so", () => {
  const page = readFileSync(path.join(root, "docs/reference/differences.md"), "utf8");
  for (const [name, table] of differenceTables()) {
    test(name, () => {
      const told = withTables(page, new Map([[name, table]]));
      assert.equal(page, told, "run npm run generate -- differences, and look at what it changes");
    });
  }
});
