/**
 * The attacked server on Tramline, with its defaults but for the options it is given. Prints `{"port":N,"tlsPort":N}` when it listens,
 * `{"limits":{…},"errors":N}` with the limits that cut, refused, or slowed somebody and how often, and
 * with how many errors it reported, and ends with its standard input.
 *
 * usage: server.ts certificate key [maxConnections and timeouts as JSON]
 */
import { readFileSync } from "node:fs";
import { createServer, type ServerOptions, type ServiceImplementation } from "tramline";
import { Target } from "../../gen/attack/target.ts";
import { feedBytes, handlers, stubbornMs } from "../stubborn.ts";

const value = new Uint8Array(feedBytes);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const implementation: ServiceImplementation<typeof Target> = {
  echo: (request) => request,
  async collect(requests) {
    for await (const _request of requests);
    return {};
  },
  async *feed() {
    for (;;) yield { value };
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *ignore(_requests, { signal }) {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
  },
  async *stubborn() {
    handlers.begin();
    try {
      yield { value: new Uint8Array(1) };
      await sleep(stubbornMs);
    } finally {
      handlers.end();
    }
  },
};

const limits = new Map<string, number>();
let errors = 0;
let isNews = false;

const [certFile = "", keyFile = "", given = "{}"] = process.argv.slice(2);

const options: ServerOptions = {
  ...(JSON.parse(given) as ServerOptions),
  onLimit({ limit, count }) {
    limits.set(limit, (limits.get(limit) ?? 0) + count);
    isNews = true;
  },
  onError() {
    errors++;
    isNews = true;
  },
};

setInterval(() => {
  if (!isNews) return;
  isNews = false;
  console.log(JSON.stringify({ limits: Object.fromEntries(limits), errors }));
}, 100).unref();

const tls = { cert: readFileSync(certFile), key: readFileSync(keyFile) };

async function listen(extra: { tls?: typeof tls }): Promise<number> {
  const server = createServer({ ...options, ...extra });
  server.add(Target, implementation);
  const { address } = await server.listen("127.0.0.1:0");
  return Number(address.slice(address.lastIndexOf(":") + 1));
}

const port = await listen({});
const tlsPort = await listen({ tls });
console.log(JSON.stringify({ port, tlsPort }));
process.stdin.on("end", () => process.exit(0)).resume();
