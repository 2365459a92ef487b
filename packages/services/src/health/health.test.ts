import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createChannel, createClient, createServer, type StatusError } from "tramline";
import { Health, HealthCheckResponse_ServingStatus as Serving } from "tramline/contracts";
import { ServerReflection } from "../gen/grpc/reflection/v1/reflection.ts";
import { addHealth, MAX_LISTED_SERVICES } from "./health.ts";

describe("health", () => {
  const server = createServer();
  const health = addHealth(server);
  server.add(ServerReflection, {});
  const reflection = ServerReflection.typeName;
  let channel: ReturnType<typeof createChannel>;
  let client: ReturnType<typeof connect>;
  const connect = () => createClient(Health, channel);

  before(async () => {
    const { address } = await server.listen("127.0.0.1:0");
    channel = createChannel(address);
    client = connect();
  });
  after(async () => {
    await channel.close();
    await server.close({ graceMs: 0 });
  });

  const check = async (service: string) => (await client.check({ service })).status;
  const isNotFound = (error: StatusError) => error.code === "NOT_FOUND";

  test("the server and its services are serving from the start; others are not found", async () => {
    assert.equal(await check(""), Serving.SERVING);
    assert.equal(await check(Health.typeName), Serving.SERVING);
    assert.equal(await check(reflection), Serving.SERVING);
    await assert.rejects(check("no.Such"), isNotFound);
    await assert.rejects(check("constructor"), isNotFound);
  });

  test("a service has the server's status until it has its own", async () => {
    health.setStatus("", "NOT_SERVING");
    assert.equal(await check(reflection), Serving.NOT_SERVING);
    health.setStatus(ServerReflection, "SERVING");
    assert.equal(await check(reflection), Serving.SERVING);
    assert.equal(await check(""), Serving.NOT_SERVING);
    health.clearStatus(ServerReflection);
    health.clearStatus("");
    assert.equal(await check(""), Serving.SERVING);
  });

  test("names of one's own", async () => {
    health.setStatus("database", "UNKNOWN");
    assert.equal(await check("database"), Serving.UNKNOWN);
    health.clearStatus("database");
    await assert.rejects(check("database"), isNotFound);
  });

  test("list tells all of them", async () => {
    const { statuses } = await client.list({});
    assert.deepEqual([...statuses.keys()].sort(), ["", Health.typeName, reflection].sort());
    assert.equal(statuses.get("")?.status, Serving.SERVING);
  });

  test("more services than are listed", async () => {
    for (let i = 0; i < MAX_LISTED_SERVICES; i++) health.setStatus(`s${i}`, "SERVING");
    await assert.rejects(client.list({}), (error: StatusError) => {
      return error.code === "RESOURCE_EXHAUSTED";
    });
    for (let i = 0; i < MAX_LISTED_SERVICES; i++) health.clearStatus(`s${i}`);
  });

  test("watch tells changes only, of unknown services too, and through a shutdown", async () => {
    const seen: number[] = [];
    const next = [
      () => health.setStatus("later", "SERVING"),
      () => {
        health.setStatus("other", "SERVING");
        health.setStatus("later", "SERVING");
        health.setStatus("later", "NOT_SERVING");
      },
      () => health.clearStatus("later"),
      () => health.setStatus("later", "SERVING"),
      () => health.shutdown(),
      () => health.resume(),
    ];
    for await (const { status } of client.watch({ service: "later" })) {
      seen.push(status);
      const step = next.shift();
      if (step === undefined) break;
      step();
    }
    assert.deepEqual(seen, [
      Serving.SERVICE_UNKNOWN,
      Serving.SERVING,
      Serving.NOT_SERVING,
      Serving.SERVICE_UNKNOWN,
      Serving.SERVING,
      Serving.NOT_SERVING,
      Serving.SERVING,
    ]);
  });

  test("a watch that is left leaves nothing behind", async () => {
    const call = client.watch({ service: "" });
    for await (const { status } of call) {
      assert.equal(status, Serving.SERVING);
      break;
    }
    for (let i = 0; i < 200 && server.openCalls > 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(server.openCalls, 0);
    assert.equal(health.waiting, 0);
  });
});
