// `npm run check:lengths`: no source file is longer than can be read in one go. Generated files and test data
// are not counted.
import { readFileSync } from "node:fs";
import path from "node:path";
import { listFiles, root } from "./root.mjs";

const MOST_LINES = 400;

/** Files that may be longer, with the reason. */
const exempt = new Map([
  ["packages/compiler/src/source/bundled/descriptor.ts", "data: the text of descriptor.proto"],
]);

/** @param {string} file */
const isCounted = (file) =>
  /\.(ts|mts|tsx|js|mjs)$/.test(file) &&
  !/\.d\.ts$|\/(dist|gen|testdata|node_modules)\//.test(file);

let counted = 0;
/** @type {string[]} */
const tooLong = [];
/** @type {Set<string>} */
const unused = new Set(exempt.keys());
for (const folder of ["packages", "tests", "bench", "examples", "tools"]) {
  for (const file of listFiles(folder, isCounted)) {
    counted += 1;
    const lines = readFileSync(path.join(root, file), "utf8").trimEnd().split("\n").length;
    if (lines <= MOST_LINES) continue;
    if (exempt.has(file)) unused.delete(file);
    else
      tooLong.push(
        `${file}: ${lines} lines, expected at most ${MOST_LINES}: move one of its concerns to another file`,
      );
  }
}
for (const file of unused) {
  tooLong.push(`${file} needs no exemption any more: remove it from tools/check-lengths.mjs`);
}

for (const problem of tooLong) console.error(problem);
if (tooLong.length > 0) process.exitCode = 1;
else console.log(`${counted} files have at most ${MOST_LINES} lines`);
