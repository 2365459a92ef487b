import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { it } from "node:test";
import { createChannel, createClient, createServer, type ServerLimitEvent } from "tramline";
import { echo, eventually } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

const maxConnections = 20;
/** Where the hoarder comes from. Only Linux has all of 127.0.0.0/8. */
const localAddress = "127.0.0.7";
const headers = {
  ":method": "POST",
  ":path": "/e2e.EchoService/Chat",
  "content-type": "application/grpc",
  te: "trailers",
};

/** Opens more connections than the server has places, with a stream each, and again as they end. */
function hoard(port: number): { readonly opened: number; stop(): void } {
  const sessions = new Set<ReturnType<typeof connectHttp2>>();
  let opened = 0;
  let isStopped = false;
  const open = (): void => {
    if (isStopped) return;
    const createConnection = () => connect({ port, host: "127.0.0.1", localAddress });
    const session = connectHttp2(`http://127.0.0.1:${port}`, { createConnection });
    sessions.add(session);
    session.on("remoteSettings", () => {
      opened += 1;
    });
    session.on("error", () => {});
    session.on("close", () => {
      sessions.delete(session);
      setTimeout(open, 5);
    });
    const stream = session.request(headers);
    stream.on("error", () => {});
    stream.resume();
  };
  for (let i = 0; i < maxConnections + 5; i++) open();
  return {
    get opened() {
      return opened;
    },
    stop() {
      isStopped = true;
      for (const session of sessions) session.destroy();
    },
  };
}

const skip = process.platform === "linux" ? false : "needs a second address of the loopback";

it("one open stream on each connection does not keep the places of a server from others", {
  skip,
}, async () => {
  const events: ServerLimitEvent[] = [];
  await using server = createServer({ maxConnections, onLimit: (event) => events.push(event) });
  server.add(EchoService, echo);
  const { port } = await server.listen("127.0.0.1:0");
  await using old = createChannel(`127.0.0.1:${port}`);
  const oldClient = createClient(EchoService, old);
  await oldClient.say({ text: "before" });
  const [{ id } = { id: 0 }] = server.inspect().sockets;
  const attack = hoard(port);
  try {
    await eventually(() => attack.opened >= maxConnections - 1, "the server is full");
    for (let i = 0; i < 6; i++) {
      await using channel = createChannel(`127.0.0.1:${port}`);
      const client = createClient(EchoService, channel);
      const { text } = await client.say({ text: "new" }, { timeoutMs: 20_000 });
      assert.equal(text, "new");
      assert.equal((await oldClient.say({ text: "old" }, { timeoutMs: 20_000 })).text, "old");
    }
  } finally {
    attack.stop();
  }
  assert.ok(
    server.inspect().sockets.some((socket) => socket.id === id),
    "it has kept its connection",
  );
  const closed = events.filter(({ action }) => action === "closed-connection");
  assert.ok(closed.length > 0);
  for (const { limit, peer } of closed) {
    assert.equal(limit, "maxConnections");
    assert.match(peer, /^127\.0\.0\.7:/);
  }
});
