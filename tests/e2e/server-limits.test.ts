import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";
import { addHealth } from "@tramline/services";
import { createBytesClient, type ServerLimitEvent, StatusError } from "tramline";
import { echo, eventually, networkOnly, withPair } from "./fixture.ts";

test("one connection too many is closed, and reported by the limit's name", async () => {
  const events: ServerLimitEvent[] = [];
  const onLimit = (event: ServerLimitEvent) => events.push(event);
  await withPair(
    echo,
    async ({ address, server }) => {
      const [host, port] = address.split(":");
      const first = connectHttp2(`http://${address}`);
      await once(first, "remoteSettings");
      await eventually(() => server.openConnections === 1, "the first is open");
      const second = connect(Number(port), host);
      second.on("error", () => {});
      await once(second, "close");
      await eventually(() => events.length === 1, "the limit is reported");
      const { limit, action, peer } = events[0] as ServerLimitEvent;
      assert.deepEqual([limit, action], ["maxConnections", "refused-connection"]);
      assert.match(peer, /^127\.0\.0\.1:\d+$/);
      first.destroy();
    },
    { server: { maxConnections: 1, onLimit } },
  );
});

test("handlers of cancelled calls are bounded over all connections, and others go on", async () => {
  let running = 0;
  let most = 0;
  const events: ServerLimitEvent[] = [];
  const release: (() => void)[] = [];
  // A handler that does not listen to its signal.
  const say = async (request: { text?: string | undefined }) => {
    if (request.text === "honest") return { text: "served" };
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => release.push(resolve));
    running -= 1;
    return { text: "" };
  };
  const limits = { maxConcurrentStreams: 10, maxAbandonedHandlers: 20 };
  await withPair(
    { ...echo, say },
    async ({ address, client }) => {
      await client.say({ text: "honest" });
      for (let i = 0; i < 8; i++) {
        const session = connectHttp2(`http://${address}`);
        session.on("error", () => {});
        await once(session, "remoteSettings");
        for (let j = 0; j < 10; j++) {
          const stream = session.request({
            ":method": "POST",
            ":path": "/e2e.EchoService/Say",
            "content-type": "application/grpc",
            te: "trailers",
          });
          stream.on("error", () => {});
          stream.end(Uint8Array.of(0, 0, 0, 0, 0));
        }
        await new Promise<void>((resolve) => session.ping(() => resolve()));
        session.destroy();
      }
      assert.equal((await client.say({ text: "honest" })).text, "served");
      await eventually(() => events.length > 0, "the limit is reported");
      assert.equal(events[0]?.limit, "maxAbandonedHandlers");
      assert.ok(most <= 2 * 20 + 10, `${most} handlers ran`);
      for (const resolve of release) resolve();
    },
    { server: { limits, onLimit: (event) => events.push(event) } },
  );
});

test(
  "calls that outlast the grace of an old connection are reported",
  networkOnly("connectionAge"),
  async () => {
    const events: ServerLimitEvent[] = [];
    const server = {
      timeouts: { maxConnectionAgeMs: 100, maxConnectionAgeGraceMs: 100 },
      onLimit: (event: ServerLimitEvent) => events.push(event),
    };
    await withPair(
      echo,
      async ({ client }) => {
        const error: unknown = await client
          .say({ text: "", delayMs: 5000 })
          .catch((thrown: unknown) => thrown);
        assert.ok(error instanceof StatusError);
        const isGrace = ({ limit }: ServerLimitEvent) => limit === "maxConnectionAgeGraceMs";
        await eventually(() => events.some(isGrace), "the limits are reported");
        // On a busy machine a connection before may have been too old when the call came.
        const limits = events.slice(-2).map(({ limit, action }) => [limit, action]);
        assert.deepEqual(limits, [
          ["maxConnectionAgeMs", "closed-connection"],
          ["maxConnectionAgeGraceMs", "closed-connection"],
        ]);
      },
      { server },
    );
  },
);

test("calls beyond maxConcurrentCalls are refused undecoded, until handlers are done", async () => {
  const events: ServerLimitEvent[] = [];
  const release: (() => void)[] = [];
  const say = async (request: { text?: string | undefined }) => {
    await new Promise<void>((resolve) => release.push(resolve));
    return { text: request.text };
  };
  await withPair(
    { ...echo, say },
    async ({ client, server, channel }) => {
      addHealth(server);
      const health = createBytesClient(channel)("/grpc.health.v1.Health/Check");
      const cancel = new AbortController();
      const first = client.say({ text: "first" });
      const second = client.say({}, { signal: cancel.signal });
      await eventually(() => release.length === 2, "two handlers run");
      const refused = {
        code: "RESOURCE_EXHAUSTED",
        message: /maxConcurrentCalls.*2 calls are under way/,
      };
      await assert.rejects(client.say({}), refused);
      await assert.rejects(client.collect([{}]), refused);
      // A handler that runs on after its call takes the call's place.
      cancel.abort();
      await assert.rejects(second, { code: "CANCELLED" });
      await assert.rejects(client.say({}), refused);
      let statuses = 0;
      for await (const _ of health([new Uint8Array(0)])) statuses += 1;
      assert.equal(statuses, 1);
      release[1]?.();
      release[0]?.();
      assert.equal((await first).text, "first");
      await eventually(() => {
        const third = client.say({});
        third.catch(() => {});
        return release.length > 2;
      }, "a call is begun again");
      for (const one of release) one();
      const [event] = events;
      assert.deepEqual([event?.limit, event?.action], ["maxConcurrentCalls", "refused-call"]);
    },
    { server: { limits: { maxConcurrentCalls: 2 }, onLimit: (event) => events.push(event) } },
  );
});

test("calls beyond callsPerSecond are refused, and told when to come again", async () => {
  const limits: string[] = [];
  await withPair(
    echo,
    async ({ client }) => {
      const callUntilRefused = async () => {
        for (let i = 0; i < 1000; i++) await client.say({});
      };
      await assert.rejects(callUntilRefused, (error: StatusError) => {
        assert.equal(error.code, "RESOURCE_EXHAUSTED");
        assert.match(error.message, /callsPerSecond/);
        const pushbackMs = Number(error.metadata.get("grpc-retry-pushback-ms"));
        assert.ok(pushbackMs > 0 && pushbackMs <= 1000, `${pushbackMs} ms`);
        return true;
      });
      assert.deepEqual(limits, ["callsPerSecond"]);
    },
    {
      server: {
        limits: { callsPerSecond: 1, callBurst: 2 },
        onLimit: ({ limit }) => limits.push(limit),
      },
    },
  );
});
