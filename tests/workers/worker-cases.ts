/** Cases of what workerd does differently from Node: what one request has begun ends with it. */
import assert from "node:assert/strict";
import { Client, credentials } from "@grpc/grpc-js";
import type { NamedCase } from "../web/results.ts";
import type { RunningWorker } from "./workerd.ts";

const post = (
  host: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Response> =>
  fetch(`http://${host}/edge.EdgeService/Read`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal,
  });

/** Reads one of the service's counts of its calls. */
async function count(http: string, text: string): Promise<number> {
  const response = await post(http, { text });
  return ((await response.json()) as { count?: number }).count ?? 0;
}

/** Waits until a condition holds; fails after ten seconds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; !(await holds()); i++) {
    assert.ok(i < 200, "it does not come to hold");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Calls Chat or Write of the service by gRPC, with messages as bytes. */
function rawClient(address: string): Client {
  return new Client(address, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
}

const asIs = (bytes: Buffer): Buffer => bytes;

function write(client: Client): Promise<Buffer> {
  // The field `text` is "a".
  const request = Buffer.from([0x0a, 1, 0x61]);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest("/edge.EdgeService/Write", asIs, asIs, request, (error, response) => {
      if (error !== null || response === undefined) reject(error ?? new Error("no response"));
      else resolve(response);
    });
  });
}

/** Returns the cases. */
export function workerCases({ http, tcp }: RunningWorker): NamedCase[] {
  return [
    {
      name: "the server's own deadline comes, after a request that set one was left",
      async run() {
        const left = new AbortController();
        const first = post(
          http,
          { text: "wait:left" },
          { "connect-timeout-ms": "2000" },
          left.signal,
        ).catch(() => undefined);
        // The call has begun, and waits by its deadline.
        await until(async () => (await count(http, "produced:left")) === 1);
        left.abort();
        await first;
        await until(async () => (await count(http, "cancelled:left")) === 1);
        const response = await post(http, { text: "wait" }, { "connect-timeout-ms": "3000" });
        assert.equal(((await response.json()) as { code: string }).code, "deadline_exceeded");
      },
    },
    {
      name: "connections that end midway leave the others alone",
      async run() {
        const kept = rawClient(tcp);
        const before = await write(kept);
        for (let i = 0; i < 10; i++) {
          const passing = rawClient(tcp);
          const call = passing.makeBidiStreamRequest("/edge.EdgeService/Chat", asIs, asIs);
          call.on("error", () => {});
          call.write(Buffer.from([0x0a, 1, 0x61]));
          await new Promise((resolve) => call.once("data", resolve));
          passing.close();
          call.cancel();
          assert.deepEqual(await write(kept), before);
        }
        kept.close();
      },
    },
    {
      name: "fifty connections at once",
      async run() {
        const clients = Array.from({ length: 50 }, () => rawClient(tcp));
        const responses = await Promise.all(clients.map((client) => write(client)));
        for (const response of responses) assert.equal(response.toString("latin1", 2), "a");
        for (const client of clients) client.close();
      },
    },
    {
      name: "HTTP/1.1 comes to the same TCP port",
      async run() {
        const response = await post(tcp, { text: "one" });
        assert.deepEqual(await response.json(), { text: "one" });
      },
    },
    {
      name: "native gRPC by fetch is told that it needs HTTP/2",
      async run() {
        const response = await fetch(`http://${http}/edge.EdgeService/Read`, {
          method: "POST",
          headers: { "content-type": "application/grpc" },
          body: new Uint8Array(5),
        });
        assert.equal(response.status, 505);
        assert.match(await response.text(), /HTTP\/2/);
      },
    },
    {
      name: "no call is left",
      async run() {
        await until(async () => {
          const response = await fetch(`http://${http}/open-calls`);
          return (await response.json()) === 0;
        });
      },
    },
  ];
}
