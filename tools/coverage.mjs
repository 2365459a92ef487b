// `npm run coverage`: which lines of the packages' sources the unit tests reach. Prints a table, writes
// coverage/index.html.
// usage: npm run coverage [-- path part …]
import { run } from "./root.mjs";

const { code } = await run("npx", [
  "--no-install",
  "c8",
  "--src=packages",
  "--include=packages/*/src/**/*.ts",
  "--exclude=**/*.test.ts",
  "--exclude=**/testdata/**",
  "--exclude=**/dist/**",
  "--temp-directory=.cache/coverage",
  "--reports-dir=coverage",
  "--reporter=text",
  "--reporter=html",
  "--reporter=json-summary",
  "node",
  "tools/run-tests.mjs",
  ...process.argv.slice(2),
]);
process.exitCode = code;
