import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { freePort } from "../../tools/free-port.ts";
import {
  checkTypes,
  pageNames,
  removePages,
  root,
  runNode,
  sourceFlags,
  writePages,
} from "./examples.ts";

const pages = writePages(pageNames(), "docs/guides/getting-started.md");
after(removePages);
const readme = pages.find(({ name }) => name === "README.md");

describe("the code in README.md and the guides", () => {
  test("compiles, strictly", { timeout: 55_000 }, async () => {
    const count = pages.flatMap(({ blocks }) => blocks.filter(({ language }) => language === "ts"));
    assert.ok(count.length > 20, `only ${count.length} examples were found`);
    assert.equal(await checkTypes(), "");
  });

  for (const { at, file, output } of pages.flatMap(({ programs }) => programs)) {
    test(`runs: ${at}`, { timeout: 55_000 }, async () => {
      const result = await runNode([...sourceFlags, file]);
      assert.equal(result.code, 0, result.output);
      if (output !== undefined) assert.equal(result.output, output);
    });
  }
});

test("the tests for Vitest in the guides pass in Vitest", { timeout: 55_000 }, async () => {
  const tested = pages.filter(({ blocks }) =>
    blocks.some(({ label }) => label.endsWith(".test.ts")),
  );
  assert.deepEqual(
    tested.map(({ name }) => name),
    ["docs/guides/unit-testing.md"],
  );
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const config = path.join(root, "tests/docs/vitest.config.ts");
  for (const { folder } of tested) {
    const flags = ["--config", config, "--root", folder, "--reporter=tap-flat"];
    const { code, output } = await runNode([vitest, "run", ...flags]);
    assert.equal(code, 0, output);
    assert.match(output, /^1\.\.3$/m);
    assert.equal(output.match(/^ok \d/gm)?.length, 3, output);
  }
});

test("the first service of README.md, client and server, does what it says", {
  timeout: 55_000,
}, async () => {
  assert.ok(readme);
  const lines = readme.blocks
    .filter(({ label }) => /orders\.proto|server\.ts|client\.ts/.test(label))
    .flatMap(({ text }) => text.split("\n").filter((line) => line.trim() !== ""));
  assert.ok(lines.length <= 20, `it takes ${lines.length} lines, not 20`);

  // Another port than the one in the text: that may be taken.
  const port = await freePort();
  for (const name of ["server.ts", "client.ts"]) {
    const file = path.join(readme.folder, name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("50051", String(port)));
  }
  const server = spawn(process.execPath, [...sourceFlags, path.join(readme.folder, "server.ts")], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
    assert.match(line, /^listening on /);
    const { code, output } = await runNode([...sourceFlags, path.join(readme.folder, "client.ts")]);
    assert.equal(code, 0, output);
    const shown = readme.blocks.find(({ language }) => language === "text");
    assert.equal(output, shown?.text);
  } finally {
    server.kill("SIGKILL");
    await once(server, "exit");
  }
});
