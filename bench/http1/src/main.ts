/**
 * Requests that a CPU second serves: our HTTP/1.1 beside node:http, interleaved, over keep-alive
 * connections. The server's CPU counts, that of the load does not.
 *
 *   npm run bench:http1 [-- --rounds 5] [--requests 60000] [--connections 16]
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    requests: { type: "string", default: "60000" },
    connections: { type: "string", default: "16" },
  },
});

const fields =
  "Host: orders.test\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\n" +
  "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: en\r\nOrigin: http://shop.test\r\n" +
  "Authorization: Bearer 0123456789abcdef0123456789abcdef\r\nConnection: keep-alive\r\n";
const post = (more: string) =>
  `POST /shop.OrderService/GetOrder HTTP/1.1\r\n${fields}${more}` +
  'Content-Type: application/json\r\nContent-Length: 16\r\n\r\n{"id":"1234567"}';

/** What is sent: the same head each time, or one that differs in a field, as with a trace. */
const loads = {
  "same head": () => post(""),
  "differing head": (i: number) =>
    post(`Traceparent: 00-${String(i).padStart(32, "0")}-0000000000000001-01\r\n`),
} as const;

interface Cpu {
  readonly user: number;
  readonly system: number;
}

class ServerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  port = 0;

  constructor(name: string) {
    this.name = name;
    this.#child = fork(fileURLToPath(new URL("server.ts", import.meta.url)), [name], {
      execArgv: process.execArgv,
    });
  }

  async start(): Promise<this> {
    const [{ port }] = (await once(this.#child, "message")) as [{ port: number }];
    this.port = port;
    return this;
  }

  async cpuMs(): Promise<number> {
    this.#child.send("cpu");
    const [{ cpu }] = (await once(this.#child, "message")) as [{ cpu: Cpu }];
    return (cpu.user + cpu.system) / 1000;
  }

  stop(): void {
    this.#child.disconnect();
  }
}

/** Sends requests, one after another on each connection, and waits for all responses. */
async function load(port: number, requests: number, make: (i: number) => string): Promise<void> {
  let sent = 0;
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      socket.setNoDelay(true);
      let pending = 0;
      let text = "";
      const next = () => {
        if (sent >= requests) {
          socket.end();
          resolve();
          return;
        }
        sent += 1;
        pending = 1;
        socket.write(make(sent), "latin1");
      };
      socket.setEncoding("latin1");
      socket.on("error", reject);
      socket.on("connect", next);
      socket.on("data", (chunk: string) => {
        text += chunk;
        const head = text.indexOf("\r\n\r\n");
        if (pending === 0 || head < 0 || text.length < head + 104) return;
        text = "";
        next();
      });
    });
  await Promise.all(Array.from({ length: Number(values.connections) }, run));
}

const requests = Number(values.requests);
const servers = [
  await new ServerProcess("ours").start(),
  await new ServerProcess("node:http").start(),
];
for (const [title, make] of Object.entries(loads)) {
  const figures = new Map<string, number[]>();
  for (const { port } of servers) await load(port, requests / 2, make);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const server of servers) {
      const before = await server.cpuMs();
      await load(server.port, requests, make);
      const perSecond = (requests / ((await server.cpuMs()) - before)) * 1000;
      figures.set(server.name, [...(figures.get(server.name) ?? []), perSecond]);
    }
  }
  for (const [name, all] of figures) {
    const sorted = all.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? 0;
    const range = `${Math.round(sorted[0] ?? 0)} to ${Math.round(sorted.at(-1) ?? 0)}`;
    console.log(`${title}, ${name}: ${Math.round(median)} requests per CPU second (${range})`);
  }
}
for (const server of servers) server.stop();
