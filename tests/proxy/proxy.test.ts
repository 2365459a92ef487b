import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createBytesClient, createChannel, detail, type Metadata, StatusError } from "tramline";
import { BadRequest } from "tramline/google/rpc";
import {
  contractOf,
  framed,
  orderBytes,
  orderType,
  startProxy,
  startUpstream,
  until,
} from "./proxy.test.support.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const GET = "/shop.v1.Orders/Get";
const WATCH = "/shop.v1.Orders/Watch";

describe("messages that pass the proxy", () => {
  test("binary ones arrive byte by byte, with unknown fields, and are not decoded", async () => {
    const received: Uint8Array[] = [];
    const { upstream, target } = await startUpstream(async function* (requests) {
      for await (const request of requests) {
        received.push(request);
        yield request;
      }
    });
    const { proxy, address, post, end } = await startProxy(target, { contract: contractOf });
    const sent = orderBytes("7");

    const channel = createChannel(address);
    const responses: Uint8Array[] = [];
    for await (const one of createBytesClient(channel)(GET)([sent])) responses.push(one);
    for await (const one of createBytesClient(channel)("/shop.v1.Orders/Chat")([sent, sent])) {
      responses.push(one);
    }
    await channel.close();
    const web = await post(GET, "application/grpc-web+proto", framed(sent));
    responses.push(web.bytes.slice(5, 5 + sent.length));
    const connect = await post(GET, "application/proto", sent);
    responses.push(connect.bytes);
    const stream = await post("/shop.v1.Orders/Watch", "application/connect+proto", framed(sent));
    responses.push(stream.bytes.slice(5, 5 + sent.length));

    assert.deepEqual(
      responses,
      Array.from({ length: 6 }, () => sent),
    );
    assert.deepEqual(received, responses);
    assert.equal(proxy.translatedMessages, 0);

    const rest = await fetch(`http://${address}/v1/orders/7?price=5`);
    assert.deepEqual(await rest.json(), { id: "7", price: "5" });
    assert.equal(proxy.translatedMessages, 2, "one request, one response");
    assert.deepEqual(received.at(-1), orderType.encode({ id: "7", price: 5n }));
    await end();
    await upstream.close({ graceMs: 0 });
  });

  test("JSON is translated for gRPC-Web and Connect", async () => {
    const { upstream, target } = await startUpstream((requests) => requests);
    const { post, end } = await startProxy(target, { contract: contractOf, rest: false });
    const connect = await post(GET, "application/json", '{"id":"7","price":5}');
    assert.equal(text(connect.bytes), '{"id":"7","price":"5"}');
    const web = await post(
      GET,
      "application/grpc-web+json",
      framed(new TextEncoder().encode('{"id":"8"}')),
    );
    assert.match(text(web.bytes), /\{"id":"8"\}.*grpc-status: ?0/s);
    const wrong = await post(GET, "application/json", '{"id":7}');
    assert.equal(wrong.status, 400);
    assert.match(text(wrong.bytes), /id: invalid string/);
    await end();
    await upstream.close({ graceMs: 0 });
  });

  test("without a contract, binary ones pass, and JSON gets an error that says why", async () => {
    const { upstream, target } = await startUpstream((requests) => requests);
    const { post, end } = await startProxy(target, {});
    const sent = orderBytes("7");
    assert.deepEqual((await post(GET, "application/proto", sent)).bytes, sent);
    const json = await post(GET, "application/json", "{}");
    assert.equal(json.status, 404);
    assert.match(
      text(json.bytes),
      /cannot translate JSON for \/shop.v1.Orders\/Get: the proxy does not know the contract/,
    );
    await end();
    await upstream.close({ graceMs: 0 });
  });
});

describe("calls through the proxy", () => {
  test("metadata goes both ways, and a status keeps its details and trailers", async () => {
    const { upstream, target } = await startUpstream(async function* (requests, context) {
      context.responseHeaders.set("x-got", context.metadata.get("x-sent") ?? "nothing");
      context.responseHeaders.set("x-bin", context.metadata.get("x-bin") ?? new Uint8Array(0));
      context.responseTrailers.set("x-after", "done");
      for await (const request of requests) yield request;
      throw new StatusError("FAILED_PRECONDITION", "not now", {
        details: [
          detail(BadRequest, { fieldViolations: [{ field: "id" }] }),
          { typeUrl: "type.example.com/some.Unknown", value: Uint8Array.of(8, 1) },
        ],
      });
    });
    const { address, end } = await startProxy(target, { contract: contractOf });
    const channel = createChannel(address);
    let headers: Metadata | undefined;
    const call = createBytesClient(channel)("/shop.v1.Orders/Chat")([orderBytes("1")], {
      metadata: { "x-sent": "a", "x-bin": Uint8Array.of(0, 255) },
      onHeaders: (received) => {
        headers = received;
      },
    });
    const responses: Uint8Array[] = [];
    const problem = await (async () => {
      for await (const one of call) responses.push(one);
      return undefined;
    })().catch((error: unknown) => error as StatusError);
    assert.equal(responses.length, 1);
    assert.equal(headers?.get("x-got"), "a");
    assert.deepEqual(headers?.get("x-bin"), Uint8Array.of(0, 255));
    assert.ok(problem !== undefined);
    assert.deepEqual([problem.code, problem.rawMessage], ["FAILED_PRECONDITION", "not now"]);
    assert.deepEqual(problem.metadata.getAll("x-after"), ["done"]);
    assert.equal(problem.detailsOf(BadRequest)[0]?.fieldViolations[0]?.field, "id");
    assert.deepEqual(problem.details[1]?.value, Uint8Array.of(8, 1));
    await channel.close();
    await end();
    await upstream.close({ graceMs: 0 });
  });

  test("a value in -bin that is not base64 does not reach the upstream", async () => {
    let calls = 0;
    const { upstream, target } = await startUpstream((requests) => {
      calls += 1;
      return requests;
    });
    const { address, end } = await startProxy(target, { contract: contractOf });
    for (const type of ["application/proto", "application/connect+proto"]) {
      const response = await fetch(`http://${address}${type.includes("+") ? WATCH : GET}`, {
        method: "POST",
        headers: { "content-type": type, "x-wrong-bin": "!?" },
        body: framed(new Uint8Array(0)),
      });
      assert.match(await response.text(), /"invalid_argument".*x-wrong-bin/);
    }
    assert.equal(calls, 0);
    await end();
    await upstream.close({ graceMs: 0 });
  });

  test("the time that is left and a cancellation reach the upstream", async () => {
    let left: number | undefined;
    let isCancelled = false;
    const { upstream, target } = await startUpstream(async function* (_requests, context) {
      left = context.timeRemainingMs;
      yield new Uint8Array(0);
      await new Promise<void>((resolve) => {
        context.signal.addEventListener("abort", () => resolve());
      });
      isCancelled = true;
    });
    const { address, end } = await startProxy(target, { contract: contractOf });
    const channel = createChannel(address);
    const call = createBytesClient(channel)("/shop.v1.Orders/Watch")([orderBytes("1")], {
      timeoutMs: 60_000,
    });
    for await (const _ of call) break;
    assert.ok(left !== undefined && left > 0 && left <= 60_000, `${left}`);
    await until(() => isCancelled);
    await channel.close();
    await end();
    await upstream.close({ graceMs: 0 });
  });

  test("a client that does not read holds the upstream back", async () => {
    const message = new Uint8Array(64 * 1024);
    let yielded = 0;
    const { upstream, target } = await startUpstream(function* () {
      for (;;) {
        yielded += 1;
        yield message;
      }
    });
    const { address, end } = await startProxy(target, { contract: contractOf });
    const channel = createChannel(address);
    const call = createBytesClient(channel)("/shop.v1.Orders/Watch")([orderBytes("1")]);
    const reader = call[Symbol.asyncIterator]();
    await reader.next();
    let before = -1;
    await until(async () => {
      const isStill = before === yielded;
      before = yielded;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return isStill && before === yielded;
    });
    assert.ok(yielded < 1000, `${yielded} messages of 64 KiB`);
    for (let i = 0; i < 2 * yielded && i < 2000; i++) await reader.next();
    assert.ok(yielded > before, "reading lets it go on");
    call.cancel();
    await channel.close();
    await end();
    await upstream.close({ graceMs: 0 });
  });
});
