// The client of the balancing suite on Tramline: calls at a fixed rate, by the policy of a service config.
// It takes the same flags as ../peers/go/main.go, and prints the same lines.
import { parseArgs } from "node:util";
import { ConnectivityState, createChannel, createClient, StatusError } from "tramline";
import { TestService } from "../../interop/gen/grpc/testing/test.ts";
import type { ClientReport } from "./messages.ts";

const { values } = parseArgs({
  options: {
    addresses: { type: "string", default: "" },
    "service-config": { type: "string", default: "{}" },
    rate: { type: "string", default: "100" },
    "warm-ms": { type: "string", default: "0" },
    "measure-ms": { type: "string", default: "0" },
  },
});
const TICK_MS = 10;
const channel = createChannel(`ipv4:${values.addresses}`, {
  serviceConfig: values["service-config"],
});
await channel.waitForState(ConnectivityState.READY, { timeoutMs: 30_000 });
const client = createClient(TestService, channel);

let calls = 0;
const errors: Record<string, number> = {};
const running = new Set<Promise<void>>();

async function call(isMeasured: boolean): Promise<void> {
  try {
    await client.unaryCall({}, { timeoutMs: 5_000 });
  } catch (error) {
    if (!isMeasured) return;
    const { code } = StatusError.from(error);
    errors[code] = (errors[code] ?? 0) + 1;
  } finally {
    if (isMeasured) calls++;
  }
}

async function run(lengthMs: number, isMeasured: boolean): Promise<void> {
  const perTick = (Number(values.rate) * TICK_MS) / 1_000;
  const startedMs = performance.now();
  let owed = 0;
  for (let i = 0; ; i++) {
    const waitMs = startedMs + i * TICK_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (i * TICK_MS >= lengthMs) return;
    for (owed += perTick; owed >= 1; owed--) {
      const one = call(isMeasured);
      running.add(one);
      void one.then(() => running.delete(one));
    }
  }
}

await run(Number(values["warm-ms"]), false);
console.log("measured from here");
await run(Number(values["measure-ms"]), true);
await Promise.all(running);
console.log(JSON.stringify({ calls, errors } satisfies ClientReport));
await channel.close();
