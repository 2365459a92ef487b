import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { testFile, tram } from "./testdata/fake-terminal.ts";
import { VERSION } from "./version.ts";

const update = process.env["UPDATE_GOLDEN"] !== undefined;

for (const [name, args] of [
  ["tram", ["--help"]],
  ["generate", ["generate", "--help"]],
  ["build", ["build", "--help"]],
  ["call", ["help", "call"]],
  ["list", ["list", "-h"]],
  ["describe", ["describe", "--help"]],
  ["proxy", ["proxy", "--help"]],
  ["explore", ["explore", "--help"]],
] as const) {
  test(`help of ${name} is what testdata/help has (UPDATE_GOLDEN=1 writes it)`, async () => {
    const { status, stdout, stderr } = await tram(args);
    assert.equal(status, 0);
    assert.equal(stderr, "");
    const golden = testFile(`help/${name}.txt`);
    if (update) writeFileSync(golden, stdout);
    assert.equal(stdout, readFileSync(golden, "utf8"));
    for (const line of stdout.split("\n")) assert.ok(line.length <= 110, `too long: ${line}`);
  });
}

test("--version is that of the package", async () => {
  const manifest = JSON.parse(readFileSync(testFile("../../package.json"), "utf8")) as {
    version: string;
  };
  assert.equal(manifest.version, VERSION);
  assert.deepEqual(await tram(["--version"]), { status: 0, stdout: `${VERSION}\n`, stderr: "" });
});

test("a wrong command or flag is a usage error that names the right one", async () => {
  const command = await tram(["cal", "x"]);
  assert.equal(command.status, 2);
  assert.match(command.stderr, /unknown command 'cal'\n\(Did you mean call\?\)/);
  const flag = await tram(["call", "x", "y", "--tmeout", "3s"]);
  assert.equal(flag.status, 2);
  assert.match(flag.stderr, /unknown option '--tmeout'\n\(Did you mean --timeout\?\)/);
  const missing = await tram(["call", "x"]);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /missing required argument 'method'\ntram call --help shows how\./);
  assert.equal((await tram([])).status, 2);
});

test("colors: on a terminal only, by default", async () => {
  const colored = async (args: readonly string[], env = {}, isTerminal = false) => {
    const { stderr } = await tram(["generate", "/no/such/folder", ...args], { env, isTerminal });
    return stderr.includes("\u001b[");
  };
  assert.equal(await colored([]), false);
  assert.equal(await colored([], {}, true), true);
  assert.equal(await colored([], { NO_COLOR: "1" }, true), false);
  assert.equal(await colored([], { NO_COLOR: "" }, true), true);
  assert.equal(await colored([], { TERM: "dumb" }, true), false);
  assert.equal(await colored([], { FORCE_COLOR: "1" }), true);
  assert.equal(await colored(["--color", "always"], { NO_COLOR: "1" }), true);
  assert.equal(await colored(["--color", "never"], {}, true), false);
  assert.equal(await colored(["--no-color"], {}, true), false);
  const help = await tram(["--help"], { isTerminal: true });
  assert.ok(help.stdout.includes("\u001b["));
  assert.equal((await tram(["--color", "sometimes"])).status, 2);
});
