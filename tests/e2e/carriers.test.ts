import assert from "node:assert/strict";
import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { createServer, type Server, toNodeHandler } from "tramline";
import { type EchoImplementation, echo, eventually, sleep, standstill } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

const SAY = "/e2e.EchoService/Say";
const REPEAT = "/e2e.EchoService/Repeat";

type Call = (path: string, init: RequestInit) => Promise<Response>;

/** The ways in which somebody else's HTTP brings requests to a server. */
const carriers: readonly {
  readonly name: string;
  run(server: Server, body: (call: Call) => Promise<void>): Promise<void>;
}[] = [
  {
    name: "server.fetch",
    async run({ fetch: serve }, body) {
      await body((path, init) => serve(new Request(`http://a.test${path}`, init)));
    },
  },
  {
    name: "toNodeHandler",
    async run(server, body) {
      const http = createHttpServer(toNodeHandler(server)).listen(0, "127.0.0.1");
      await once(http, "listening");
      const { port } = http.address() as AddressInfo;
      try {
        await body((path, init) => fetch(`http://127.0.0.1:${port}${path}`, init));
      } finally {
        http.closeAllConnections();
        http.close();
        await once(http, "close");
      }
    },
  },
];

const json = (value: unknown, contentType = "application/json"): RequestInit => ({
  method: "POST",
  headers: { "content-type": contentType },
  body: JSON.stringify(value),
});

/** A message of a stream of Connect. */
function framed(value: unknown): Uint8Array<ArrayBuffer> {
  const message = Buffer.from(JSON.stringify(value));
  const bytes = new Uint8Array(5 + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, 5);
  return bytes;
}

const stream = (
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
): RequestInit & { duplex: "half" } => ({
  method: "POST",
  headers: { "content-type": "application/connect+json" },
  body,
  duplex: "half",
});

for (const { name, run } of carriers) {
  const served = async (
    body: (call: Call, server: Server) => Promise<void>,
    implementation: EchoImplementation = echo,
  ): Promise<void> => {
    const server = createServer();
    server.add(EchoService, implementation);
    try {
      await run(server, (call) => body(call, server));
    } finally {
      await server.close({ graceMs: 0 });
    }
    assert.equal(server.openCalls, 0);
    assert.equal(server.openConnections, 0);
  };

  describe(name, () => {
    it("a call, small and large", () =>
      served(async (call, server) => {
        for (const text of ["a", "b".repeat(1_000_000)]) {
          const response = await call(SAY, json({ text }));
          assert.equal(response.status, 200);
          assert.deepEqual(await response.json(), { text });
        }
        await eventually(() => server.openCalls === 0, "no call is open");
      }));

    it("a call that fails, with its status", () =>
      served(async (call) => {
        const response = await call("/e2e.EchoService/None", json({}));
        assert.equal(response.ok, false);
        assert.equal(((await response.json()) as { code: string }).code, "unimplemented");
      }));

    it("responses arrive as they are made", async () => {
      let release = () => {};
      const seen = new Promise<void>((resolve) => {
        release = resolve;
      });
      const streaming: EchoImplementation = {
        ...echo,
        async *repeat() {
          yield { text: "first" };
          await seen;
          yield { text: "second" };
        },
      };
      await served(async (call) => {
        const response = await call(REPEAT, stream(framed({})));
        const reader = (response.body as ReadableStream<Uint8Array>)
          .pipeThrough(new TextDecoderStream())
          .getReader();
        let text = "";
        while (!text.includes("first")) text += (await reader.read()).value ?? "";
        release();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          text += value;
        }
        assert.match(text, /first.*second/s);
      }, streaming);
    });

    it("requests of a stream reach the handler as they come", () =>
      served(async (call) => {
        const body = new ReadableStream<Uint8Array>({
          async start(controller) {
            for (const text of ["a", "b", "c"]) {
              controller.enqueue(framed({ text }));
              await sleep(5);
            }
            controller.close();
          },
        });
        const response = await call("/e2e.EchoService/Collect", stream(body));
        assert.match(await response.text(), /"text":"abc"/);
      }));

    it("a reader that stops holds the handler back, and ends the call when it leaves", async () => {
      let made = 0;
      let isDone = false;
      const endless: EchoImplementation = {
        ...echo,
        async *repeat() {
          try {
            for (;;) {
              made += 1;
              yield { text: "x".repeat(10_000) };
            }
          } finally {
            isDone = true;
          }
        },
      };
      await served(async (call) => {
        const response = await call(REPEAT, stream(framed({})));
        await standstill(() => made, "the handler waits");
        assert.ok(made > 0 && made < 5000, `${made} were made`);
        await response.body?.cancel();
        await eventually(() => isDone, "the handler is left");
      }, endless);
    });

    it("a request that is aborted ends its call", async () => {
      let wasAborted = false;
      let hasBegun = false;
      const waiting: EchoImplementation = {
        ...echo,
        say: async (_request, { signal }) => {
          hasBegun = true;
          await once(signal, "abort");
          wasAborted = true;
          return {};
        },
      };
      await served(async (call) => {
        const controller = new AbortController();
        const result = call(SAY, { ...json({}), signal: controller.signal }).then(
          ({ status }) => status,
          () => "rejected",
        );
        await eventually(() => hasBegun, "the call begins");
        controller.abort();
        assert.ok(["rejected", 499].includes(await result));
        await eventually(() => wasAborted, "the call is cancelled");
      }, waiting);
    });

    it("native gRPC gets an error that names HTTP/2", () =>
      served(async (call) => {
        const response = await call(SAY, json({}, "application/grpc"));
        assert.equal(response.status, 505);
        assert.match(await response.text(), /gRPC needs HTTP\/2/);
      }));

    it("another path is not found, and a server that is closed serves nothing", () =>
      served(async (call, server) => {
        assert.equal((await call("/", {})).status, 404);
        await server.close();
        assert.equal((await call(SAY, json({}))).status, 503);
      }));
  });
}

describe("toNodeHandler", () => {
  it("passes on what is not the server's, with next", async () => {
    const server = createServer();
    server.add(EchoService, echo);
    const handler = toNodeHandler(server);
    const http = createHttpServer((request, response) =>
      handler(request, response, () => response.end("mine")),
    ).listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    try {
      assert.equal(await (await fetch(`http://127.0.0.1:${port}/page`)).text(), "mine");
      const response = await fetch(`http://127.0.0.1:${port}${SAY}`, json({ text: "x" }));
      assert.deepEqual(await response.json(), { text: "x" });
    } finally {
      http.closeAllConnections();
      http.close();
      await server.close();
    }
  });

  it("says so when a parser has read the body before", async () => {
    const server = createServer();
    server.add(EchoService, echo);
    const handler = toNodeHandler(server);
    const http = createHttpServer((request, response) => {
      request.on("data", () => {});
      request.on("end", () => handler(request, response));
    }).listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    try {
      const request = requestHttp(`http://127.0.0.1:${port}${SAY}`, { method: "POST" });
      request.end("{}");
      const [response] = (await once(request, "response")) as [IncomingMessage];
      assert.equal(response.statusCode, 500);
      response.resume();
    } finally {
      http.closeAllConnections();
      http.close();
      await server.close();
    }
  });

  it("takes servers only", () => {
    assert.throws(() => toNodeHandler({} as Server), { code: "SERVER_INVALID" });
  });
});
