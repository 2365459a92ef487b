import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findCodeBlocks } from "./code-blocks.ts";
import { root, runNode, sourceFlags } from "./examples.ts";

const cli = path.join(root, "packages/cli/src/main.ts");

/** Commands as the guides write them, without comments and quoted texts. */
function tramLines(): string[] {
  return ["tram.md", "other-languages.md"]
    .map((name) => readFileSync(path.join(root, "docs/guides", name), "utf8"))
    .flatMap(findCodeBlocks)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.split("\n"))
    .map((line) => line.replace(/\s#.*$/, "").replace(/'[^']*'/g, "TEXT"))
    .flatMap((line) => /\btram (\w+.*)$/.exec(line)?.[1] ?? []);
}

test("the commands and flags of docs/guides/tram.md and other-languages.md exist", {
  timeout: 50_000,
}, async () => {
  const lines = tramLines();
  assert.ok(lines.length > 10, `only ${lines.length} lines were found`);
  const commands = [...new Set(lines.map((line) => line.split(" ")[0] ?? ""))];
  assert.deepEqual(commands.sort(), [
    "build",
    "call",
    "describe",
    "explore",
    "generate",
    "list",
    "proxy",
  ]);
  for (const command of commands) {
    const { code, output } = await runNode([...sourceFlags, cli, command, "--help"]);
    assert.equal(code, 0, output);
    const known = new Set(output.match(/(?<=[\s,])--?[a-zA-Z][\w-]*/g));
    for (const line of lines.filter((one) => one.startsWith(`${command} `))) {
      for (const flag of line.match(/(?<=\s)--?[a-zA-Z][\w-]*/g) ?? []) {
        assert.ok(known.has(flag), `tram ${line}: tram ${command} has no ${flag}`);
      }
    }
  }
});
