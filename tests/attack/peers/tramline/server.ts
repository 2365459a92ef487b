/**
 * The attacked server on Tramline, with its defaults but for the options it is given. Prints `{"port":N,"tlsPort":N}` when it listens,
 * `{"limits":{…},"errors":N}` with the limits that cut, refused, or slowed somebody and how often, and
 * with how many errors it reported, and ends with its standard input.
 *
 * usage: server.ts certificate key [maxConnections, timeouts, and isEdge as JSON]
 */
import { readFileSync } from "node:fs";
import type { ServerOptions } from "tramline";
import { createTarget } from "./target.ts";

const limits = new Map<string, number>();
let errors = 0;
let isNews = false;

const [certFile = "", keyFile = "", given = "{}"] = process.argv.slice(2);

const { isEdge = false, ...own } = JSON.parse(given) as ServerOptions & {
  readonly isEdge?: boolean;
};

const options: ServerOptions = {
  ...own,
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
  const server = createTarget({ ...options, ...extra }, isEdge);
  const { address } = await server.listen("127.0.0.1:0");
  return Number(address.slice(address.lastIndexOf(":") + 1));
}

const port = await listen({});
const tlsPort = await listen({ tls });
console.log(JSON.stringify({ port, tlsPort }));
process.stdin.on("end", () => process.exit(0)).resume();
