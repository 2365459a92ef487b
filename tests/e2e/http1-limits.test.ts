import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RawClient, say, withRaw } from "./raw-client.test.support.ts";

describe("limits of HTTP/1.1", () => {
  it("slow headers", async () => {
    await withRaw(
      async (client, _address, events) => {
        client.send("GET / HTTP/1.1\r\nX: ");
        await client.closed();
        assert.match(client.text, /^HTTP\/1\.1 408 /);
        assert.equal(events[0]?.limit, "headerTimeoutMs");
      },
      { timeouts: { headerTimeoutMs: 50 } },
    );
  });

  it("a client that says nothing", async () => {
    await withRaw(
      async (client, _address, events) => {
        await client.closed();
        assert.equal(client.text, "");
        assert.equal(events[0]?.limit, "prefaceTimeoutMs");
      },
      { timeouts: { prefaceTimeoutMs: 50 } },
    );
  });

  it("a slow body", async () => {
    await withRaw(
      async (client, _address, events) => {
        client.send(say("abc").slice(0, -3));
        await client.closed();
        assert.match(client.text, /^HTTP\/1\.1 408 /);
        assert.equal(events[0]?.limit, "bodyTimeoutMs");
      },
      { timeouts: { bodyTimeoutMs: 50 } },
    );
  });

  it("an idle connection", async () => {
    await withRaw(
      async (client) => {
        client.send(say("abc"));
        await client.closed();
        assert.match(client.text, /^HTTP\/1\.1 200 /);
      },
      { timeouts: { maxConnectionIdleMs: 500 } },
    );
  });

  it("large headers, and a request behind them that is not served", async () => {
    await withRaw(async (client, _address, events) => {
      client.send(say("a", `X: ${"x".repeat(70_000)}\r\n`) + say("b"));
      await client.closed();
      assert.match(client.text, /^HTTP\/1\.1 431 /);
      assert.equal(client.text.match(/HTTP\/1\.1 \d/g)?.length, 1);
      assert.equal(events[0]?.limit, "maxFieldSectionSize");
    });
  });

  it("one connection too many", async () => {
    await withRaw(
      async (client, address, events) => {
        client.send(say("a"));
        await client.until(/"a"/);
        const second = new RawClient(address);
        await second.closed();
        assert.equal(events[0]?.limit, "maxConnections");
      },
      { maxConnections: 1 },
    );
  });

  it("both lengths of a body: nothing of what follows is a request", async () => {
    await withRaw(async (client) => {
      client.send(say("a", "Transfer-Encoding: chunked\r\n") + say("b"));
      await client.closed();
      assert.match(client.text, /^HTTP\/1\.1 400 .*H1_LENGTH_AND_CODING/s);
      assert.doesNotMatch(client.text, /"b"/);
    });
  });
});
