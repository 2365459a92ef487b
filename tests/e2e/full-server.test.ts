import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import { createChannel, createClient, createServer, type ServerLimitEvent } from "tramline";
import { echo, eventually } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";
import { tlsFile } from "./tls-files.ts";

const maxConnections = 20;
/** Where the attacker comes from. Only Linux has all of 127.0.0.0/8. */
const localAddress = "127.0.0.7";

/** Opens more sockets than the server has places, each again as soon as it ends. */
function fill(port: number, bytes: Uint8Array): { readonly opened: number; stop(): void } {
  let opened = 0;
  let isStopped = false;
  const sockets = new Set<Socket>();
  const open = (): void => {
    if (isStopped) return;
    const socket = connect({ port, host: "127.0.0.1", localAddress }).resume();
    sockets.add(socket);
    socket.on("connect", () => {
      opened += 1;
      if (bytes.length > 0) socket.write(bytes);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      setTimeout(open, 2);
    });
  };
  for (let i = 0; i < maxConnections + 5; i++) open();
  return {
    get opened() {
      return opened;
    },
    stop() {
      isStopped = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

const { platform } = process;
const skip = platform === "linux" ? false : "needs a second address of the loopback interface";

describe("sockets that do not finish their handshakes", { skip }, () => {
  const none = new Uint8Array();
  const halfHello = Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3);
  const halfPreface = new TextEncoder().encode("PRI * HTTP/2.0");
  for (const [name, isTls, bytes] of [
    ["say nothing, TLS", true, none],
    ["say nothing, cleartext", false, none],
    ["say half a ClientHello", true, halfHello],
    ["say half a preface", false, halfPreface],
  ] as const) {
    it(`make room for honest clients: they ${name}`, async () => {
      const events: ServerLimitEvent[] = [];
      const tls = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };
      await using server = createServer({
        maxConnections,
        onLimit: (event) => events.push(event),
        ...(isTls && { tls }),
      });
      server.add(EchoService, echo);
      const { port } = await server.listen("127.0.0.1:0");
      const attack = fill(port, bytes);
      try {
        await eventually(() => attack.opened > 3 * maxConnections, "the server is full");
        for (let i = 0; i < 6; i++) {
          await using channel = createChannel(`127.0.0.1:${port}`, {
            ...(isTls && { tls: { ca: tlsFile("ca.pem"), serverName: "server.example" } }),
          });
          const client = createClient(EchoService, channel);
          const { text } = await client.say({ text: "honest" }, { timeoutMs: 9000 });
          assert.equal(text, "honest");
        }
      } finally {
        attack.stop();
      }
      const own = events.filter(({ limit }) => limit === "maxConnections");
      assert.ok(own.length > 0);
      for (const { peer, action } of own) {
        assert.match(peer, /^127\.0\.0\.7:/);
        assert.equal(action, "refused-connection");
      }
    });
  }
});

it("clients that leave without a farewell are no errors of the server", async () => {
  const errors: Error[] = [];
  await using server = createServer({ onError: (error) => errors.push(error) });
  server.add(EchoService, echo);
  const { port } = await server.listen("127.0.0.1:0");
  const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
  for (let i = 0; i < 5; i++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(preface);
    await eventually(() => server.openConnections === 1, "the connection");
    socket.resetAndDestroy();
    await eventually(() => server.openConnections === 0, "its end");
  }
  assert.deepEqual(errors, []);
});
