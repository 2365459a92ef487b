import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type TramOptions, type TramResult, testFile, tram } from "../testdata/fake-terminal.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "tram-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

function run(args: readonly string[], options: TramOptions = {}): Promise<TramResult> {
  return tram(["generate", ...args], { cwd, ...options });
}

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  writeFileSync(path.join(cwd, name), text);
}

function files(folder: string): string[] {
  return readdirSync(path.join(cwd, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort();
}

const money = 'syntax = "proto3";\npackage shop;\nmessage Money { int64 units = 1; }\n';
const order =
  'syntax = "proto3";\npackage shop;\nimport "shop/money.proto";\nmessage Order { Money total = 1; }\n';

describe("tram generate", () => {
  test("without arguments takes proto/ and writes gen/", async () => {
    write("proto/shop/money.proto", money);
    write("proto/shop/order.proto", order);
    write("other.proto", "not looked at");
    const { status, stdout, stderr } = await run([]);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(stdout, /^✓ 2 contracts → gen: 2 new in \d+ ms\n$/);
    assert.deepEqual(files("gen"), ["shop/money.ts", "shop/order.ts"]);
    assert.match(readFileSync(path.join(cwd, "gen/shop/order.ts"), "utf8"), /from "\.\/money\.ts"/);
  });

  test("without proto/ takes the current folder, but no packages and hidden folders", async () => {
    write("shop/money.proto", money);
    write("node_modules/x/bad.proto", "bad");
    write(".hidden/bad.proto", "bad");
    assert.equal((await run(["--out", "src/gen"])).status, 0);
    assert.deepEqual(files("src/gen"), ["shop/money.ts"]);
  });

  test("features of other languages are generated where they are imported", async () => {
    const text = (kind: string) =>
      `edition = "2024";\nimport ${kind}"google/protobuf/go_features.proto";\n` +
      "option features.(pb.go).api_level = API_OPEN;\n";
    write("proto/a.proto", text(""));
    write("proto/b.proto", text("option "));
    const { status, stderr } = await run([]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(
      files("gen").filter((name) => !name.includes(".desc")),
      ["a.ts", "b.ts", "google/protobuf/go_features.ts"],
    );
  });

  test("writes only what changed", async () => {
    write("proto/shop/money.proto", money);
    write("proto/shop/order.proto", order);
    await run([]);
    const past = new Date(1_600_000_000_000);
    utimesSync(path.join(cwd, "gen/shop/money.ts"), past, past);
    write("proto/shop/order.proto", order.replace("total", "sum"));
    assert.match((await run([])).stdout, /gen: 1 changed, 1 unchanged in/);
    assert.deepEqual(statSync(path.join(cwd, "gen/shop/money.ts")).mtime, past);
    assert.match(readFileSync(path.join(cwd, "gen/shop/order.ts"), "utf8"), /sum/);
  });

  test("single files find their imports; those are generated too, unless not wanted", async () => {
    write("proto/shop/money.proto", money);
    write("proto/shop/order.proto", order);
    assert.equal((await run(["proto/shop/order.proto"])).status, 0);
    assert.deepEqual(files("gen"), ["shop/money.ts", "shop/order.ts"]);
    const alone = await run(["proto/shop/order.proto", "--no-imports", "-o", "alone"]);
    assert.equal(alone.status, 0);
    assert.deepEqual(files("alone"), ["shop/order.ts"]);
  });

  test("-I may name several folders; the first that has a file wins", async () => {
    write("a/shop/order.proto", order);
    write("b/shop/money.proto", money);
    write("c/shop/money.proto", money.replace("units", "nope"));
    const { status } = await run(["-I", "a", "-I", "b", "-I", "c", "a/shop/order.proto"]);
    assert.equal(status, 0);
    assert.match(readFileSync(path.join(cwd, "gen/shop/money.ts"), "utf8"), /units/);
    const lacking = await run(["-I", "a", "a"]);
    assert.equal(lacking.status, 1);
    assert.match(lacking.stderr, /"shop\/money\.proto" was not found/);
  });

  test("well-known types are there without a file", async () => {
    write(
      "proto/a.proto",
      'syntax = "proto3";\nimport "google/protobuf/timestamp.proto";\nmessage A { google.protobuf.Timestamp at = 1; }\n',
    );
    assert.equal((await run([])).status, 0);
    assert.deepEqual(files("gen"), ["a.ts"]);
    assert.match(readFileSync(path.join(cwd, "gen/a.ts"), "utf8"), /@tramline\/protobuf\/wkt/);
  });

  test("all errors are shown with place and snippet; nothing is written", async () => {
    write(
      "proto/a.proto",
      'syntax = "proto3";\nmessage A {\n  strin name = 1;\n  int32 name = 2;\n}\n',
    );
    write("proto/b.proto", 'syntax = "proto3";\nmessage B { A a = 1 }\n');
    const { status, stdout, stderr } = await run([]);
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /--> proto\/a\.proto:3:3\n.*\n3 \| {3}strin name = 1;\n.*\^{5}/);
    assert.match(stderr, /--> proto\/a\.proto:4:/);
    assert.match(stderr, /--> proto\/b\.proto:2:/);
    assert.match(stderr, /error: There are \d errors\.\n$/);
    assert.equal(existsSync(path.join(cwd, "gen")), false);
  });

  test("warnings do not fail", async () => {
    write("proto/shop/money.proto", money);
    write("proto/a.proto", 'syntax = "proto3";\nimport "shop/money.proto";\nmessage A {}\n');
    const { status, stderr } = await run([]);
    assert.equal(status, 0);
    assert.match(stderr, /warning\[IMPORT_UNUSED\]/);
  });

  test("--check fails when something would change, and writes nothing", async () => {
    write("proto/shop/money.proto", money);
    const fresh = await run(["--check"]);
    assert.equal(fresh.status, 1);
    assert.match(
      fresh.stderr,
      / {2}new {6}gen\/shop\/money\.ts\nerror: 1 file in gen would change\./,
    );
    assert.equal(existsSync(path.join(cwd, "gen")), false);
    await run([]);
    assert.equal((await run(["--check"])).status, 0);
    write("proto/shop/money.proto", money.replace("units", "cents"));
    const changed = await run(["--check"]);
    assert.equal(changed.status, 1);
    assert.match(changed.stderr, /changed {2}gen\/shop\/money\.ts/);
    assert.match(readFileSync(path.join(cwd, "gen/shop/money.ts"), "utf8"), /units/);
  });

  test("--check fails for a generated file whose contract is gone, but not for others", async () => {
    write("proto/shop/money.proto", money);
    write("proto/shop/order.proto", order);
    await run([]);
    write("gen/shop/mine.ts", "export const mine = 1;\n");
    assert.equal((await run(["--check"])).status, 0);
    rmSync(path.join(cwd, "proto/shop/order.proto"));
    const stale = await run(["--check"]);
    assert.equal(stale.status, 1);
    assert.match(stale.stderr, /^ {2}stale {4}gen\/shop\/order\.ts\nerror: 1 file in gen would/);
    assert.match(stale.stderr, /--clean/);
    assert.deepEqual(files("gen"), ["shop/mine.ts", "shop/money.ts", "shop/order.ts"]);
    await run(["--clean"]);
    assert.equal((await run(["--check"])).status, 0);
  });

  test("--clean removes what was generated before, and nothing else", async () => {
    write("proto/shop/money.proto", money);
    write("proto/shop/order.proto", order);
    await run([]);
    write("gen/shop/mine.ts", "export const mine = 1;\n");
    rmSync(path.join(cwd, "proto/shop/order.proto"));
    await run([]);
    assert.deepEqual(files("gen"), ["shop/mine.ts", "shop/money.ts", "shop/order.ts"]);
    const check = await run(["--clean", "--check"]);
    assert.equal(check.status, 1);
    assert.match(check.stderr, /removed {2}gen\/shop\/order\.ts/);
    assert.match((await run(["--clean"])).stdout, /1 removed, 1 unchanged/);
    assert.deepEqual(files("gen"), ["shop/mine.ts", "shop/money.ts"]);
  });

  test("a file that was not generated is not replaced", async () => {
    write("proto/shop/money.proto", money);
    write("gen/shop/money.ts", "export const mine = 1;\n");
    const { status, stderr } = await run([]);
    assert.equal(status, 1);
    assert.match(stderr, /money\.ts was not generated and is left alone/);
    assert.equal(
      readFileSync(path.join(cwd, "gen/shop/money.ts"), "utf8"),
      "export const mine = 1;\n",
    );
  });

  test("--import-extension and --quiet", async () => {
    write("proto/shop/money.proto", money);
    write("proto/shop/order.proto", order);
    const { stdout } = await run(["--import-extension", "js", "-q"]);
    assert.equal(stdout, "");
    assert.match(readFileSync(path.join(cwd, "gen/shop/order.ts"), "utf8"), /from "\.\/money\.js"/);
    assert.equal((await run(["--import-extension", "mjs"])).status, 2);
  });

  test("what is not there is told", async () => {
    assert.match((await run([])).stderr, /no \.proto file in this folder/);
    assert.equal((await run(["nowhere"])).status, 1);
    assert.equal((await run(["-I", "nowhere"])).status, 1);
    write("a.txt", "");
    const text = await run(["a.txt"]);
    assert.equal(text.status, 2);
    assert.match(text.stderr, /a\.txt is not a \.proto file/);
  });

  test("--watch generates again after a change, and survives errors", async () => {
    write("proto/shop/money.proto", money);
    const stop = new AbortController();
    let lines = 0;
    const wanted: (() => void)[] = [];
    let refuse: () => void;
    const refused = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    const running = run(["--watch"], {
      signal: stop.signal,
      onStderr: (text) => {
        if (text.includes("money.proto:1:1")) refuse();
      },
      onStdout: () => {
        lines++;
        wanted.shift()?.();
      },
    });
    const nextLine = () => new Promise<void>((resolve) => wanted.push(resolve));
    await nextLine();
    // The watcher begins some time after the first line: saved until it is noticed.
    write("proto/shop/money.proto", "broken");
    const saving = setInterval(() => write("proto/shop/money.proto", "broken"), 300);
    await refused;
    clearInterval(saving);
    assert.equal(lines, 1);
    const again = nextLine();
    write("proto/shop/money.proto", money.replace("units", "cents"));
    await again;
    assert.match(readFileSync(path.join(cwd, "gen/shop/money.ts"), "utf8"), /cents/);
    stop.abort();
    const { status, stderr } = await running;
    assert.equal(status, 0);
    assert.match(stderr, /--> proto\/shop\/money\.proto:1:1/);
  });

  test("the contracts of the tests", async () => {
    const { status } = await run([testFile("proto"), "--out", path.join(cwd, "gen")]);
    assert.equal(status, 0);
    assert.deepEqual(files("gen"), ["shop/v1/audit.ts", "shop/v1/money.ts", "shop/v1/orders.ts"]);
  });
});
