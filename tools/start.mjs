// `npm start`: from a fresh clone to the running example. Installs what is missing, generates, builds the packages
// and the page of the shop, then hands over to examples/shop. `npm start -- --once` ends after the tour.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { generate } from "./generate.mjs";
import { ensureInstalled } from "./install.mjs";
import { root, run, sourceFlags } from "./root.mjs";

const example = "examples/shop/src/main.ts";

await ensureInstalled();
await generate();
const build = await run("npm", ["run", "--silent", "build"], { quiet: true });
if (build.code !== 0) {
  console.error(`${build.output.trimEnd()}\nThe build failed, so the shop does not start.`);
  process.exit(1);
}
if (!existsSync(path.join(root, example))) {
  console.error(`There is no ${example} to start.`);
  process.exit(1);
}

const page = await run(
  "node",
  ["node_modules/vite/bin/vite.js", "build", "examples/shop/web", "--logLevel", "warn"],
  { quiet: true },
);
if (page.code !== 0) {
  console.error(`${page.output.trimEnd()}\nThe page was not built, so the shop does not start.`);
  process.exit(1);
}

const shop = spawn(process.execPath, [...sourceFlags, example, ...process.argv.slice(2)], {
  cwd: root,
  // By the fourth, which closes with this process, the shop learns that it has been left alone.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
});
// The terminal sends ^C to both; the shop decides when it is done. A signal sent to this process alone
// is passed on.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => shop.kill(signal));
}
shop.on("error", (error) => {
  console.error(`The shop could not be started: ${error.message}`);
  process.exitCode = 1;
});
shop.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});
