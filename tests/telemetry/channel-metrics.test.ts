import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { createTelemetry, type OptionalMetric, type Telemetry } from "@tramline/opentelemetry";
import { createChannel, createClient, createServer } from "tramline";
import { tlsFile } from "../e2e/tls-files.ts";
import { TestService } from "../interop/gen/grpc/testing/test.ts";

const optionalMetrics: readonly OptionalMetric[] = [
  "grpc.subchannel.disconnections",
  "grpc.subchannel.connection_attempts_succeeded",
  "grpc.subchannel.connection_attempts_failed",
  "grpc.subchannel.open_connections",
];
const optionalAttributes = ["grpc.disconnect_error", "grpc.security_level"] as const;

/** The points of metrics of channels: name, attributes but for the target, value. */
async function lines(telemetry: Telemetry): Promise<string[]> {
  const { resourceMetrics } = await telemetry.collect();
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => /^grpc\.(subchannel|lb)\./.test(descriptor.name))
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => {
        const { "grpc.target": target, ...others } = attributes;
        assert.match(String(target), /^dns:\/\/\//);
        const texts = Object.values(others).map((text) => ` (${String(text)})`);
        const shown = typeof value === "number" ? value : `${value.count} of ${value.sum}`;
        return `${descriptor.name.replace(/^grpc\./, "")}${texts.join("")} ${shown}`;
      }),
    )
    .sort();
}

async function serve(tls?: { readonly cert: Buffer; readonly key: Buffer }) {
  const server = createServer(tls === undefined ? {} : { tls });
  server.add(TestService, { emptyCall: () => ({}) });
  const { address } = await server.listen("127.0.0.1:0");
  return { server, address };
}

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

describe("metrics of subchannels (gRFC A94)", () => {
  it("are off by default", async () => {
    const telemetry = createTelemetry();
    assert.equal(telemetry.observeChannel("dns:///x"), undefined);
    const { server, address } = await serve();
    const channel = createChannel(address, { observers: [telemetry] });
    await createClient(TestService, channel).emptyCall({});
    await channel.close();
    await server.close();
    assert.deepEqual(await lines(telemetry), []);
  });

  it("count a connection from its beginning to the channel's end", async () => {
    const telemetry = createTelemetry({ optionalMetrics, optionalAttributes });
    const { server, address } = await serve();
    const channel = createChannel(address, { observers: [telemetry] });
    await createClient(TestService, channel).emptyCall({});
    assert.deepEqual(await lines(telemetry), [
      "subchannel.connection_attempts_succeeded 1",
      "subchannel.open_connections (none) 1",
    ]);
    await channel.close();
    await server.close();
    assert.deepEqual(await lines(telemetry), [
      "subchannel.connection_attempts_succeeded 1",
      "subchannel.disconnections (subchannel shutdown) 1",
      "subchannel.open_connections (none) 0",
    ]);
  });

  it("name the server's GOAWAY, and the attempts to connect that fail after it", async () => {
    const telemetry = createTelemetry({ optionalMetrics, optionalAttributes });
    const { server, address } = await serve();
    const backoff = { initialMs: 20, maxMs: 20 };
    const channel = createChannel(address, { observers: [telemetry], backoff });
    const client = createClient(TestService, channel);
    await client.emptyCall({});
    await server.close();
    await assert.rejects(client.emptyCall({}), { code: "UNAVAILABLE" });
    await channel.close();
    const found = await lines(telemetry);
    assert.ok(found.includes("subchannel.disconnections (GOAWAY NO_ERROR) 1"), found.join("\n"));
    assert.ok(found.includes("subchannel.open_connections (none) 0"), found.join("\n"));
    assert.match(found.join("\n"), /subchannel\.connection_attempts_failed [1-9]/);
  });

  it("name a reset, and TLS", async () => {
    const telemetry = createTelemetry({ optionalMetrics, optionalAttributes });
    const { server, address } = await serve({
      cert: tlsFile("server.pem"),
      key: tlsFile("server.key"),
    });
    const port = Number(address.slice(address.lastIndexOf(":") + 1));
    const sockets: Socket[] = [];
    const relay = createTcpServer((socket) => {
      const onward = connect(port, "127.0.0.1");
      sockets.push(socket);
      socket.on("error", () => {}).pipe(onward);
      onward.on("error", () => {}).pipe(socket);
      socket.on("close", () => onward.destroy());
    }).listen(0, "127.0.0.1");
    await once(relay, "listening");
    const channel = createChannel(`127.0.0.1:${(relay.address() as AddressInfo).port}`, {
      observers: [telemetry],
      tls: { ca: tlsFile("ca.pem"), serverName: "server.example" },
    });
    await createClient(TestService, channel).emptyCall({});
    for (const socket of sockets) socket.resetAndDestroy();
    await eventually(async () => {
      assert.deepEqual(await lines(telemetry), [
        "subchannel.connection_attempts_succeeded 1",
        "subchannel.disconnections (connection reset) 1",
        "subchannel.open_connections (privacy_and_integrity) 0",
      ]);
    });
    await channel.close();
    relay.close();
    await server.close({ graceMs: 0 });
  });

  it("leave out the attributes that nobody wants", async () => {
    const telemetry = createTelemetry({ optionalMetrics });
    const { server, address } = await serve();
    const channel = createChannel(address, { observers: [telemetry] });
    await createClient(TestService, channel).emptyCall({});
    await channel.close();
    await server.close();
    assert.deepEqual(await lines(telemetry), [
      "subchannel.connection_attempts_succeeded 1",
      "subchannel.disconnections 1",
      "subchannel.open_connections 0",
    ]);
    const wrong = { optionalAttributes: ["grpc.lb.locality"] } as object;
    assert.throws(() => createTelemetry(wrong), /invalid option optionalAttributes: expected grpc/);
  });
});

describe("metrics of weighted_round_robin (gRFC A78)", () => {
  it("count backends without load reports, and their weight of 0", async () => {
    const telemetry = createTelemetry({
      optionalMetrics: [
        "grpc.lb.wrr.rr_fallback",
        "grpc.lb.wrr.endpoint_weight_not_yet_usable",
        "grpc.lb.wrr.endpoint_weight_stale",
        "grpc.lb.wrr.endpoint_weights",
      ],
    });
    const { server, address } = await serve();
    const channel = createChannel(address, {
      observers: [telemetry],
      loadBalancing: "weighted_round_robin",
    });
    await createClient(TestService, channel).emptyCall({});
    assert.deepEqual(await lines(telemetry), [
      "lb.wrr.endpoint_weight_not_yet_usable 1",
      "lb.wrr.endpoint_weights 1 of 0",
      "lb.wrr.rr_fallback 1",
    ]);
    await channel.close();
    await server.close();
  });
});
