import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { cwd, files, money, onPath, read, run, top, write } from "./plugins.test.support.ts";

describe("a plugin that fails", () => {
  test("its error is shown at the place that it names", async () => {
    const error = "shop/order.proto:6:9: totals are out of fashion\nUse sums.\nand another thing";
    onPath("protoc-gen-x", { error, file: [{ name: "a" }] });
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.equal(status, 1);
    assert.equal(
      stderr,
      `error[PLUGIN]: totals are out of fashion
 --> proto/shop/order.proto:6:9
  |
6 |   Money total = 1;
  |         ^^^^^
  = note: Use sums.
  = note: and another thing

error: protoc-gen-x rejects the contract.
`,
    );
    assert.deepEqual(files("gen"), []);
  });

  test("a line without a column is marked whole; an error without a line shows the file", async () => {
    const error = "shop/order.proto:5: no\nshop/money.proto: no\nshop/money.proto:99: no";
    onPath("protoc-gen-x", { error });
    const { stderr } = await run(["--plugin", "x"]);
    assert.match(stderr, /order\.proto:5:1\n {2}\|\n5 \| message Order \{\n {2}\| \^{15}\n/);
    assert.equal(
      stderr.match(/error\[PLUGIN\]: no\n {2}--> proto\/shop\/money\.proto\n/g)?.length,
      2,
    );
  });

  test("an error without a place is shown as it is", async () => {
    onPath("protoc-gen-x", { error: "unknown option\nfoo" });
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.deepEqual(
      { status, stderr },
      { status: 1, stderr: "error: protoc-gen-x: unknown option\nfoo\n" },
    );
  });

  test("by its exit status, with its words", async () => {
    onPath("protoc-gen-x", `console.error("I give up"); process.exitCode = 3;`);
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.deepEqual(
      { status, stderr },
      { status: 1, stderr: "I give up\nerror: protoc-gen-x ended with status 3.\n" },
    );
    onPath("protoc-gen-x", `process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);`);
    assert.match((await run(["--plugin", "x"])).stderr, /ended by SIGKILL/);
  });

  test("by taking too long, with all that it started", async () => {
    onPath(
      "protoc-gen-x",
      `const { spawn } = require("node:child_process");
       const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
       fs.writeFileSync("pid", String(child.pid));
       setInterval(() => {}, 1000);`,
    );
    const { status, stderr } = await run(["--plugin", "x", "--plugin-timeout", "3s"]);
    assert.equal(status, 1);
    assert.match(stderr, /error: protoc-gen-x did not end within 3 s\.\n {2}Give it more time/);
    const pid = Number(read("pid"));
    for (let tries = 0; ; tries++) {
      try {
        process.kill(pid, 0);
      } catch {
        break;
      }
      assert.ok(tries < 100, "what it started is still there");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  test("by being stopped", async () => {
    onPath("protoc-gen-x", `fs.writeFileSync("started", ""); setInterval(() => {}, 1000);`);
    const stop = new AbortController();
    const running = run(["--plugin", "x"], { signal: stop.signal });
    while (!existsSync(path.join(cwd, "started"))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stop.abort();
    assert.match((await running).stderr, /protoc-gen-x was stopped/);
  });

  test("by answering nonsense, or by not being a program", async () => {
    onPath("protoc-gen-x", `process.stdout.write("Hello!")`);
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /error: The response of protoc-gen-x is not a CodeGeneratorResponse: .*\n {2}A plugin must write/,
    );
    writeFileSync(path.join(top, "path/protoc-gen-x"), "#!/no/such/interpreter\n");
    assert.match(
      (await run(["--plugin", "x"])).stderr,
      /protoc-gen-x cannot be started: .*\n {2}Is it built/,
    );
  });

  test("that exits without reading the request is not one", async () => {
    onPath("protoc-gen-x", "process.exit(0)");
    write("proto/large.proto", `syntax = "proto3";\n${"// much\n".repeat(100_000)}message A {}\n`);
    assert.equal((await run(["--plugin", "x"])).status, 0);
  });

  test("by not declaring what the contracts use", async () => {
    write("proto/shop/money.proto", money.replace("int64", "optional int64"));
    onPath("protoc-gen-x", { file: [{ name: "a" }] });
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /error: shop\/money\.proto has optional fields of proto3, which protoc-gen-x does not/,
    );
    assert.deepEqual(files("gen"), []);
  });
});
