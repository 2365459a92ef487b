import assert from "node:assert/strict";
import { connect } from "node:http2";
import { describe, it } from "node:test";
import { StatusError } from "tramline";
import { echo, eventually, sleep, withPair } from "./fixture.ts";

describe("generators of calls that have ended", () => {
  it("count as running handlers until they have ended too", async () => {
    const waiting: (() => void)[] = [];
    const service = {
      ...echo,
      async *repeat() {
        yield {};
        // Deaf to its signal.
        await new Promise<void>((resolve) => waiting.push(resolve));
      },
    };
    const reached = new Set<string>();
    await withPair(
      service,
      async ({ client }) => {
        for (let i = 0; i < 4; i++) {
          const call = client.repeat({});
          await call[Symbol.asyncIterator]().next();
          await eventually(() => waiting.length === i + 1, "the generator waits");
          call.cancel();
        }
        await sleep(20);
        await assert.rejects(client.say({}), (error) => {
          assert.ok(error instanceof StatusError);
          return error.code === "UNAVAILABLE" || error.code === "RESOURCE_EXHAUSTED";
        });
        assert.ok(reached.has("maxAbandonedHandlers"));
        for (const wake of waiting) wake();
        await sleep(20);
        await client.say({});
      },
      {
        server: { limits: { maxAbandonedHandlers: 4 }, onLimit: ({ limit }) => reached.add(limit) },
      },
    );
  });

  it("are left when the client is gone, however large its window was", async () => {
    let isLeft = false;
    const service = {
      ...echo,
      *repeat() {
        try {
          for (;;) yield { text: "x".repeat(1000) };
        } finally {
          isLeft = true;
        }
      },
    };
    await withPair(service, async ({ address, client }) => {
      const session = connect(`http://${address}`, {
        settings: { initialWindowSize: 2 ** 31 - 1 },
      });
      session.on("error", () => {});
      session.on("remoteSettings", () => session.setLocalWindowSize(2 ** 31 - 1));
      const stream = session.request({
        ":method": "POST",
        ":path": "/e2e.EchoService/Repeat",
        "content-type": "application/grpc",
        te: "trailers",
      });
      stream.on("error", () => {});
      stream.end(new Uint8Array(5));
      await sleep(50);
      session.destroy();
      await eventually(() => isLeft, "the generator is left");
      await client.say({}, { timeoutMs: 10_000 });
    });
  });
});
