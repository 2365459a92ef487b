import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { addHealth, addLoadReports, reportLoad, type ServerHealth } from "@tramline/services";
import {
  type Client,
  type ClientChannel,
  ConnectivityState,
  createChannel,
  createClient,
  createServer,
  type Server,
  type ServiceConfigJson,
} from "tramline";
import { echo, eventually, failure } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

/** One of several servers behind a channel. */
interface Backend {
  readonly server: Server;
  readonly address: string;
  readonly health: ServerHealth;
  calls: number;
}

interface Fleet {
  readonly backends: readonly Backend[];
  readonly channel: ClientChannel;
  readonly client: Client<typeof EchoService>;
  /** Makes calls one after another and returns how many each backend has served. */
  serve(calls: number): Promise<number[]>;
}

/**
 * Runs `body` with servers whose loads are these: requests a second at half load.
 *
 * @param loads one for each server; undefined: it reports nothing
 * @param how whether loads are reported with calls, or in a stream of their own
 */
async function withFleet(
  loads: readonly (number | undefined)[],
  how: "calls" | "stream",
  serviceConfig: ServiceConfigJson,
  body: (fleet: Fleet) => Promise<void>,
): Promise<void> {
  const backends: Backend[] = [];
  for (const requestsPerSecond of loads) {
    const server = createServer();
    const values = { cpuUtilization: 0.5, requestsPerSecond };
    const health = addHealth(server);
    if (how === "stream" && requestsPerSecond !== undefined) {
      addLoadReports(server, { minIntervalMs: 20 }).set(values);
    }
    server.add(EchoService, {
      ...echo,
      say(request, context) {
        backend.calls++;
        if (how === "calls" && requestsPerSecond !== undefined) reportLoad(context, values);
        return request;
      },
    });
    const { address } = await server.listen("127.0.0.1:0");
    const backend: Backend = { server, address, health, calls: 0 };
    backends.push(backend);
  }
  const target = `ipv4:${backends.map(({ address }) => address).join(",")}`;
  const channel = createChannel(target, { serviceConfig });
  const client = createClient(EchoService, channel);
  const serve = async (calls: number): Promise<number[]> => {
    for (const backend of backends) backend.calls = 0;
    for (let i = 0; i < calls; i++) await client.say({});
    return backends.map((backend) => backend.calls);
  };
  try {
    await body({ backends, channel, client, serve });
  } finally {
    await channel.close();
    for (const { server } of backends) await server.close({ graceMs: 0 });
  }
}

const weighted = (fields: object): ServiceConfigJson => ({
  loadBalancingConfig: [
    { weighted_round_robin: { blackoutPeriod: "0s", weightUpdatePeriod: "0.1s", ...fields } },
  ],
});

const ROUND_ROBIN: ServiceConfigJson = {
  loadBalancingConfig: [{ round_robin: {} }],
  healthCheckConfig: { serviceName: EchoService.typeName },
};

describe("weighted_round_robin", () => {
  for (const how of ["calls", "stream"] as const) {
    it(`weighs servers by what they report with ${how}`, () => {
      const config = weighted(
        how === "calls" ? {} : { enableOobLoadReport: true, oobReportingPeriod: "0.02s" },
      );
      return withFleet([100, 200, 700, undefined], how, config, async ({ serve }) => {
        await eventuallyShares(serve, [8, 15, 53, 25]);
      });
    });
  }
});

/** Until calls are shared like this, in percent and within two. */
async function eventuallyShares(
  serve: (calls: number) => Promise<number[]>,
  wanted: readonly number[],
): Promise<void> {
  let found: number[] = [];
  for (let round = 0; round < 200; round++) {
    found = (await serve(200)).map((calls) => calls / 2);
    if (found.every((share, i) => Math.abs(share - (wanted[i] ?? 0)) <= 2)) return;
  }
  assert.deepEqual(found, wanted);
}

describe("health checks", () => {
  it("keep calls away from servers that are not SERVING", () =>
    withFleet([undefined, undefined, undefined], "calls", ROUND_ROBIN, async (fleet) => {
      const { backends, channel, client, serve } = fleet;
      const [first, second, third] = backends as [Backend, Backend, Backend];
      first.health.setStatus(EchoService, "NOT_SERVING");
      await eventually(
        () => second.calls * third.calls > 0,
        "two are in use",
        async () => {
          await client.say({});
        },
      );
      assert.deepEqual(await serve(100), [0, 50, 50]);
      first.health.setStatus(EchoService, "SERVING");
      await eventually(
        () => first.calls > 0,
        "the first is in use",
        async () => {
          await client.say({});
        },
      );
      assert.equal((await serve(99))[0], 33);
      for (const { health } of backends) health.shutdown();
      await channel.waitForState(ConnectivityState.TRANSIENT_FAILURE, { timeoutMs: 20_000 });
      const error = await failure(client.say({}));
      assert.equal(error.code, "UNAVAILABLE");
      assert.match(error.rawMessage, /its health check reports NOT_SERVING for "e2e.EchoService"/);
      assert.equal(channel.connections, 3);
    }));

  it("are not made with pick_first, nor when the channel does not want them", async () => {
    const server = createServer();
    const health = addHealth(server);
    health.shutdown();
    server.add(EchoService, echo);
    const { address } = await server.listen("127.0.0.1:0");
    const configs: ServiceConfigJson[] = [
      { ...ROUND_ROBIN, loadBalancingConfig: [{ pick_first: {} }] },
      ROUND_ROBIN,
    ];
    for (const [index, serviceConfig] of configs.entries()) {
      const channel = createChannel(address, { serviceConfig, healthCheck: index === 0 });
      await createClient(EchoService, channel).say({}, { timeoutMs: 20_000 });
      assert.equal(health.waiting, 0);
      await channel.close();
    }
    await server.close({ graceMs: 0 });
  });

  it("count a server without the service as healthy, and say so once", async () => {
    const server = createServer();
    server.add(EchoService, echo);
    const { address } = await server.listen("127.0.0.1:0");
    const warnings: (Error & { code?: string })[] = [];
    const onWarning = (warning: Error & { code?: string }) => {
      // The process may have others, of whatever else it does.
      if (warning.code === "TRAMLINE_SERVICE_MISSING") warnings.push(warning);
    };
    process.on("warning", onWarning);
    const channel = createChannel(address, { serviceConfig: ROUND_ROBIN });
    await createClient(EchoService, channel).say({}, { timeoutMs: 20_000 });
    await eventually(() => warnings.length > 0, "the warning");
    await channel.close();
    process.off("warning", onWarning);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      [`a server of ${address} does not implement grpc.health.v1.Health: it counts as healthy`],
    );
    await server.close({ graceMs: 0 });
  });

  it("do not keep a channel from going idle, nor a server from closing in order", () =>
    withFleet([undefined], "calls", ROUND_ROBIN, async ({ backends, client, channel }) => {
      const [backend] = backends as [Backend];
      await client.say({});
      await eventually(() => backend.health.waiting === 1, "the watch is open");
      const startedMs = performance.now();
      await backend.server.close({ graceMs: 20_000 });
      assert.ok(performance.now() - startedMs < 10_000);
      await channel.close();
      const server = createServer();
      const health = addHealth(server);
      server.add(EchoService, echo);
      const { address } = await server.listen("127.0.0.1:0");
      const idle = createChannel(address, { serviceConfig: ROUND_ROBIN, idleTimeoutMs: 50 });
      await createClient(EchoService, idle).say({});
      await idle.waitForState(ConnectivityState.IDLE, { timeoutMs: 20_000 });
      await eventually(() => health.waiting === 0, "the watch is over");
      await idle.close();
      await server.close({ graceMs: 0 });
    }));

  it("do not keep a process alive", async () => {
    const server = createServer();
    const health = addHealth(server);
    server.add(EchoService, echo);
    const { address } = await server.listen("127.0.0.1:0");
    const program = `
      import { createChannel, createClient } from "tramline";
      import { EchoService } from ${JSON.stringify(new URL("gen/e2e/echo.ts", import.meta.url))};
      const channel = createChannel(${JSON.stringify(address)}, { serviceConfig: ${JSON.stringify(ROUND_ROBIN)} });
      await createClient(EchoService, channel).say({});
      console.log("done");
    `;
    const flags = ["--import", "tsx", "--conditions=tramline-source", "--input-type=module", "-e"];
    const child = spawn(process.execPath, [...flags, program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    const [code] = (await once(child, "exit")) as [number];
    assert.equal(code, 0);
    assert.equal(output, "done\n");
    await eventually(() => health.waiting === 0, "the watch is over");
    await server.close({ graceMs: 0 });
  });
});
