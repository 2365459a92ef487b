import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Health, HealthCheckResponse_ServingStatus as Serving } from "@tramline/services";
import { build } from "esbuild";
import { createChannel, createClient } from "tramline";
import { freePort } from "../../tools/free-port.ts";
import { eventually } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

interface Event {
  readonly kind: string;
  readonly worker?: number;
  readonly pid?: number;
  readonly message?: string;
  readonly pids?: number[];
}

/** The program in one file: a dozen processes that each load the sources through a loader take minutes. */
const folder = mkdtempSync(path.join(tmpdir(), "tramline-workers-"));
const script = path.join(folder, "program.mjs");

before(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL("testdata/workers-program.ts", import.meta.url))],
    outfile: script,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["tramline-source"],
    logLevel: "warning",
  });
});
after(() => rmSync(folder, { recursive: true, force: true }));

interface Program {
  readonly child: ChildProcess;
  readonly address: string;
  readonly events: Event[];
  readonly exited: Promise<unknown[]>;
}

/** Runs the program with two workers, and ends it. */
async function withProgram(
  body: (program: Program) => Promise<void>,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const port = await freePort();
  const child = spawn(process.execPath, [script], {
    stdio: ["ignore", "pipe", environment["E2E_FAIL"] === undefined ? "inherit" : "ignore"],
    env: { ...process.env, NODE_OPTIONS: "", E2E_PORT: String(port), ...environment },
  });
  const events: Event[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    events.push(JSON.parse(line) as Event);
  });
  const exited = once(child, "exit");
  try {
    await body({ child, address: `127.0.0.1:${port}`, events, exited });
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
  }
}

const has = (events: readonly Event[], kind: string, count = 1) =>
  events.filter((event) => event.kind === kind).length >= count;

/** The process that answers a call on a connection of its own. */
async function askPid(address: string, text = ""): Promise<number> {
  const channel = createChannel(address);
  try {
    const reply = await createClient(EchoService, channel).say({ text }, { timeoutMs: 10_000 });
    return Number(reply.text);
  } finally {
    await channel.close();
  }
}

test("connections go to the workers in turn; the health service tells that all are ready", async () => {
  await withProgram(async ({ child, address, events, exited }) => {
    await eventually(() => has(events, "all-ready"), "all workers are ready");
    const seen = new Set<number>();
    for (let i = 0; i < 6; i++) seen.add(await askPid(address));
    assert.equal(seen.size, 2);
    const channel = createChannel(address);
    const health = createClient(Health, channel);
    const statusOf = async (service: string) => (await health.check({ service })).status;
    assert.equal(await statusOf(""), Serving.SERVING);
    assert.equal(await statusOf("tramline.workers"), Serving.SERVING);
    await channel.close();
    child.kill("SIGTERM");
    assert.deepEqual(await exited, [0, null]);
    assert.equal(has(events, "finished"), true);
  });
});

test("a worker that dies is started again", async () => {
  await withProgram(async ({ address, events }) => {
    await eventually(() => has(events, "all-ready"), "all workers are ready");
    await assert.rejects(askPid(address, "die"));
    await eventually(() => has(events, "ready", 3), "another worker is ready");
    const failed = events.find((event) => event.kind === "failed");
    assert.match(failed?.message ?? "", /ended with status 3/);
    assert.equal(has(events, "restarting"), true);
    assert.ok((await askPid(address)) > 0);
  });
});

test("SIGHUP replaces the workers one by one, and loses no call", async () => {
  await withProgram(async ({ child, address, events }) => {
    await eventually(() => has(events, "all-ready"), "all workers are ready");
    const before = new Set(events.find((event) => event.kind === "all-ready")?.pids);
    const channel = createChannel(address);
    const client = createClient(EchoService, channel);
    let calls = 0;
    let isRolling = true;
    const load = (async () => {
      while (isRolling) {
        await client.say({ text: "", delayMs: 5 }, { timeoutMs: 10_000 });
        calls += 1;
      }
    })();
    child.kill("SIGHUP");
    await eventually(() => has(events, "ended", 2), "both old workers have drained");
    isRolling = false;
    await load;
    assert.ok(calls > 0);
    assert.equal(before.has(await askPid(address)), false);
    await channel.close();
  });
});

test("calls under way end before a drained worker does", async () => {
  await withProgram(async ({ child, address, events, exited }) => {
    await eventually(() => has(events, "all-ready"), "all workers are ready");
    const channel = createChannel(address);
    const client = createClient(EchoService, channel);
    await client.say({ text: "" });
    const slow = client.say({ text: "", delayMs: 500 });
    await eventually(() => has(events, "slow-call"), "the call has begun");
    child.kill("SIGTERM");
    assert.ok(Number((await slow).text) > 0);
    assert.deepEqual(await exited, [0, null]);
    await channel.close();
  });
});

test("a program that cannot start is given up, with the reason", async () => {
  const environment = { E2E_FAIL: "1" };
  await withProgram(async ({ events, exited }) => {
    assert.deepEqual(await exited, [1, null]);
    const failed = events.find((event) => event.kind === "failed");
    assert.match(failed?.message ?? "", /could not start: no database/);
    assert.equal(has(events, "gave-up"), true);
    assert.equal(has(events, "rejected"), true);
  }, environment);
});
