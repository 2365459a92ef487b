// A program with several workers, for workers.test.ts. What the environment says decides how it behaves.
import { addHealth, followWorkers } from "@tramline/services";
import { createServer } from "tramline";
import { runWorkers } from "tramline/workers";
import { EchoService } from "../gen/e2e/echo.ts";

const address = `127.0.0.1:${process.env["E2E_PORT"]}`;

const group = await runWorkers(
  async (worker) => {
    if (process.env["E2E_FAIL"] !== undefined) throw new Error("no database");
    const server = createServer();
    followWorkers(addHealth(server), worker);
    server.add(EchoService, {
      async say({ text, delayMs }) {
        if (text === "die") process.exit(3);
        if (delayMs >= 500) console.log(JSON.stringify({ kind: "slow-call" }));
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
        return { text: String(process.pid) };
      },
    });
    await server.listen(address);
    return server;
  },
  {
    workers: 2,
    graceMs: 3000,
    restart: { initialMs: 50, maxMs: 400 },
    maxStartFailures: 3,
    onEvent: (event) => console.log(JSON.stringify(event)),
  },
).catch((error: unknown) => {
  console.log(JSON.stringify({ kind: "rejected", message: String(error) }));
  process.exitCode = 1;
  return undefined;
});
if (group?.role === "supervisor") {
  console.log(JSON.stringify({ kind: "all-ready", pids: group.pids }));
  await group.finished;
  console.log(JSON.stringify({ kind: "finished" }));
}
