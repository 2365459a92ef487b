import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { describe, test } from "node:test";
import type { RequestRecord } from "@tramline/proxy";
import { createChannel, createClient } from "tramline";
import { Health, HealthCheckResponse_ServingStatus as Serving } from "tramline/contracts";
import { contractOf, orderType, startProxy, startUpstream, until } from "./proxy.test.support.ts";

/** Gets paths over one connection of HTTP/1.1. */
function oneConnection(address: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  const get = (path: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const sent = request(`http://${address}${path}`, { agent }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      });
      sent.on("socket", (socket) => sockets.add(socket));
      sent.on("error", reject).end();
    });
  return { get, sockets, end: () => agent.destroy() };
}

describe("the contract of a proxy", () => {
  test("is read once for all reloads that are requested while it is being read", async () => {
    const { upstream, target } = await startUpstream(async function* (requests) {
      yield* requests;
    });
    let reads = 0;
    let gate = Promise.resolve();
    let go: () => void = () => {};
    const { proxy, end } = await startProxy(target, {
      contract: async () => {
        reads += 1;
        await gate;
        return contractOf();
      },
    });
    const before = reads;
    gate = new Promise((resolve) => {
      go = resolve;
    });
    const first = proxy.reload();
    await until(() => reads === before + 1);
    const others = [proxy.reload(), proxy.reload(), proxy.reload()];
    go();
    await Promise.all([first, ...others]);
    assert.equal(reads, before + 2);
    await proxy.reload();
    assert.equal(reads, before + 3);
    await end();
    await upstream.close({ graceMs: 0 });
  });

  test("is replaced for open connections, while calls under way go on; a failure keeps it", async () => {
    let go: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { upstream, target } = await startUpstream(async function* (requests, { method }) {
      for await (const one of requests) {
        if (method.name === "Watch") await gate;
        yield one;
      }
    });
    let source = () => contractOf();
    const errors: (Error | undefined)[] = [];
    const { proxy, address, end } = await startProxy(target, {
      contract: () => source(),
      onReload: (error) => errors.push(error),
    });
    const { get, sockets, end: closeAgent } = oneConnection(address);
    assert.equal((await get("/v1/orders/7")).body, '{"id":"7","price":"0"}');
    assert.equal((await get("/v2/orders/7")).status, 404);
    const running = fetch(`http://${address}/shop.v1.Orders/Watch`, {
      method: "POST",
      headers: { "content-type": "application/connect+proto" },
      body: new Uint8Array(5),
    });

    source = () =>
      contractOf({
        extra: "string note = 3;",
        more: 'rpc Find(Order) returns (Order) { option (google.api.http) = { get: "/v2/orders/{id}" }; }',
      });
    await proxy.reload();
    assert.equal((await get("/v1/orders/7?note=n")).body, '{"id":"7","price":"0","note":"n"}');
    assert.equal((await get("/v2/orders/7")).status, 200);
    go();
    assert.equal((await running).status, 200);

    source = () =>
      contractOf({
        more: 'rpc Bad(Order) returns (Order) { option (google.api.http) = { get: "no" }; }',
      });
    await assert.rejects(proxy.reload(), /no/);
    assert.equal((await get("/v2/orders/7")).status, 200);
    assert.equal(sockets.size, 1);
    assert.deepEqual(
      errors.map((error) => error === undefined),
      [true, true, false],
    );
    closeAgent();
    await end();
    await upstream.close({ graceMs: 0 });
  });

  test("is read when the upstream comes up, and health follows", async () => {
    const first = await startUpstream((requests) => requests);
    const { target } = first;
    await first.upstream.close({ graceMs: 0 });
    let reads = 0;
    const { proxy, address, end } = await startProxy(target, {});
    await end();
    assert.equal(proxy.isUpstreamReady, false);

    const reading = () => {
      reads += 1;
      return contractOf();
    };
    const later = await startProxy(target, { contract: reading });
    assert.notEqual(later.address, address);
    const health = async () => {
      const page = await fetch(`http://${later.address}/healthz`);
      return [page.status, (await page.text()).split(":")[0]];
    };
    assert.deepEqual(await health(), [503, "NOT_SERVING"]);
    const channel = createChannel(later.address);
    const check = async () => (await createClient(Health, channel).check({})).status;
    assert.equal(await check(), Serving.NOT_SERVING);

    const second = await startUpstream((requests) => requests, target);
    await until(async () => (await check()) === Serving.SERVING);
    assert.deepEqual(await health(), [200, "SERVING"]);
    await second.upstream.close({ graceMs: 0 });
    await until(async () => (await check()) === Serving.NOT_SERVING);

    const third = await startUpstream((requests) => requests, target);
    await until(async () => (await check()) === Serving.SERVING);
    await until(() => reads === 2);
    const response = await fetch(`http://${later.address}/v1/orders/7`);
    assert.equal(response.status, 200);
    await channel.close();
    await later.end();
    await third.upstream.close({ graceMs: 0 });
  });
});

test("requests are logged and measured, by protocol, method, status, and HTTP status", async () => {
  const { upstream, target } = await startUpstream((requests) => requests);
  const records: RequestRecord[] = [];
  const { address, post, end } = await startProxy(target, {
    contract: contractOf,
    onRequest: (record) => records.push(record),
    metricsPath: "/metrics",
  });
  const sent = orderType.encode({ id: "7" });
  await post("/shop.v1.Orders/Get", "application/proto", sent);
  await fetch(`http://${address}/v1/orders/7`);
  await post("/shop.v1.Orders/Get", "application/connect+proto", new Uint8Array(5));
  await post("/no.Such/Method", "application/connect+proto", new Uint8Array(5));
  await fetch(`http://${address}/nothing`);
  await until(() => records.length === 5);
  assert.deepEqual(
    records.map(({ protocol, httpMethod, path, method, status, httpStatus, bytesIn, bytesOut }) =>
      [protocol, httpMethod, path, method, status, httpStatus, bytesIn, bytesOut].join(" "),
    ),
    [
      "Connect POST /shop.v1.Orders/Get /shop.v1.Orders/Get OK 200 3 3",
      "REST GET /v1/orders/7 /shop.v1.Orders/Get OK 200 0 22",
      "Connect POST /shop.v1.Orders/Get   415 0 0",
      "Connect POST /no.Such/Method /no.Such/Method OK 200 0 0",
      "REST GET /nothing   404 0 0",
    ],
  );
  const metrics = await (await fetch(`http://${address}/metrics`)).text();
  assert.match(
    metrics,
    /^tramline_proxy_requests_total\{method="\/shop\.v1\.Orders\/Get",protocol="REST",status="OK",http_status="200"\} 1$/m,
  );
  assert.match(
    metrics,
    /^tramline_proxy_request_duration_seconds_count\{method="\/shop\.v1\.Orders\/Get",protocol="Connect"\} 1$/m,
  );
  assert.match(metrics, /^tramline_proxy_upstream_ready 1$/m);
  assert.match(metrics, /method="other"/);
  assert.doesNotMatch(metrics, /no\.Such/);
  await end();
  await upstream.close({ graceMs: 0 });
});
