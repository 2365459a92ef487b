import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as TlsAgent } from "node:https";
import { describe, it } from "node:test";
import { createChannel, createClient, createServer } from "tramline";
import { echo, eventually, sleep, standstill, withPair } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";
import { RawClient, SAY, say, withRaw } from "./raw-client.test.support.ts";
import { tlsFile } from "./tls-files.ts";

const JSON_TYPE = { "content-type": "application/json" };

async function read(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += chunk as string;
  return text;
}

describe("HTTP/1.1 on the port of HTTP/2", () => {
  it("a call by fetch, and gRPC beside it", () =>
    withPair(echo, async ({ address, server }) => {
      const channel = createChannel(address);
      const client = createClient(EchoService, channel);
      try {
        for (const text of ["a", "b".repeat(300_000)]) {
          const body = JSON.stringify({ text });
          const response = await fetch(`http://${address}${SAY}`, {
            method: "POST",
            headers: JSON_TYPE,
            body,
          });
          assert.equal(response.status, 200);
          assert.deepEqual(await response.json(), { text });
          assert.equal((await client.say({ text })).text, text);
        }
        assert.ok(server.openConnections >= 2);
      } finally {
        await channel.close();
      }
    }));

  it("node:http, with a body in chunks, on a connection that stays", () =>
    withPair(echo, async ({ address, server }) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (let i = 0; i < 3; i++) {
          const request = requestHttp(`http://${address}${SAY}`, {
            method: "POST",
            headers: JSON_TYPE,
            agent,
          });
          request.write('{"text":');
          request.write(`"${"x".repeat(100_000)}`);
          request.end(`${i}"}`);
          const [response] = (await once(request, "response")) as [IncomingMessage];
          assert.equal(response.statusCode, 200);
          assert.equal(JSON.parse(await read(response)).text.slice(-2), `x${i}`);
        }
        const { sockets } = server.inspect();
        assert.equal(sockets.length, 1);
        assert.deepEqual(sockets[0]?.streams, { started: 3, failed: 0, succeeded: 3 });
      } finally {
        agent.destroy();
      }
    }));

  it("TLS: by ALPN, and without it", async () => {
    const tls = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };
    await withPair(
      echo,
      async ({ address }) => {
        const [host, port] = address.split(":");
        for (const ALPNProtocols of [["http/1.1"], ["http/1.0", "http/1.1"], undefined]) {
          const agent = new TlsAgent({ keepAlive: false, ...(ALPNProtocols && { ALPNProtocols }) });
          const request = requestHttps({
            host,
            port,
            agent,
            method: "POST",
            path: SAY,
            headers: JSON_TYPE,
            ca: tlsFile("ca.pem"),
            servername: "server.example",
          });
          request.end('{"text":"hi"}');
          const [response] = (await once(request, "response")) as [IncomingMessage];
          assert.equal(await read(response), '{"text":"hi"}');
        }
      },
      {
        server: { tls },
        channel: { tls: { ca: tlsFile("ca.pem"), serverName: "server.example" } },
      },
    );
  });

  it("node:http, with a body that waits for 100 (Continue)", () =>
    withPair(echo, async ({ address }) => {
      const request = requestHttp(`http://${address}${SAY}`, {
        method: "POST",
        headers: { ...JSON_TYPE, expect: "100-continue" },
        agent: false,
      });
      request.flushHeaders();
      await once(request, "continue");
      request.end('{"text":"hi"}');
      const [response] = (await once(request, "response")) as [IncomingMessage];
      assert.equal(response.statusCode, 200);
      assert.equal(await read(response), '{"text":"hi"}');
    }));

  it("a stream of responses arrives as it is made", () =>
    withPair(echo, async ({ address }) => {
      const message = Buffer.from('{"text":"x","count":3,"delayMs":20}');
      const prefix = Buffer.from([0, 0, 0, 0, message.length]);
      const response = await fetch(`http://${address}/e2e.EchoService/Repeat`, {
        method: "POST",
        headers: { "content-type": "application/connect+json" },
        body: Buffer.concat([prefix, message]),
      });
      assert.equal(response.status, 200);
      const text = await response.text();
      assert.equal(text.match(/"text":"x"/g)?.length, 3);
    }));

  it("native gRPC gets an error that names HTTP/2", async () => {
    await withRaw(async (client) => {
      client.send(
        say("x").replace("application/json", "application/grpc") +
          say("y", "Connection: close\r\n"),
      );
      await client.closed();
      assert.match(client.text, /^HTTP\/1\.1 505 .*gRPC needs HTTP\/2.*HTTP\/1\.1 200 /s);
    });
  });

  it("a browser gets a line of text", () =>
    withPair(echo, async ({ address }) => {
      const page = await fetch(`http://${address}/`);
      assert.equal(page.status, 404);
      assert.match(await page.text(), /this port speaks gRPC/);
      const form = await fetch(`http://${address}${SAY}`, { method: "POST", body: "a=b" });
      assert.equal(form.status, 415);
    }));

  it("one byte at a time", async () => {
    await withRaw(async (client) => {
      client.socket.setNoDelay(true);
      for (const character of say("abc")) {
        client.send(character);
        await new Promise(setImmediate);
      }
      await client.until(/\{"text":"abc"\}$/);
    });
  });

  it("requests sent ahead are served in order, whatever their handlers take", async () => {
    const slow = {
      ...echo,
      say: async (request: { text: string }) => {
        await sleep(request.text === "a" ? 50 : 1);
        return { text: request.text };
      },
    };
    await withRaw(
      async (client) => {
        client.send(say("a") + say("b") + say("c", "Connection: close\r\n") + say("d"));
        await client.closed();
        const texts = [...client.text.matchAll(/\{"text":"(\w)"\}/g)].map(([, text]) => text);
        assert.deepEqual(texts, ["a", "b", "c"]);
      },
      {},
      slow,
    );
  });

  it("a call ends when its client leaves", async () => {
    let wasAborted = false;
    let hasBegun = false;
    const waiting = {
      ...echo,
      say: async (_request: object, { signal }: { signal: AbortSignal }) => {
        hasBegun = true;
        await new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => resolve());
        });
        wasAborted = true;
        return {};
      },
    };
    await withRaw(
      async (client) => {
        client.send(say("a"));
        await eventually(() => hasBegun, "the call begins");
        client.socket.end();
        await eventually(() => wasAborted, "the call is cancelled");
      },
      {},
      waiting,
    );
  });

  it("close lets the request under way end, and says that the connection closes", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = createServer();
    server.add(EchoService, {
      say: async (request) => {
        await held;
        return request;
      },
    });
    const { address } = await server.listen("127.0.0.1:0");
    const busy = new RawClient(address).send(say("a"));
    const silent = new RawClient(address);
    await eventually(() => server.openCalls === 1, "the call is under way");
    const closing = server.close({ graceMs: Infinity });
    await silent.closed();
    release();
    await closing;
    await busy.closed();
    assert.match(busy.text, /^HTTP\/1\.1 200 .*connection: close.*\{"text":"a"\}$/s);
  });

  it("a reader that is slow holds the handler back", async () => {
    let made = 0;
    const streaming = {
      ...echo,
      async *repeat() {
        for (; made < 100_000; made++) yield { text: "x".repeat(10_000) };
      },
    };
    await withRaw(
      async (client) => {
        client.socket.pause();
        const body = "\0\0\0\0\u0002{}";
        client.send(
          `POST /e2e.EchoService/Repeat HTTP/1.1\r\nHost: a\r\nContent-Type: application/connect+json\r\n` +
            `Content-Length: ${body.length}\r\n\r\n${body}`,
        );
        await eventually(() => made > 10, "responses are made");
        await standstill(() => made, "the handler waits");
        assert.ok(made < 5000, `${made} were made`);
      },
      {},
      streaming,
    );
  });
});
