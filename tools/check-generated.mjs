// `npm run check:generated`: regenerates everything and fails when a file in the tree changes, that is
// when somebody edited a generated file, or a generator without running it.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { generate, generators } from "./generate.mjs";
import { listFiles, root } from "./root.mjs";

/** @returns {Map<string, string>} digest of every generated file, by path */
function digests() {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const output of generators.flatMap((generator) => generator.outputs)) {
    const full = path.join(root, output);
    if (!existsSync(full)) continue;
    for (const file of statSync(full).isFile() ? [output] : listFiles(output)) {
      found.set(
        file,
        createHash("sha256")
          .update(readFileSync(path.join(root, file)))
          .digest("hex"),
      );
    }
  }
  return found;
}

const before = digests();
await generate();
const after = digests();

const drift = [];
for (const [file, digest] of after) {
  if (!before.has(file)) drift.push(`  new       ${file}`);
  else if (before.get(file) !== digest) drift.push(`  changed   ${file}`);
}
for (const file of before.keys()) if (!after.has(file)) drift.push(`  removed   ${file}`);

if (drift.length > 0) {
  console.error(`${drift.length} generated files were not what their generator writes:`);
  console.error(drift.sort().join("\n"));
  console.error("They are now; look at `git diff` and commit them with the change that caused it.");
  process.exitCode = 1;
} else {
  console.log(`${after.size} generated files are what ${generators.length} generators write`);
}
