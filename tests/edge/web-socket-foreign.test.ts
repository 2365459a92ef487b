import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import {
  connect,
  createClient,
  createWebChannel,
  StatusError,
  type WebSocketConstructor,
  webSocketFetch,
  webSocketStreams,
} from "@tramline/web";
import { createServer, type Server, type ServiceImplementation } from "tramline";
import { WebSocket as UndiciWebSocket } from "undici";
import WsWebSocket, { type WebSocket as Peer, WebSocketServer } from "ws";
import type { EdgeService as Contract } from "./gen/edge/edge.ts";
import { EdgeService } from "./gen/edge/edge.ts";

// Our server and our client with the WebSockets of ws and undici: how calls end, and what peers do wrong.

const sockets: readonly (readonly [string, WebSocketConstructor])[] = [
  ["undici", UndiciWebSocket],
  ["ws", WsWebSocket],
];

type Service = ServiceImplementation<typeof Contract>;

async function servingOnce(
  service: Partial<Service>,
  run: (port: number, server: Server) => Promise<void>,
): Promise<void> {
  const server = createServer().add(EdgeService, service);
  const { port } = await server.listen("127.0.0.1:0");
  try {
    await run(port, server);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

function clientOf(port: number, WebSocket: WebSocketConstructor) {
  const channel = createWebChannel(`http://127.0.0.1:${port}`, {
    protocol: connect(),
    requestStreams: webSocketStreams({ WebSocket }),
    fetch: webSocketFetch({ WebSocket }),
  });
  return createClient(EdgeService, channel);
}

async function failure(call: Promise<unknown>): Promise<StatusError> {
  const error = await call.then(
    () => assert.fail("the call went well"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StatusError, String(error));
  return error;
}

/** Resolves once the signal of a call on the server is aborted. */
class Aborted {
  readonly promise: Promise<void>;
  private resolve = () => {};

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** A service that responds to each request, until the call is aborted. */
  get service(): Pick<Required<Service>, "chat"> {
    const { resolve } = this;
    return {
      async *chat(requests, { signal }) {
        signal.addEventListener("abort", resolve);
        yield* requests;
      },
    };
  }
}

for (const [name, WebSocket] of sockets) {
  describe(`calls over the WebSocket of ${name}`, () => {
    it("are cancelled by the client, and the server's handler hears of it", async () => {
      const aborted = new Aborted();
      await servingOnce(aborted.service, async (port) => {
        const controller = new AbortController();
        const call = clientOf(port, WebSocket).chat({ signal: controller.signal });
        await call.send({ text: "a" });
        const responses = call[Symbol.asyncIterator]();
        assert.equal((await responses.next()).value?.text, "a");
        controller.abort();
        assert.equal((await failure(responses.next())).code, "CANCELLED");
        await aborted.promise;
      });
    });

    it("are cancelled when a program leaves the loop over responses", async () => {
      const aborted = new Aborted();
      await servingOnce(aborted.service, async (port) => {
        const call = clientOf(port, WebSocket).chat();
        await call.send({ text: "a" });
        for await (const { text } of call) {
          assert.equal(text, "a");
          break;
        }
        await aborted.promise;
      });
    });

    it("end with their deadline, on both sides", async () => {
      const aborted = new Aborted();
      await servingOnce(aborted.service, async (port) => {
        const call = clientOf(port, WebSocket).chat({ timeoutMs: 300 });
        const error = await failure(call[Symbol.asyncIterator]().next());
        assert.equal(error.code, "DEADLINE_EXCEEDED");
        await aborted.promise;
      });
    });

    it("end in order while the server closes, and not with its connection", async () => {
      const aborted = new Aborted();
      await servingOnce(aborted.service, async (port, server) => {
        const call = clientOf(port, WebSocket).chat();
        const responses = call[Symbol.asyncIterator]();
        await call.send({ text: "before" });
        assert.equal((await responses.next()).value?.text, "before");
        const closed = server.close({ graceMs: 60_000 });
        await call.send({ text: "while" });
        assert.equal((await responses.next()).value?.text, "while");
        await call.close();
        assert.equal((await responses.next()).done, true);
        await closed;
      });
    });

    it("fail with UNAVAILABLE when the server is gone, and when it was never there", async () => {
      const aborted = new Aborted();
      let usedPort = 0;
      await servingOnce(aborted.service, async (port, server) => {
        usedPort = port;
        const call = clientOf(port, WebSocket).chat();
        const responses = call[Symbol.asyncIterator]();
        await call.send({ text: "a" });
        assert.equal((await responses.next()).value?.text, "a");
        void server.close({ graceMs: 0 });
        assert.equal((await failure(responses.next())).code, "UNAVAILABLE");
        await aborted.promise;
      });
      const call = clientOf(usedPort, WebSocket).chat();
      assert.equal((await failure(call[Symbol.asyncIterator]().next())).code, "UNAVAILABLE");
    });

    it("end when the handler ends first", async () => {
      const service: Partial<Service> = {
        *chat() {
          yield { text: "only" };
        },
        collect: () => {
          throw new StatusError("NOT_FOUND", "no such collection");
        },
      };
      await servingOnce(service, async (port) => {
        const client = clientOf(port, WebSocket);
        const texts: string[] = [];
        for await (const { text } of client.chat()) texts.push(text);
        assert.deepEqual(texts, ["only"]);
        assert.equal((await failure(client.collect().response)).code, "NOT_FOUND");
      });
    });
  });
}

describe("a server's WebSocket, with the client of ws", () => {
  it("takes fragments and pings, and ends with code 1000", async () => {
    await servingOnce(
      { collect: async (requests) => ({ text: await join(requests) }) },
      async (port) => {
        const url = `ws://127.0.0.1:${port}/edge.EdgeService/Collect`;
        const socket = new WsWebSocket(url, "tramline.v1");
        const messages: string[] = [];
        socket.on("message", (data: Buffer, isBinary: boolean) => {
          messages.push(data.toString(isBinary ? "latin1" : "utf8"));
        });
        await once(socket, "open");
        assert.equal(socket.protocol, "tramline.v1");
        const pong = once(socket, "pong");
        socket.ping("a");
        assert.equal(String((await pong)[0]), "a");
        socket.send('{"headers":[["content-type",', { fin: false });
        socket.send('"application/connect+json"]]}');
        socket.send(Buffer.from([0, 0, 0]), { fin: false });
        socket.send(Buffer.from([0, 12, ...Buffer.from('{"text":"x"}')]));
        socket.send('{"end":true}');
        const [code] = await once(socket, "close");
        assert.equal(code, 1000);
        assert.match(messages.join(), /\{"text":"x"\}/);
        assert.equal(messages.at(-1), '{"end":true}');
      },
    );
  });
});

async function join(requests: AsyncIterable<{ readonly text: string }>): Promise<string> {
  let all = "";
  for await (const { text } of requests) all += text;
  return all;
}

/** A server of ws, which does what `act` says with each WebSocket. */
async function servingPeer(
  act: (socket: Peer) => void,
  run: (port: number) => Promise<void>,
): Promise<void> {
  const http = createHttpServer();
  const server = new WebSocketServer({ server: http });
  server.on("connection", act);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  try {
    await run((http.address() as AddressInfo).port);
  } finally {
    for (const socket of server.clients) socket.terminate();
    server.close();
    http.close();
  }
}

describe("our client, with a server of ws", () => {
  const head = '{"status":200,"headers":[["content-type","application/connect+proto"]]}';
  const endings: readonly (readonly [string, string, (socket: Peer) => void])[] = [
    ["closes with 1013", "UNAVAILABLE", (one) => one.close(1013)],
    [
      "closes before the end",
      "UNAVAILABLE",
      (one) => {
        one.send(head);
        one.close(1000);
      },
    ],
    ["sends text that is not JSON", "UNAVAILABLE", (one) => one.send("{")],
    [
      "sends more than it may",
      "UNAVAILABLE",
      (one) => {
        one.send(head);
        one.send(Buffer.alloc(65_536));
      },
    ],
    [
      "ends within a message",
      "INTERNAL",
      (one) => {
        one.send(head);
        one.send(Buffer.from([0, 0, 0, 0, 9, 1]));
        one.send('{"end":true}');
      },
    ],
    [
      "responds as HTTP",
      "UNIMPLEMENTED",
      (one) => {
        one.send('{"status":404,"headers":[["content-type","text/plain"]]}');
        one.send('{"end":true}');
      },
    ],
  ];
  for (const [name, code, act] of endings) {
    it(`fails with ${code} when that ${name}`, async () => {
      await servingPeer(
        (socket) => socket.once("message", () => act(socket)),
        async (port) => {
          const call = clientOf(port, UndiciWebSocket).chat();
          const error = await failure(call[Symbol.asyncIterator]().next());
          assert.equal(error.code, code, error.message);
        },
      );
    });
  }

  it("says that it cancels by code 4000, also when it waits for the server", async () => {
    const controller = new AbortController();
    let close: (code: number) => void = () => {};
    const closed = new Promise<number>((resolve) => {
      close = resolve;
    });
    await servingPeer(
      (socket) => {
        let received = 0;
        socket.on("message", (data: Buffer, isBinary: boolean) => {
          if (isBinary) received += data.length;
          // Its first window is used up.
          if (received === 65_535) controller.abort();
        });
        socket.on("close", close);
      },
      async (port) => {
        const call = clientOf(port, UndiciWebSocket).chat({ signal: controller.signal });
        const responses = call[Symbol.asyncIterator]();
        const ended = failure(responses.next());
        for (let i = 0; i < 3; i++) void call.send({ text: "t".repeat(60_000) }).catch(() => {});
        assert.equal((await ended).code, "CANCELLED");
        assert.equal(await closed, 4000);
      },
    );
  });
});
