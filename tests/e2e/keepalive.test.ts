import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { createChannel, createClient, StatusError } from "tramline";
import { echo, eventually, withPair } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

/** Runs `body` with the address of a relay to `target`; after `freeze` it reads from neither side. */
async function withRelay(
  target: string,
  body: (address: string, freeze: () => void) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const [host = "", port = ""] = target.split(":");
  const relay = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (chunk) => far.write(chunk));
    far.on("data", (chunk) => near.write(chunk));
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  const freeze = () => {
    for (const socket of sockets) socket.pause();
  };
  try {
    await body(`127.0.0.1:${(relay.address() as AddressInfo).port}`, freeze);
  } finally {
    for (const socket of sockets) socket.destroy();
    relay.close();
  }
}

/** A handler that waits until its call ends, and what it ended with. */
function waiting() {
  const seen: { calls: number; reason: unknown } = { calls: 0, reason: undefined };
  const say = async (_request: unknown, context: { signal: AbortSignal }) => {
    seen.calls += 1;
    await once(context.signal, "abort");
    seen.reason = context.signal.reason;
    return { text: "" };
  };
  return { seen, implementation: { ...echo, say } };
}

test("a call to a server that falls silent fails within the keepalive time", async () => {
  const { seen, implementation } = waiting();
  await withPair(implementation, async ({ address }) => {
    await withRelay(address, async (relay, freeze) => {
      const channel = createChannel(relay, { keepalive: { timeMs: 1000, timeoutMs: 300 } });
      const began = performance.now();
      const call = createClient(EchoService, channel).say({ text: "anybody?" });
      call.catch(() => {});
      await eventually(() => seen.calls === 1, "the call has arrived");
      freeze();
      const error: unknown = await call.catch((thrown: unknown) => thrown);
      assert.ok(error instanceof StatusError);
      assert.equal(error.code, "UNAVAILABLE");
      assert.match(error.message, /silent for \d+ ms.*keepalive PING within 300 ms/);
      assert.ok(performance.now() - began >= 1000, "sooner than the keepalive time");
      await channel.close({ graceMs: 0 });
    });
  });
});

test("calls that a silent client left open end on the server", async () => {
  const { seen, implementation } = waiting();
  await withPair(
    implementation,
    async ({ address }) => {
      await withRelay(address, async (relay, freeze) => {
        const channel = createChannel(relay);
        const call = createClient(EchoService, channel).say({ text: "anybody?" });
        call.catch(() => {});
        await eventually(() => seen.calls === 1, "the call has arrived");
        freeze();
        await eventually(() => seen.reason !== undefined, "the handler's signal is aborted");
        assert.ok(seen.reason instanceof StatusError);
        assert.match(seen.reason.message, /silent/);
        await channel.close({ graceMs: 0 });
      });
    },
    { server: { keepalive: { timeMs: 1000, timeoutMs: 300 } } },
  );
});

test("a client that pings too often is cut with too_many_pings", async () => {
  await withPair(echo, async ({ address }) => {
    const session = connectHttp2(`http://${address}`);
    session.on("error", () => {});
    const goaway = once(session, "goaway");
    session.once("remoteSettings", () => {
      for (let i = 0; i < 5; i++) session.ping(() => {});
    });
    const [code, , debug] = (await goaway) as [number, number, Buffer];
    assert.equal(code, 0xb);
    assert.equal(debug.toString(), "too_many_pings");
    session.destroy();
  });
});

test("a preset that permits them lets the same PINGs pass", async () => {
  await withPair(
    echo,
    async ({ address }) => {
      const session = connectHttp2(`http://${address}`);
      await once(session, "remoteSettings");
      for (let i = 0; i < 20; i++) {
        await new Promise<void>((resolve, reject) => {
          session.ping((error) => (error ? reject(error) : resolve()));
        });
      }
      session.close();
    },
    { server: { keepalive: { minTimeMs: 0 } } },
  );
});
