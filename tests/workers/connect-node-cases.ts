/** Cases of @connectrpc/connect-node, which call `server.fetch` in a Worker over HTTP/1.1. */
import assert from "node:assert/strict";
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import {
  type CallOptions,
  Code,
  ConnectError,
  createClient,
  type Transport,
} from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { foreignService } from "../edge/foreign-service.test.support.ts";
import type { NamedCase } from "../web/results.ts";

type Init = Record<string, unknown>;
type Message = MessageShape<DescMessage> & Init;

/** A client of a service that only descriptors describe. */
interface ForeignClient {
  read(request: Init, options?: CallOptions): Promise<Message>;
  write(request: Init, options?: CallOptions): Promise<Message>;
  repeat(request: Init, options?: CallOptions): AsyncIterable<Message>;
  collect(requests: AsyncIterable<Init>, options?: CallOptions): Promise<Message>;
  chat(requests: AsyncIterable<Init>, options?: CallOptions): AsyncIterable<Message>;
}

const clientOf = (transport: Transport): ForeignClient =>
  createClient(foreignService(), transport) as unknown as ForeignClient;

async function* texts(...all: string[]): AsyncGenerator<Init> {
  for (const text of all) yield { text };
}

async function all(messages: AsyncIterable<Message>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const message of messages) found.push(message["text"]);
  return found;
}

async function failureOf(call: Promise<unknown>): Promise<ConnectError> {
  return call.then(
    () => assert.fail("the call went well"),
    (reason: unknown) => ConnectError.from(reason),
  );
}

async function checkKinds(client: ForeignClient): Promise<void> {
  assert.equal((await client.read({ text: "get" }))["text"], "get");
  assert.equal((await client.write({ text: "ü", data: new Uint8Array(2_000_000) }))["text"], "ü");
  assert.deepEqual(await all(client.repeat({ text: "r", count: 3 })), ["r", "r", "r"]);
  assert.equal((await client.collect(texts("a", "b", "c")))["text"], "abc");
  assert.deepEqual(await all(client.chat(texts("x", "y"))), ["x", "y"]);
}

async function checkMetadata(client: ForeignClient): Promise<void> {
  const seen: (string | null)[] = [];
  const response = await client.write(
    { text: "w", big: -5n },
    {
      headers: { mine: "yes" },
      onHeader: (fields) => seen.push(fields.get("head")),
      onTrailer: (fields) => seen.push(fields.get("tail")),
    },
  );
  assert.equal(response["big"], -5n);
  assert.deepEqual(seen, ["yes", "two"]);
}

async function checkDetails(client: ForeignClient): Promise<void> {
  for (const call of [
    () => client.write({ text: "fail" }),
    () => all(client.repeat({ text: "fail", count: 1 })),
  ]) {
    const error = await failureOf(call());
    assert.equal(error.code, Code.FailedPrecondition);
    assert.equal(error.rawMessage, "not now: ü%");
    assert.equal(error.metadata.get("why"), "because");
    const [detail] = error.details;
    assert.ok(detail !== undefined && "type" in detail);
    assert.equal(detail.type, "google.rpc.BadRequest");
  }
}

async function checkDeadline(client: ForeignClient): Promise<void> {
  const error = await failureOf(client.read({ text: "wait" }, { timeoutMs: 100 }));
  assert.equal(error.code, Code.DeadlineExceeded);
}

async function checkCancellation(client: ForeignClient, key: string): Promise<void> {
  const controller = new AbortController();
  const received: unknown[] = [];
  const error = await failureOf(
    (async () => {
      const call = client.repeat(
        { text: `endless:${key}`, count: 1000 },
        { signal: controller.signal },
      );
      for await (const message of call) {
        received.push(message);
        if (received.length === 3) controller.abort();
      }
    })(),
  );
  assert.equal(error.code, Code.Canceled);
  assert.equal(received.length, 3);
  // The handler has seen it.
  for (let i = 0; (await client.read({ text: `cancelled:${key}` }))["count"] !== 1; i++) {
    assert.ok(i < 100, "the handler did not see the cancellation");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const transports = [
  { name: "Connect, binary", create: createConnectTransport, useBinaryFormat: true },
  { name: "Connect, JSON", create: createConnectTransport, useBinaryFormat: false },
  { name: "gRPC-Web, binary", create: createGrpcWebTransport, useBinaryFormat: true },
  { name: "gRPC-Web, JSON", create: createGrpcWebTransport, useBinaryFormat: false },
] as const;

/** Returns the cases. @param address where the Worker is called by HTTP/1.1 */
export function connectNodeCases(address: string): NamedCase[] {
  return transports.flatMap(({ name, create, useBinaryFormat }) => {
    const client = clientOf(
      create({
        baseUrl: `http://${address}`,
        httpVersion: "1.1",
        useBinaryFormat,
        useHttpGet: true,
      }),
    );
    return [
      { name: `${name}: all four kinds`, run: () => checkKinds(client) },
      { name: `${name}: metadata`, run: () => checkMetadata(client) },
      { name: `${name}: errors with details`, run: () => checkDetails(client) },
      { name: `${name}: a deadline`, run: () => checkDeadline(client) },
      {
        name: `${name}: cancellation`,
        run: () => checkCancellation(client, name.replaceAll(/\W/g, "")),
      },
    ];
  });
}
