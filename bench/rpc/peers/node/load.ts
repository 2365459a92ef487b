import { setTimeout as delay } from "node:timers/promises";
import type { BenchClient, ClientFactory } from "./bench-client.ts";
import type { Answer, Command } from "./command.ts";
import { processCpuMicros } from "./process-cpu.ts";
import { COUNT_MESSAGES, DOCUMENT_TEXT, ECHO_TEXT, ORDER, TRANSFER_BYTES } from "./sample-data.ts";
import { percentileMicros, Tally } from "./tally.ts";

const tally = new Tally();

/** Runs one command: workers repeat its operation through warm-up and window, then all end. */
export async function runCommand(
  create: ClientFactory,
  command: Command,
  ca: string | undefined,
): Promise<Answer> {
  const open = () => create(command.target, command.tls ? ca : undefined, command.variant);
  const client = open();
  tally.running = true;
  tally.reset();
  const workers: Promise<void>[] = [];
  for (let index = 0; index < command.inFlight; index++) workers.push(work(command, client, open));
  const failed = Promise.all(workers).then(() => {
    throw new Error("the workers ended before their time");
  });
  failed.catch(() => {});
  try {
    await Promise.race([failed, delay(command.warmupMs)]);
    const serverCpu = processCpuMicros(command.serverPid);
    const clientCpu = processCpuMicros(process.pid);
    const begin = performance.now();
    tally.reset();
    await Promise.race([failed, delay(command.measureMs)]);
    const operations = tally.operations;
    const seconds = (performance.now() - begin) / 1000;
    const clientCpuMicros = processCpuMicros(process.pid) - clientCpu;
    const serverCpuMicros = processCpuMicros(command.serverPid) - serverCpu;
    const sorted = tally.sorted();
    tally.running = false;
    await Promise.all(workers);
    const answer = { operations, seconds, clientCpuMicros, serverCpuMicros };
    if (sorted.length === 0) return answer;
    return {
      ...answer,
      p50Micros: percentileMicros(sorted, 0.5),
      p99Micros: percentileMicros(sorted, 0.99),
    };
  } finally {
    tally.running = false;
    await client.close();
  }
}

function work(command: Command, client: BenchClient, open: () => BenchClient): Promise<void> {
  switch (command.operation) {
    case "echo":
      return repeatEcho(client);
    case "order":
      return repeatOrder(client);
    case "count":
      return repeatCount(client);
    case "pingPong":
      return repeatPingPong(client);
    case "transfer":
      return repeatTransfer(client);
    case "connect":
      return repeatConnect(open);
    case "document":
      return repeatDocument(client);
  }
}

async function repeatEcho(client: BenchClient): Promise<void> {
  while (tally.running) {
    const begin = performance.now();
    const reply = await client.echo();
    tally.add(begin);
    if (reply.text.length !== ECHO_TEXT.length) throw new Error("a wrong echo");
  }
}

async function repeatOrder(client: BenchClient): Promise<void> {
  while (tally.running) {
    const begin = performance.now();
    const reply = await client.order();
    tally.add(begin);
    if (reply.id.length !== ORDER.id.length) throw new Error("a wrong order");
  }
}

async function repeatCount(client: BenchClient): Promise<void> {
  while (tally.running) await client.count(COUNT_MESSAGES, tally);
}

async function repeatPingPong(client: BenchClient): Promise<void> {
  const stream = client.openPingPong();
  while (tally.running) {
    const begin = performance.now();
    await stream.roundTrip();
    tally.add(begin);
  }
  await stream.close();
}

async function repeatTransfer(client: BenchClient): Promise<void> {
  while (tally.running) {
    const begin = performance.now();
    const reply = await client.transfer();
    tally.add(begin);
    if (reply.data.length !== TRANSFER_BYTES) throw new Error("a wrong payload");
  }
}

async function repeatDocument(client: BenchClient): Promise<void> {
  while (tally.running) {
    const begin = performance.now();
    const reply = await client.document?.();
    tally.add(begin);
    if (reply?.text.length !== DOCUMENT_TEXT.length) throw new Error("a wrong document");
  }
}

async function repeatConnect(open: () => BenchClient): Promise<void> {
  while (tally.running) {
    const begin = performance.now();
    const client = open();
    await client.echo();
    await client.close();
    tally.add(begin);
  }
}
