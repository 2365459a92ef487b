import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { ConnectError, Code as ForeignCode } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import {
  type CallOptions,
  connect,
  createClient,
  createWebChannel,
  fetchStreams,
  grpcWeb,
  type Interceptor,
  intercept,
  type Metadata,
  StatusError,
  type WebChannelOptions,
} from "@tramline/web";
import { jsonCodec } from "@tramline/web/json";
import { defaultCompressors } from "tramline";
import { BadRequest } from "tramline/google/rpc";
import { H2CClient, fetch as undiciFetch } from "undici";
import { serving } from "./edge.test.support.ts";
import { foreignService } from "./foreign-service.test.support.ts";
import { EdgeService, type Item } from "./gen/edge/edge.ts";

const kinds: readonly { name: string; options: WebChannelOptions }[] = [
  { name: "Connect", options: { protocol: connect() } },
  { name: "Connect with GET", options: { protocol: connect({ get: true }) } },
  { name: "Connect in JSON", options: { protocol: connect(), codec: jsonCodec() } },
  { name: "gRPC-Web", options: { protocol: grpcWeb() } },
  { name: "gRPC-Web in JSON", options: { protocol: grpcWeb(), codec: jsonCodec() } },
  { name: "gRPC-Web in text", options: { protocol: grpcWeb({ text: true }) } },
];

type Run = (port: number, carrier: Partial<WebChannelOptions>) => Promise<void>;

type ForeignItem = Omit<Item, "$unknown">;

/** The same service, by connect-node over `node:http`. */
async function servingForeign(run: Run): Promise<void> {
  const fail = () =>
    new ConnectError("not now: ü%", ForeignCode.FailedPrecondition, { why: "because" }, [
      {
        type: "google.rpc.BadRequest",
        value: BadRequest.encode({ fieldViolations: [{ field: "text", description: "fail" }] }),
      } as never,
    ]);
  const handlers = {
    read: (request: ForeignItem) => request,
    write(request: ForeignItem, context: { responseHeader: Headers; responseTrailer: Headers }) {
      context.responseHeader.set("head", "one");
      context.responseTrailer.set("tail", "two");
      context.responseTrailer.set("tail-bin", "AQI");
      if (request.text === "fail") throw fail();
      return request;
    },
    async *repeat(request: ForeignItem, context: { responseHeader: Headers }) {
      context.responseHeader.set("head", "one");
      for (let i = 0; i < request.count; i++) yield { ...request, count: i };
      if (request.text === "fail") throw fail();
    },
  };
  const adapter = connectNodeAdapter({
    routes: (router) => router.service(foreignService(), handlers as never),
  });
  await servingHttp(adapter, run);
}

async function servingHttp(listener: RequestListener, run: Run): Promise<void> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await run((server.address() as AddressInfo).port, {});
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const clientOf = (port: number, options: WebChannelOptions) =>
  createClient(EdgeService, createWebChannel(`http://127.0.0.1:${port}/`, options));

async function failure(call: Promise<unknown>): Promise<StatusError> {
  const error = await call.then(
    () => assert.fail("the call went well"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StatusError, String(error));
  return error;
}

/** fetch over HTTP/2 in cleartext, which that of Node does not speak. */
async function servingOurs(run: Run): Promise<void> {
  await serving({}, async (port) => {
    const dispatcher = new H2CClient(`http://127.0.0.1:${port}`);
    const overHttp2 = (url: string, init: RequestInit) =>
      undiciFetch(url, { ...init, dispatcher } as never) as unknown as Promise<Response>;
    try {
      await run(port, { fetch: overHttp2 });
    } finally {
      await dispatcher.destroy();
    }
  });
}

const servers = [
  { server: "our server over HTTP/2", run: servingOurs, kinds },
  {
    server: "our server over HTTP/1.1",
    run: (run: Run) => serving({}, (port) => run(port, {})),
    kinds,
  },
  // It has no text mode.
  { server: "connect-node's server", run: servingForeign, kinds: kinds.slice(0, -1) },
];

for (const { server, run, kinds: all } of servers) {
  describe(`a client over fetch, of ${server}`, () => {
    for (const { name, options } of all) {
      it(`${name}: unary calls, with metadata both ways`, async () => {
        await run(async (port, carrier) => {
          const client = clientOf(port, { ...options, ...carrier });
          let headers: Metadata | undefined;
          let trailers: Metadata | undefined;
          const seen: CallOptions = {
            timeoutMs: 60_000,
            metadata: { "x-raw-bin": Uint8Array.of(1, 2, 255) },
            onHeaders: (received) => {
              headers = received;
            },
            onTrailers: (received) => {
              trailers = received;
            },
          };
          const item = { text: "ü", big: -5n, data: new Uint8Array(900).fill(7), count: 1 };
          const { text, big, data } = await client.write(item, seen);
          assert.deepEqual([text, big, data], ["ü", -5n, item.data]);
          assert.equal(headers?.get("head"), "one");
          assert.equal(trailers?.get("tail"), "two");
          assert.deepEqual(trailers?.get("tail-bin"), Uint8Array.of(1, 2));
          assert.equal((await client.read({ text: "a+/?&=%" })).text, "a+/?&=%");
          assert.equal((await client.read({})).text, "");
        });
      });

      it(`${name}: streams of responses`, async () => {
        await run(async (port, carrier) => {
          const call = clientOf(port, { ...options, ...carrier }).repeat({
            text: "r".repeat(70_000),
            count: 5,
          });
          const counts: number[] = [];
          for await (const { count, text } of call) {
            assert.equal(text.length, 70_000);
            counts.push(count);
          }
          assert.deepEqual(counts, [0, 1, 2, 3, 4]);
          assert.equal((await call.headers).get("head"), "one");
        });
      });

      it(`${name}: errors with all their parts`, async () => {
        await run(async (port, carrier) => {
          const client = clientOf(port, { ...options, ...carrier });
          const read: number[] = [];
          const streamed = async () => {
            for await (const { count } of client.repeat({ text: "fail", count: 2 }))
              read.push(count);
          };
          for (const call of [() => client.write({ text: "fail" }), streamed]) {
            const error = await failure(call());
            assert.equal(error.code, "FAILED_PRECONDITION");
            assert.equal(error.rawMessage, "not now: ü%");
            assert.equal(error.metadata.get("why"), "because");
            assert.equal(error.detailsOf(BadRequest)[0]?.fieldViolations[0]?.field, "text");
          }
          assert.deepEqual(read, [0, 1]);
        });
      });
    }
  });
}

describe("a client over fetch", () => {
  for (const { name, options } of kinds) {
    it(`${name}: a deadline ends the call, and the server hears of it`, async () => {
      await servingOurs(async (port, carrier) => {
        const slow: Interceptor = async (call, next) => {
          call.metadata.set("slow", "yes");
          return next(call);
        };
        const client = clientOf(port, { ...options, ...carrier, interceptors: intercept(slow) });
        const error = await failure(client.read({ text: "wait" }, { timeoutMs: 100 }));
        assert.equal(error.code, "DEADLINE_EXCEEDED");
      });
    });
  }

  for (const { name, options } of kinds) {
    for (const [version, run] of [
      ["HTTP/2", servingOurs],
      ["HTTP/1.1", (run: Run) => serving({}, (port) => run(port, {}))],
    ] as const) {
      it(`${name}: streams of requests over ${version}, both ways at once`, async () => {
        await run(async (port, carrier) => {
          const client = clientOf(port, {
            ...options,
            ...carrier,
            requestStreams: fetchStreams(),
            compressors: defaultCompressors,
            compression: "gzip",
          });
          const texts = ["a".repeat(100_000), "b".repeat(100_000), "c"];
          const { text } = await client.collect(texts.map((one) => ({ text: one })));
          assert.equal(text, texts.join(""));
          const call = client.chat();
          const responses = call[Symbol.asyncIterator]();
          for (const one of ["x", "y", "z"]) {
            await call.send({ text: one });
            assert.equal((await responses.next()).value?.text, one);
          }
          await call.close();
          assert.equal((await responses.next()).done, true);
        });
      });
    }
  }

  it("refuses streams of requests", async () => {
    const client = clientOf(1, { protocol: connect() });
    const error = await failure(client.collect([{ text: "a" }]));
    assert.equal(error.code, "UNIMPLEMENTED");
    assert.match(error.rawMessage, /EdgeService\/Collect: the channel has no streams of requests/);
    const opened = client.collect();
    // A promise that nobody looks at ends no process.
    void opened.send({ text: "a" });
    for (const promise of [opened.send({ text: "b" }), opened.response, opened.headers]) {
      assert.equal((await failure(promise)).code, "UNIMPLEMENTED");
    }
    await opened.close();
    const responses = client.chat([{ text: "a" }])[Symbol.asyncIterator]();
    assert.equal((await failure(responses.next())).code, "UNIMPLEMENTED");
  });
});
