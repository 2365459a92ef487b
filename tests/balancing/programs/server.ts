// One server of the balancing suite: it does what its parent process says.
// usage: node server.mjs (a fork, with a channel to its parent)
import { addHealth, addLoadReports, reportLoad } from "@tramline/services";
import { createServer, type Server, StatusError } from "tramline";
import { TestService } from "../../interop/gen/grpc/testing/test.ts";
import type { Behavior, ServerNews, ServerOrder } from "./messages.ts";

let behavior: Behavior = {
  delayMs: 0,
  failing: 0,
  load: { cpuUtilization: 0.5, requestsPerSecond: 100, errorsPerSecond: 0 },
  isServing: true,
};
let calls = 0;
let failuresOwed = 0;
let applyBehavior: (next: Behavior) => void = () => {};

/** The server that listens, once it was ordered to, and its address. */
let server: Server | undefined;
let address = "";

async function listen(at: string): Promise<void> {
  server = createServer();
  const health = addHealth(server);
  const load = addLoadReports(server, { minIntervalMs: 50 });
  applyBehavior = (next) => {
    behavior = next;
    load.set(next.load);
    health.setStatus("", next.isServing ? "SERVING" : "NOT_SERVING");
  };
  applyBehavior(behavior);
  server.add(TestService, {
    async unaryCall(_, context) {
      calls++;
      const { delayMs, failing } = behavior;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      reportLoad(context, behavior.load);
      failuresOwed += failing;
      if (failuresOwed >= 1) {
        failuresOwed -= 1;
        throw new StatusError("INTERNAL", "this server fails");
      }
      return {};
    },
  });
  ({ address } = await server.listen(at));
}

function tell(news: ServerNews): void {
  process.send?.(news);
}

async function obey(order: ServerOrder): Promise<ServerNews> {
  switch (order.kind) {
    case "listen":
      await listen(order.address);
      return { kind: "listening", address };
    case "behave":
      applyBehavior(order.behavior);
      return { kind: "done" };
    case "reset":
      calls = 0;
      return { kind: "done" };
    case "count":
      return { kind: "count", calls };
    case "drain": {
      await server?.close({ graceMs: 5_000 });
      await new Promise((resolve) => setTimeout(resolve, order.awayMs));
      await listen(address);
      return { kind: "done" };
    }
  }
}

process.on("message", (order: ServerOrder) => {
  void obey(order).then(tell);
});
process.on("disconnect", () => process.exit());
tell({ kind: "ready" });
