import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, before, describe, test } from "node:test";
import { createRegistry, descriptorOf, toJson } from "@tramline/protobuf";
import { detailTypeName } from "@tramline/rpc";
import { addHealth, addReflection, Health, ServerReflection } from "@tramline/services";
import { type ClientChannel, createChannel, createServer, type Server } from "tramline";
import type { ExplorerContract } from "./explorer-contract.ts";
import type { CallEvent, ContractJson, ProblemJson } from "./page-protocol.ts";
import { type Explorer, startExplorer } from "./start-explorer.ts";

const services = [descriptorOf(Health), descriptorOf(ServerReflection)];
const contract: ExplorerContract = {
  services,
  problems: ["one.Service is missing"],
  registry: createRegistry(...services.map(({ file }) => file)),
  messageToJson: (type, message) => Promise.resolve(toJson(type, message)),
  detailToJson: (detail) => Promise.resolve({ "@type": detailTypeName(detail) }),
};

describe("startExplorer", () => {
  let server: Server;
  let channel: ClientChannel;
  let explorer: Explorer;
  let origin = "";
  let token = "";
  before(async () => {
    server = createServer();
    addHealth(server);
    addReflection(server);
    const { address } = await server.listen("127.0.0.1:0");
    channel = createChannel(address);
    explorer = await startExplorer({
      target: address,
      channel,
      loadContract: () => Promise.resolve(contract),
      callOptions: { metadata: { "x-fixed": "1" } },
      commandFlags: ["-H", "x-fixed: 1"],
    });
    const url = new URL(explorer.url);
    ({ origin } = url);
    token = url.hash.slice("#token=".length);
  });
  after(async () => {
    await explorer.close();
    await channel.close({ graceMs: 0 });
    const { openCalls } = server;
    await server.close({ graceMs: 0 });
    assert.equal(openCalls, 0);
  });

  function post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    return fetch(`${origin}/api/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...init,
    });
  }

  async function problemOf(response: Promise<Response>): Promise<[number, ProblemJson]> {
    const { status } = await response;
    return [status, (await (await response).json()) as ProblemJson];
  }

  test("the API is closed to other hosts, other origins, and those without the token", async () => {
    const statusWith = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        // fetch does not set Host and Origin.
        const sent = httpRequest(`${origin}/api/contract`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on("error", reject).end();
      });
    const authorization = `Bearer ${token}`;
    const { port } = new URL(origin);
    assert.equal(await statusWith({ authorization }), 200);
    assert.equal(await statusWith({ authorization, origin }), 200);
    assert.equal(await statusWith({ authorization, host: `localhost:${port}` }), 200);
    assert.equal(await statusWith({}), 403);
    assert.equal(await statusWith({ authorization: `${authorization}x` }), 403);
    assert.equal(await statusWith({ authorization, host: `evil.example:${port}` }), 403);
    assert.equal(await statusWith({ authorization, origin: "http://evil.example" }), 403);
    assert.equal(await statusWith({ authorization, origin: `http://localhost:${port}` }), 403);
  });

  test("the contract has services, types, and what copies of calls need", async () => {
    const response = await fetch(`${origin}/api/contract`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const json = (await response.json()) as ContractJson;
    assert.deepEqual(json.commandFlags, ["-H", "x-fixed: 1"]);
    assert.deepEqual(json.fixedMetadata, ["x-fixed"]);
    assert.deepEqual(json.problems, ["one.Service is missing"]);
    const [first] = json.services;
    assert.deepEqual(
      first?.methods.map(({ name, kind }) => [name, kind]),
      [
        ["Check", "unary"],
        ["Watch", "serverStreaming"],
        ["List", "unary"],
      ],
    );
    const watch = first?.methods[1];
    assert.deepEqual(watch?.code, {
      service: "Health",
      serviceModule: "grpc/health/v1/health.ts",
      input: "HealthCheckRequest",
      inputModule: "grpc/health/v1/health.ts",
      method: "watch",
    });
    const [field] = json.messages["grpc.health.v1.HealthCheckRequest"]?.fields ?? [];
    assert.equal(field?.type, "string");
    const status = json.enums["grpc.health.v1.HealthCheckResponse.ServingStatus"];
    assert.deepEqual(status?.values[1], { name: "SERVING", number: 1 });
    assert.equal(json.messages["google.protobuf.Timestamp"]?.form, "timestamp");
  });

  test("a unary call is told event by event, its end with code and trailers", async () => {
    const response = await post("call", {
      method: "grpc.health.v1.Health/Check",
      request: {},
      metadata: [],
    });
    const events = (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as CallEvent);
    assert.deepEqual(
      events.map(({ event }) => event),
      ["begin", "sent", "headers", "message", "end"],
    );
    const [, , , message, end] = events;
    assert.deepEqual(message?.event === "message" && message.message, { status: "SERVING" });
    assert.equal(end?.event === "end" && end.code, "OK");
  });

  test("a request that does not fit is a problem with its path, and no call", async () => {
    const call = { method: "grpc.health.v1.Health/Check", request: { service: 7 }, metadata: [] };
    const [status, problem] = await problemOf(post("call", call));
    assert.equal(status, 400);
    assert.equal(problem.path, "service");
    assert.match(problem.problem, /^this is not a grpc\.health\.v1\.HealthCheckRequest: service: /);
    const wrongMethod = await problemOf(post("call", { ...call, method: "grpc.health.v1.X/Y" }));
    assert.equal(wrongMethod[0], 404);
    const metadata = [["content-type", "x"]];
    const reserved = await problemOf(post("call", { ...call, request: {}, metadata }));
    assert.equal(reserved[0], 400);
    assert.match(reserved[1].problem, /^invalid metadata content-type: /);
    assert.equal((await problemOf(post("call", "{")))[0], 400);
    assert.equal((await problemOf(post("call/none/send", { message: {} })))[0], 404);
  });

  test("messages follow on an open call, and its requests can be ended", async () => {
    const response = await post("call", {
      method: "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
      metadata: [],
    });
    const events = eventsOf(response);
    const begin = (await events.next()).value;
    assert.equal(begin?.event, "begin");
    const path = `call/${begin?.event === "begin" ? begin.id : ""}`;
    const wrong = await problemOf(post(`${path}/send`, { message: { listServices: 1 } }));
    assert.equal(wrong[0], 400);
    const sent = await post(`${path}/send`, { message: { listServices: "*" } });
    assert.equal(sent.status, 204);
    assert.equal((await post(`${path}/close`, {})).status, 204);
    const seen: string[] = [];
    for await (const event of events) seen.push(event.event);
    assert.deepEqual(seen.sort(), ["end", "headers", "message", "sent"]);
    assert.equal((await problemOf(post(`${path}/close`, {})))[0], 404);
  });

  test("a page that goes away ends its call", async () => {
    const abort = new AbortController();
    const response = await post(
      "call",
      { method: "grpc.health.v1.Health/Watch", request: {}, metadata: [] },
      { signal: abort.signal },
    );
    const events = eventsOf(response);
    for await (const event of events) if (event.event === "message") break;
    assert.equal(server.openCalls, 1);
    abort.abort();
    for (let turn = 0; turn < 2000 && server.openCalls > 0; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(server.openCalls, 0);
  });
});

async function* eventsOf(response: Response): AsyncGenerator<CallEvent> {
  let rest = "";
  const body = response.body?.pipeThrough(new TextDecoderStream()) as AsyncIterable<string>;
  for await (const chunk of body) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as CallEvent;
  }
}
