// `npm test`: from a fresh clone to the result, on a machine with Node and npm alone. Installs what is
// missing, checks types and builds, then runs every unit test.
// usage: npm test [-- [--json FILE] [path part …]]
import { readFileSync } from "node:fs";
import { ensureInstalled } from "./install.mjs";
import { listFiles, option, run } from "./root.mjs";
import { runTests, sumResults } from "./run-tests.mjs";
import { printCounts, writeResult } from "./suite-result.mjs";

const args = process.argv.slice(2);
await ensureInstalled();

const build = await run("npm", ["run", "--silent", "build"], { quiet: true });
if (build.code !== 0) console.log(build.output.trimEnd());

const filters = args.filter((arg, index) => !arg.startsWith("--") && args[index - 1] !== "--json");
const result = sumResults(await runTests(filters));

// A line that must not compile is a type test: the compiler fails when it does compile.
const typeTests = countTypeTests();
if (build.code === 0) {
  console.log(`ok   ${"types".padEnd(18)} ${typeTests} passed, 0 failed`);
  result.passed += typeTests;
} else {
  console.log(`FAIL ${"types".padEnd(18)} the build failed (above)`);
  result.failures.push({ case: "types: build", message: build.output });
  result.failed = result.failures.length;
}
writeResult(result, option(args, "--json"));
printCounts(result);

/** @returns {number} how many `@ts-expect-error` lines the test files hold */
function countTypeTests() {
  const files = ["packages", "tests", "bench", "examples", "tools"].flatMap((folder) =>
    listFiles(folder, (file) => file.endsWith(".test.ts")),
  );
  return files.reduce(
    (sum, file) =>
      sum + [...readFileSync(file, "utf8").matchAll(/^\s*\/\/ @ts-expect-error/gm)].length,
    0,
  );
}
