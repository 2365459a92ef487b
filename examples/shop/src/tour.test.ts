import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("main.ts", import.meta.url));

/** The shop as `npm start` runs it, and what it prints. */
function start(...args: string[]): { shop: ChildProcess; output: () => string } {
  let output = "";
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, DATABASE_URL: undefined };
  const shop = spawn(process.execPath, [...process.execArgv.filter(isLoader), program, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  shop.stdout.on("data", keep);
  shop.stderr.on("data", keep);
  return { shop, output: () => output };
}

/** Flags that make node read TypeScript; the test runner's own stay here. */
function isLoader(flag: string, index: number, all: readonly string[]): boolean {
  return flag === "--import" || all[index - 1] === "--import" || flag.startsWith("--conditions");
}

async function waitFor(what: RegExp, output: () => string, shop: ChildProcess): Promise<void> {
  while (!what.test(output())) {
    assert.equal(shop.exitCode, null, output());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The ports that the services said they listen on. */
function portsIn(output: string): number[] {
  return [...output.matchAll(/listens on 127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
}

/** Resolves when nobody listens on any of the ports any more. */
async function allClosed(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    for (;;) {
      const socket = connect(port, "127.0.0.1");
      const isOpen = await new Promise<boolean>((resolve) => {
        socket.on("connect", () => resolve(true));
        socket.on("error", () => resolve(false));
      });
      socket.destroy();
      if (!isOpen) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test("the tour goes through all steps and leaves nothing running", {
  timeout: 110_000,
}, async (t) => {
  const { shop, output } = start("--once");
  t.after(() => shop.kill("SIGKILL"));
  const [code] = (await once(shop, "close")) as [number | null];
  assert.equal(code, 0, output());
  assert.match(output(), /Every step went as it should/);
  // What a step shows beside what it checks itself.
  assert.match(output(), /tour ◀─✗ storefront +EstimateArrival DEADLINE_EXCEEDED/);
  assert.match(output(), /orders: gave up asking the carrier/);
  assert.match(output(), /orders: nobody watches order 1002 any more/);
  assert.match(output(), /items\[1\]\.product we do not sell "unicorn"/);
  const ports = portsIn(output());
  assert.equal(ports.length, 5);
  await allClosed(ports);
});

test("an open shop answers the lines to try, and ends with the process that started it", {
  timeout: 110_000,
}, async (t) => {
  const { shop, output } = start();
  t.after(() => shop.kill("SIGKILL"));
  await waitFor(/closes the shop/, output, shop);

  const [, buying = ""] = /npx tram call \S+ PlaceOrder -d '(\{.*items.*\})'/.exec(output()) ?? [];
  const [, address = ""] = /npx tram list (\S+)/.exec(output()) ?? [];
  const [listed, bought, refused, health] = await Promise.all([
    tram("list", address),
    tram("call", address, "PlaceOrder", "-d", buying),
    tram("call", address, "PlaceOrder", "-d", '{"userId": "ada"}'),
    tram("call", address, "grpc.health.v1.Health/Check"),
  ]);
  assert.match(listed.output, /shop\.storefront\.v1\.StorefrontService/);
  assert.match(bought.output, /ORDER_STATUS_PLACED/);
  assert.match(refused.output, /INVALID_ARGUMENT[^]*at least 1 item/);
  assert.equal(refused.code, 64 + 3);
  assert.match(health.output, /"SERVING"/);

  shop.kill("SIGKILL");
  await once(shop, "exit");
  const ports = portsIn(output());
  assert.equal(ports.length, 5);
  await allClosed(ports);
});

const cli = fileURLToPath(new URL("../../../packages/cli/src/main.ts", import.meta.url));

/** Runs the command from its sources. */
async function tram(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [...process.execArgv.filter(isLoader), cli, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
