import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import {
  type CallOptions,
  Code,
  ConnectError,
  createClient,
  type Transport,
} from "@connectrpc/connect";
import {
  compressionBrotli,
  compressionGzip,
  createConnectTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { serving } from "./edge.test.support.ts";
import { foreignService } from "./foreign-service.test.support.ts";

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

const kinds = [
  { name: "connect, binary", create: createConnectTransport, useBinaryFormat: true },
  { name: "connect, JSON", create: createConnectTransport, useBinaryFormat: false },
  { name: "gRPC-Web, binary", create: createGrpcWebTransport, useBinaryFormat: true },
  { name: "gRPC-Web, JSON", create: createGrpcWebTransport, useBinaryFormat: false },
] as const;

const compressions = [compressionGzip, compressionBrotli];

describe("connect-node over HTTP/2", () => {
  for (const { name, create: createTransport, useBinaryFormat } of kinds) {
    for (const sendCompression of [undefined, ...compressions]) {
      const suffix = sendCompression === undefined ? "" : ` with ${sendCompression.name}`;
      it(`${name}${suffix}: calls of every kind, metadata, errors with details`, async () => {
        const options = {
          compression: sendCompression?.name,
          compressionThresholdBytes: 0,
        };
        await serving(options, async (port) => {
          const client = clientOf(
            createTransport({
              baseUrl: `http://127.0.0.1:${port}`,
              httpVersion: "2",
              useBinaryFormat,
              useHttpGet: true,
              acceptCompression: compressions,
              compressMinBytes: 0,
              ...(sendCompression !== undefined && { sendCompression }),
            }),
          );
          const headers: [string, string | null][] = [];
          const seen: CallOptions = {
            timeoutMs: 5000,
            onHeader: (fields) => headers.push(["head", fields.get("head")]),
            onTrailer: (fields) => headers.push(["tail", fields.get("tail")]),
          };
          const response = await client.write(
            { text: "ü", big: -5n, data: new Uint8Array(9) },
            seen,
          );
          assert.deepEqual([response["text"], response["big"]], ["ü", -5n]);
          assert.deepEqual(headers, [
            ["head", "one"],
            ["tail", "two"],
          ]);
          assert.equal((await client.read({ text: "get" }))["text"], "get");
          assert.deepEqual(await all(client.repeat({ text: "r", count: 3 })), ["r", "r", "r"]);
          assert.equal((await client.collect(texts("a", "b", "c")))["text"], "abc");
          assert.deepEqual(await all(client.chat(texts("x", "y"))), ["x", "y"]);
          for (const failing of [
            () => client.write({ text: "fail" }),
            () => all(client.repeat({ text: "fail", count: 1 })),
          ]) {
            const error = await failing().then(
              () => assert.fail("the call went well"),
              (reason: unknown) => ConnectError.from(reason),
            );
            assert.equal(error.code, Code.FailedPrecondition);
            assert.equal(error.rawMessage, "not now: ü%");
            assert.equal(error.metadata.get("why"), "because");
            const [detail] = error.details;
            assert.ok(detail !== undefined && "type" in detail);
            assert.equal(detail.type, "google.rpc.BadRequest");
          }
        });
      });
    }
  }
});
