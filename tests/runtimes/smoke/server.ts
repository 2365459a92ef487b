/**
 * The server of the smoke suite: the echo service, in cleartext or with TLS, on the runtime that runs it.
 * Prints the port that it listens on; ends at SIGTERM.
 *
 *   server.ts [tls]
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { createServer, StatusError } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";

const file = (name: string) => readFileSync(new URL(`../../e2e/testdata/${name}`, import.meta.url));

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls of `repeat` that ended because the client cancelled them. */
let cancelledCalls = 0;

const server = createServer({
  compression: "gzip",
  ...(process.argv[2] === "tls" && {
    tls: { cert: file("server.pem"), key: file("server.key") },
  }),
});
server.add(EchoService, {
  async say(request, context) {
    if (request.text === "fail") throw new StatusError("ALREADY_EXISTS", "as asked: Größe");
    if (request.text === "cancelled?") return { count: cancelledCalls };
    const binary = context.metadata.get("sent-bin");
    context.responseHeaders.set("seen", context.metadata.get("sent") ?? "");
    if (binary !== undefined) context.responseTrailers.set("seen-bin", binary);
    if (request.delayMs > 0) await sleep(request.delayMs);
    return request;
  },
  async *repeat(request, context) {
    context.signal.addEventListener("abort", () => {
      cancelledCalls++;
    });
    for (let i = 0; i < request.count; i++) {
      if (request.delayMs > 0) await sleep(request.delayMs);
      yield { text: request.text, count: i };
    }
  },
  async collect(requests) {
    let text = "";
    for await (const request of requests) text += request.text;
    return { text };
  },
  async *chat(requests) {
    for await (const request of requests) yield request;
  },
});
const { port } = await server.listen("127.0.0.1:0");
console.log(port);
process.on("SIGTERM", () => void server.close({ graceMs: 0 }).then(() => process.exit(0)));
