/**
 * Honest clients, @grpc/grpc-js: four connections that are opened at once and carry one call after the
 * other, and a new connection each 50 ms that carries one. Started by the runner: "go" with an
 * HonestOrder begins, each "read" is responded to with HonestCounts, "rest" ends it until the next "go".
 */
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { chunk } from "../wire/messages.ts";
import { Counts } from "../wire/tally.ts";
import type { HonestCounts, HonestOrder } from "./messages.ts";

const oldConnections = 4;
const newEveryMs = 50;
const deadlineMs = 5000;

const options = {
  "grpc.use_local_subchannel_pool": 1,
  "grpc.ssl_target_name_override": "server.example",
  "grpc.initial_reconnect_backoff_ms": 100,
};
const request = chunk(100);
const asIs = (bytes: Buffer) => bytes;

let oldCalls = 0;
let newCalls = 0;
const failures = new Counts();
let latencies: number[] = [];

function open({ port, ca }: HonestOrder): Client {
  const security =
    ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca));
  return new Client(`127.0.0.1:${port}`, security, options);
}

function echo(client: Client): Promise<ServiceError | undefined> {
  return new Promise((resolve) => {
    const deadline = Date.now() + deadlineMs;
    client.makeUnaryRequest(
      "/attack.Target/Echo",
      asIs,
      asIs,
      request,
      { deadline },
      (error, response) => {
        if (error === null && !response?.equals(request))
          failures.add("a response that is not the request");
        resolve(error ?? undefined);
      },
    );
  });
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One "go": what runs until the "rest". */
interface Round {
  readonly order: HonestOrder;
  isOver: boolean;
}

async function useOld(round: Round): Promise<void> {
  const client = open(round.order);
  while (!round.isOver) {
    const beganMs = performance.now();
    const error = await echo(client);
    if (round.isOver) break;
    latencies.push(performance.now() - beganMs);
    if (error === undefined) oldCalls++;
    else {
      failures.add(`old connection: ${error.message}`);
      await sleep(20);
    }
  }
  client.close();
}

async function useNew(round: Round): Promise<void> {
  while (!round.isOver) {
    const beganMs = performance.now();
    const client = open(round.order);
    const error = await echo(client);
    client.close();
    if (round.isOver) return;
    if (error === undefined) newCalls++;
    else failures.add(`new connection: ${error.message}`);
    await sleep(Math.max(0, newEveryMs - (performance.now() - beganMs)));
  }
}

function counts(): HonestCounts {
  const sorted = latencies.sort((a, b) => a - b);
  latencies = [];
  return {
    oldCalls,
    newCalls,
    failures: failures.toRecord(),
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    longestMs: sorted.at(-1) ?? 0,
  };
}

let round: Round | undefined;

function begin(order: HonestOrder): void {
  const next = { order, isOver: false };
  round = next;
  for (let index = 0; index < oldConnections; index++) void useOld(next);
  void useNew(next);
}

process.on("message", (message: { go: HonestOrder } | "read" | "rest") => {
  if (message === "read") process.send?.(counts());
  else if (message !== "rest") begin(message.go);
  else if (round !== undefined) round.isOver = true;
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
