// Retries by service config of the client for browsers, against our server and connect-node's.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { ConnectError, Code as ForeignCode } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import {
  ConfigurationError,
  connect,
  createClient,
  createWebChannel,
  grpcWeb,
  type ServiceConfigJson,
  type ServiceConfigOptions,
  StatusError,
  serviceConfig,
  type WebChannelOptions,
  type WebProtocol,
  webSocketStreams,
} from "@tramline/web";
import { createServer, type ServerContext } from "tramline";
import { WebSocket } from "undici";
import { foreignService } from "./foreign-service.test.support.ts";
import { EdgeService } from "./gen/edge/edge.ts";

const protocols: readonly WebProtocol[] = [connect(), grpcWeb(), grpcWeb({ text: true })];

const retryPolicy = {
  maxAttempts: 3,
  initialBackoff: "0.001s",
  maxBackoff: "0.002s",
  backoffMultiplier: 1,
  retryableStatusCodes: ["UNAVAILABLE"],
};
const retried: ServiceConfigJson = { methodConfig: [{ name: [{}], retryPolicy }] };

/** What a server has seen, and how often it still fails. */
interface Attempts {
  failures: number;
  readonly metadata: Record<string, string>;
  readonly seen: (string | undefined)[];
}

const attemptsOf = (failures: number, metadata: Record<string, string> = {}): Attempts => ({
  failures,
  metadata,
  seen: [],
});

/** Counts an attempt, and fails it as long as attempts are to fail. */
function attempt(all: Attempts, context: ServerContext): void {
  const { metadata, seen } = all;
  seen.push(context.metadata.get("grpc-previous-rpc-attempts"));
  if (all.failures-- > 0) throw new StatusError("UNAVAILABLE", "not yet", { metadata });
}

/** Serves the contract by our server. */
async function serving(all: Attempts, run: (port: number) => Promise<void>): Promise<void> {
  const server = createServer().add(EdgeService, {
    read: (request, context) => {
      attempt(all, context);
      return request;
    },
    write: (request, context) => {
      attempt(all, context);
      return request;
    },
    *repeat(request, context) {
      context.responseHeaders.set("head", "one");
      attempt(all, context);
      for (let i = 0; i < request.count; i++) yield { ...request, count: i };
      if (request.text === "fail") throw new StatusError("UNAVAILABLE", "in the middle");
    },
    async collect(requests, context) {
      let text = "";
      for await (const request of requests) {
        text += request.text;
        if (text.length === 2) attempt(all, context);
      }
      return { text };
    },
    async *chat(requests, context) {
      for await (const request of requests) {
        if (request.text === "b") attempt(all, context);
        if (all.failures <= 0 && request.text !== "a") yield request;
      }
    },
  });
  const { port } = await server.listen("127.0.0.1:0");
  try {
    await run(port);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

function clientOf(
  port: number,
  protocol: WebProtocol,
  config: ServiceConfigJson,
  options: ServiceConfigOptions & Partial<WebChannelOptions> = {},
) {
  const channel = createWebChannel(`http://127.0.0.1:${port}`, {
    protocol,
    requestStreams: webSocketStreams({ WebSocket }),
    serviceConfig: serviceConfig(config, options),
  });
  return createClient(EdgeService, channel);
}

async function failure(call: Promise<unknown>): Promise<StatusError> {
  const error = await call.then(
    () => assert.fail("the call succeeded"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StatusError, String(error));
  return error;
}

async function textsOf(call: AsyncIterable<{ text: string; count: number }>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text, count } of call) texts.push(`${text}${count}`);
  return texts;
}

for (const [index, protocol] of protocols.entries()) {
  describe(`retries over fetch, by ${protocol.name}${index === 2 ? " in text" : ""}`, () => {
    it("repeat a unary call, with the number of attempts before", async () => {
      const all = attemptsOf(2);
      await serving(all, async (port) => {
        const { text } = await clientOf(port, protocol, retried).write({ text: "hello" });
        assert.equal(text, "hello");
        assert.deepEqual(all.seen, [undefined, "1", "2"]);
      });
    });

    it("end with the last error, which names its attempts", async () => {
      const all = attemptsOf(9);
      await serving(all, async (port) => {
        const error = await failure(clientOf(port, protocol, retried).write({ text: "hello" }));
        assert.equal(error.code, "UNAVAILABLE");
        assert.equal(error.call?.attempts, 3);
        assert.equal(error.call.earlier?.length, 2);
        assert.equal(all.seen.length, 3);
      });
    });

    it("repeat a stream of responses that has not begun, and none that has", async () => {
      const all = attemptsOf(2);
      await serving(all, async (port) => {
        const client = clientOf(port, protocol, retried);
        const call = client.repeat({ text: "x", count: 3 });
        assert.deepEqual(await textsOf(call), ["x0", "x1", "x2"]);
        assert.equal((await call.headers).get("head"), "one");
        assert.equal(all.seen.length, 3);
        const error = await failure(textsOf(client.repeat({ text: "fail", count: 1 })));
        assert.equal(error.rawMessage, "in the middle");
        assert.equal(all.seen.length, 4);
        // Without a message, the metadata comes with the end of the response.
        const empty = client.repeat({ count: 0 });
        assert.deepEqual(await textsOf(empty), []);
        assert.equal((await empty.headers).get("head"), "one");
      });
    });

    it("obey the server's pushback", async () => {
      const later = attemptsOf(1, { "grpc-retry-pushback-ms": "30" });
      await serving(later, async (port) => {
        const began = performance.now();
        await clientOf(port, protocol, retried).write({});
        assert.ok(performance.now() - began >= 29);
      });
      const never = attemptsOf(1, { "grpc-retry-pushback-ms": "-1" });
      await serving(never, async (port) => {
        await failure(clientOf(port, protocol, retried).write({}));
        assert.equal(never.seen.length, 1);
      });
    });

    it("repeat calls with a stream of requests over a WebSocket, from the first on", async () => {
      if (index === 2) return;
      const all = attemptsOf(2);
      await serving(all, async (port) => {
        const client = clientOf(port, protocol, retried);
        const messages = async function* () {
          for (const text of ["a", "b", "c"]) yield await Promise.resolve({ text });
        };
        assert.equal((await client.collect(messages())).text, "abc");
        assert.equal(all.seen.length, 3);
      });
      const small = attemptsOf(1);
      await serving(small, async (port) => {
        const client = clientOf(port, protocol, retried, { bufferBytesPerCall: 5 });
        const error = await failure(client.collect([{ text: "a" }, { text: "b" }, { text: "c" }]));
        assert.equal(error.code, "UNAVAILABLE");
        assert.equal(small.seen.length, 1);
      });
    });
  });
}

describe("service configs over fetch", () => {
  it("retry a call of a server that is not there", async () => {
    let port = 0;
    await serving(attemptsOf(0), async (own) => {
      port = own;
      await Promise.resolve();
    });
    const error = await failure(clientOf(port, connect(), retried).write({}));
    assert.equal(error.call?.attempts, 3);
  });

  it("retry calls of other servers, by their pushback too", async () => {
    let attempts = 0;
    const fail = (): void => {
      if (++attempts % 3 === 0) return;
      throw new ConnectError("not yet", ForeignCode.Unavailable, {
        "grpc-retry-pushback-ms": "1",
      });
    };
    const handlers = {
      write(request: object) {
        fail();
        return request;
      },
      async *repeat(request: object) {
        fail();
        yield await Promise.resolve(request);
      },
    };
    const adapter = connectNodeAdapter({
      routes: (router) => router.service(foreignService(), handlers as never),
    });
    const server = createHttpServer(adapter).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      for (const protocol of protocols.slice(0, 2)) {
        const client = clientOf(port, protocol, retried);
        assert.equal((await client.write({ text: "x" })).text, "x");
        assert.deepEqual(await textsOf(client.repeat({ text: "y" })), ["y0"]);
      }
      assert.equal(attempts, 12);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("stop retries while too many calls fail", async () => {
    const all = attemptsOf(99);
    await serving(all, async (port) => {
      const config = { ...retried, retryThrottling: { maxTokens: 4, tokenRatio: 0.5 } };
      const client = clientOf(port, connect(), config);
      await failure(client.write({}));
      // Two of four tokens were left after the second attempt.
      assert.equal(all.seen.length, 2);
      await failure(client.write({}));
      assert.equal(all.seen.length, 3);
    });
  });

  it("limit time and sizes by method", async () => {
    await serving(attemptsOf(0), async (port) => {
      const name = [{ service: "edge.EdgeService", method: "Write" }];
      const config = {
        methodConfig: [{ name, maxRequestMessageBytes: 20, maxResponseMessageBytes: 10 }],
      };
      const client = clientOf(port, connect(), config);
      const large = await failure(client.write({ text: "x".repeat(30) }));
      assert.match(large.message, /RESOURCE_EXHAUSTED: .*32 bytes.*maxRequestMessageBytes \(20\)/);
      const received = await failure(client.write({ text: "x".repeat(15) }));
      assert.match(received.message, /RESOURCE_EXHAUSTED: .*maxReceiveBytes \(10\)/);
      assert.equal((await client.read({ text: "x".repeat(30) })).text.length, 30);
      const timed = { methodConfig: [{ name: [{}], timeout: "0s" }] };
      const late = await failure(clientOf(port, connect(), timed).write({}));
      assert.equal(late.code, "DEADLINE_EXCEEDED");
    });
  });

  it("warn of what has no meaning over fetch, and throw for mistakes", () => {
    const fields: string[] = [];
    const onWarning = ({ field }: { field: string }) => fields.push(field);
    const hedgingPolicy = { maxAttempts: 3 };
    serviceConfig(
      {
        loadBalancingConfig: [{ round_robin: {} }],
        methodConfig: [
          { name: [{}], waitForReady: true, retryPolicy: { ...retryPolicy, maxAttempts: 9 } },
          { name: [{ service: "a.B" }], hedgingPolicy },
        ],
        typo: 5,
      } as ServiceConfigJson,
      { onWarning },
    );
    assert.deepEqual(fields.sort(), [
      "loadBalancingConfig",
      "methodConfig[0].retryPolicy.maxAttempts",
      "methodConfig[0].waitForReady",
      "methodConfig[1].hedgingPolicy",
      "typo",
    ]);
    assert.throws(() => serviceConfig("{"), ConfigurationError);
    assert.throws(
      () => serviceConfig({ methodConfig: [{ name: [{}], timeout: "5" }] }),
      /methodConfig\[0\]\.timeout in the service config/,
    );
  });

  it("end the wait for another attempt with the call", async () => {
    const all = attemptsOf(9, { "grpc-retry-pushback-ms": "60000" });
    await serving(all, async (port) => {
      const controller = new AbortController();
      const call = failure(
        clientOf(port, connect(), retried).write({}, { signal: controller.signal }),
      );
      while (all.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
      setTimeout(() => controller.abort(), 20);
      assert.equal((await call).code, "CANCELLED");
    });
  });
});
