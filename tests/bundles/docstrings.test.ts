import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { transform } from "esbuild";
import { listFiles, root } from "../../tools/root.mjs";
import { dropDocstrings } from "../../tools/without-docstrings.mjs";

test("the builds for Node lose docstrings, and nothing else", async () => {
  const files = listFiles("packages", (file) => /[\\/]src[\\/].*(?<!\.test)\.ts$/.test(file));
  assert.ok(files.length > 500);
  const differing: string[] = [];
  for (const file of files) {
    const source = readFileSync(path.join(root, file), "utf8");
    const options = { loader: "ts", minifyWhitespace: true, legalComments: "none" } as const;
    const [whole, without] = await Promise.all([
      transform(source, options),
      transform(dropDocstrings(source), options),
    ]);
    if (whole.code !== without.code) differing.push(file);
  }
  assert.deepEqual(differing, []);
});
