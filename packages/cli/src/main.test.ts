// The program itself, in a process of its own.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Server } from "tramline";
import { testFolder } from "./testdata/fake-terminal.ts";
import { startShop } from "./testdata/shop-server.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

function start(args: readonly string[]): { child: ChildProcess; output: Promise<string> } {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=tramline-source", main, ...args],
    { cwd: testFolder, stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, NO_COLOR: "1" } },
  );
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { child, output: once(child.stdout as NodeJS.ReadableStream, "end").then(() => text) };
}

async function exitStatus(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

describe("the program", () => {
  let server: Server;
  let target = "";
  before(async () => {
    ({ server, target } = await startShop());
  });
  after(() => server.close({ graceMs: 0 }));

  test("ends with its exit status, though stdin is still open", async () => {
    const { child, output } = start(["call", target, "Negotiate", "--compact"]);
    child.stdin?.write('{"price":1}\n{"price":-1}\n');
    assert.equal(await exitStatus(child), 0);
    assert.equal(await output, '{"price":"2"}\n');
  });

  test("tells a failed call by its exit status; SIGINT by 130", async () => {
    const missing = start(["call", target, "UploadOrder"]);
    assert.equal(await exitStatus(missing.child), 2);
    const { child, output } = start(["call", target, "Negotiate", "--compact"]);
    const answered = once(child.stdout as NodeJS.ReadableStream, "data");
    child.stdin?.write('{"price":1}\n');
    await answered;
    child.kill("SIGINT");
    assert.equal(await exitStatus(child), 130);
    assert.equal(await output, '{"price":"2"}\n');
  });
});
