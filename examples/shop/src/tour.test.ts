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
  timeout: 55_000,
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
  assert.equal(ports.length, 4);
  await allClosed(ports);
});

test("the services end when the process that started them is killed", {
  timeout: 55_000,
}, async (t) => {
  const { shop, output } = start();
  t.after(() => shop.kill("SIGKILL"));
  await waitFor(/storefront listens on/, output, shop);
  shop.kill("SIGKILL");
  await once(shop, "exit");
  const ports = portsIn(output());
  assert.equal(ports.length, 4);
  await allClosed(ports);
});
