import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Random } from "@tramline/testing";
import { createChannel, createClient } from "tramline";
import { EchoService } from "../../../e2e/gen/e2e/echo.ts";
import { kill, startProgram } from "../programs.ts";
import { Ledger } from "../simulated/ledger.ts";
import { makeCall } from "../simulated/traffic.ts";

const SERVERS = 3;
/** Two cores may be busy with other things: a timer of the system has no bound. */
const LATENESS_MS = 3000;

const sleep = (delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });

/**
 * Makes calls of all kinds to three server processes over real sockets, while they are killed (SIGKILL),
 * stopped (SIGSTOP), continued, and started again.
 *
 * @returns what does not hold, a line each
 */
export async function callKilledServers(seed: number, calls: number): Promise<string[]> {
  const random = new Random(seed);
  const folder = mkdtempSync(path.join(tmpdir(), "tramline-faults-"));
  const file = path.join(folder, "executions");
  const start = (port: string) => startProgram("counting-server", [port, file]);
  const started = await Promise.all(Array.from({ length: SERVERS }, () => start("0")));
  const ports = started.map(({ firstLine }) => firstLine);
  const children: ChildProcess[] = started.map(({ child }) => child);
  const addresses = ports.map((port) => `127.0.0.1:${port}`).join(",");
  const options = {
    keepalive: { timeMs: 1000, timeoutMs: 500 },
    backoff: { initialMs: 50, maxMs: 500 },
    connectTimeoutMs: 1000,
  };
  const channels = [
    createChannel(`ipv4:${addresses}`, { ...options, loadBalancing: "round_robin" }),
    createChannel(`ipv4:${addresses}`, options),
  ];
  const clients = channels.map((channel) => createClient(EchoService, channel));
  const ledger = new Ledger();
  const left: string[] = [];
  let isOver = false;
  const misfortune = async (): Promise<void> => {
    while (!isOver) {
      await sleep(random.integer(100, 500));
      const at = random.integer(0, SERVERS - 1);
      const child = children[at] as ChildProcess;
      if (random.chance(0.5)) {
        child.kill("SIGSTOP");
        await sleep(random.integer(50, 2500));
        child.kill("SIGCONT");
      } else {
        await kill(child);
        const again = await start(ports[at] as string);
        children[at] = again.child;
      }
    }
  };
  try {
    const troubling = misfortune();
    const underWay: Promise<void>[] = [];
    for (let at = 0; at < calls; at++) {
      await sleep(random.integer(0, 12));
      underWay.push(makeCall(random.pick(clients), ledger, random.fork(), false));
    }
    isOver = true;
    await troubling;
    await Promise.race([Promise.all(underWay), sleep(20_000)]);
    for (const channel of channels) {
      if (channel.queuedCalls > 0) left.push(`left: ${channel.queuedCalls} calls that wait`);
      await channel.close();
      if (channel.connections > 0) left.push(`left: ${channel.connections} connections`);
    }
  } finally {
    isOver = true;
    for (const child of children) {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
  }
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line !== "") ledger.executed(Number(line));
  }
  rmSync(folder, { recursive: true });
  const demands = { latenessMs: LATENESS_MS, mayBeUnavailable: true };
  return [...ledger.violations(demands).map(({ what }) => what), ...left];
}
