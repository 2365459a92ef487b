import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSimulation } from "@tramline/testing";
import { createChannel, createClient, createServer } from "tramline";
import { echo } from "../e2e/fixture.ts";
import { EchoService } from "../e2e/gen/e2e/echo.ts";
import { tlsFile } from "../e2e/tls-files.ts";

const unsupported = /cannot use TLS in a simulation: .*Leave out the option tls/;

describe("TLS in a simulation", () => {
  it("ends the run at the first connection of a channel, before its calls end", async () => {
    const sim = createSimulation();
    sim.host("orders", async () => {
      const server = createServer().add(EchoService, echo);
      await server.listen("0.0.0.0:50051");
      return server;
    });
    let isOver = false;
    const run = sim.run(async () => {
      const channel = createChannel("orders:50051", { tls: { ca: tlsFile("ca.pem") } });
      await createClient(EchoService, channel)
        .say({}, { waitForReady: true, timeoutMs: 60_000 })
        .finally(() => (isOver = true));
    });
    await assert.rejects(run, unsupported);
    assert.equal(isOver, false);
    assert.ok(sim.nowMs < 1000, `${sim.nowMs} ms`);
  });

  it("ends the run when a server listens", async () => {
    const sim = createSimulation();
    sim.host("orders", async () => {
      const tls = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };
      const server = createServer({ tls }).add(EchoService, echo);
      await server.listen("0.0.0.0:50051");
      return server;
    });
    const run = sim.run(async () => {});
    await assert.rejects(run, unsupported);
    await assert.rejects(run, /^SimulationError: host orders failed/);
  });
});
