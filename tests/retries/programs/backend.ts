// A server behind a proxy, in a thread that is ended without warning. It notes each step in the journal
// before it takes it.
import { parentPort, workerData } from "node:worker_threads";
import { createServer } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { Journal } from "../src/journal.ts";

const { port, file } = workerData as { port: number; file: string };
const journal = new Journal(file);
const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const server = createServer();
server.add(EchoService, {
  async say({ text, delayMs }, context) {
    journal.note("began", text, context.metadata.get("grpc-previous-rpc-attempts") ?? "0");
    await sleep(delayMs);
    journal.note("done", text);
    return { text };
  },
  async *repeat({ text, count, delayMs }) {
    journal.note("began", text);
    for (let i = 0; i < count; i++) {
      yield { text, count: i };
      await sleep(delayMs);
    }
    journal.note("done", text);
  },
  async collect(requests) {
    let last = "";
    for await (const { text } of requests) {
      if (last === "") journal.note("began", text);
      last = text;
    }
    return { text: last };
  },
  async *chat() {},
});
const listening = await server.listen(`127.0.0.1:${port}`);
parentPort?.postMessage(listening.port);
