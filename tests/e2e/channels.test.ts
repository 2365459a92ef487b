import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import {
  ConfigurationError,
  ConnectivityState,
  createChannel,
  createClient,
  createServer,
} from "tramline";
import { echo, eventually, failure, networkOnly, withPair } from "./fixture.ts";
import { type Echo, EchoService } from "./gen/e2e/echo.ts";
import { tlsFile } from "./tls-files.ts";

describe("compression", () => {
  for (const name of ["gzip", "deflate"]) {
    it(`${name} both ways, small and large, in order`, () =>
      withPair(
        echo,
        async ({ client }) => {
          const large = "ha".repeat(200_000);
          assert.equal((await client.say({ text: large }, { compression: name })).text, large);
          assert.equal((await client.say({ text: "plain" })).text, "plain");
          const chat = client.chat({ compression: name });
          const replies = chat[Symbol.asyncIterator]();
          const texts = [large, "a", large, "b", "c", large];
          for (const [i, text] of texts.entries()) await chat.send({ text }, { compress: i !== 1 });
          await chat.close();
          for (const text of texts) assert.equal((await replies.next()).value?.text, text);
          assert.equal((await replies.next()).done, true);
        },
        { server: { compression: name } },
      ));
  }

  it("stops a message that inflates beyond the limit", () =>
    withPair(
      echo,
      async ({ client }) => {
        const bomb = await failure(
          client.say({ text: "0".repeat(5_000_000) }, { compression: "gzip" }),
        );
        assert.equal(bomb.code, "RESOURCE_EXHAUSTED");
        const unknown = await failure(client.say({}, { compression: "lzma" }));
        assert.match(unknown.message, /invalid compression: .*got "lzma"/);
      },
      { channel: { maxSendBytes: 10_000_000 } },
    ));
});

describe("TLS", () => {
  it("with ALPN, verifying the name", async () => {
    const server = { tls: { cert: tlsFile("server.pem"), key: tlsFile("server.key") } };
    const tls = { ca: tlsFile("ca.pem"), serverName: "server.example" };
    await withPair(
      { say: (_request, context) => ({ text: context.authInfo?.mechanism ?? "none" }) },
      async ({ client, address }) => {
        assert.equal((await client.say({})).text, "tls");
        const wrong = createChannel(address, { tls: { ...tls, serverName: "other.example" } });
        const error = await failure(createClient(EchoService, wrong).say({}));
        assert.equal(error.code, "UNAVAILABLE");
        assert.match(error.message, /ERR_TLS_CERT_ALTNAME_INVALID/);
        await wrong.close();
        const clear = createChannel(address);
        assert.equal((await failure(createClient(EchoService, clear).say({}))).code, "UNAVAILABLE");
        await clear.close();
      },
      { server, channel: { tls } },
    );
  });

  it("mutual: the handler sees who calls", async () => {
    const { ca, cert, key } = {
      ca: tlsFile("ca.pem"),
      cert: tlsFile("server.pem"),
      key: tlsFile("server.key"),
    };
    await withPair(
      { say: (_request, context) => ({ text: context.authInfo?.names.join() ?? "" }) },
      async ({ client, address }) => {
        assert.equal((await client.say({})).text, "client.example");
        const anonymous = createChannel(address, { tls: { ca, serverName: "server.example" } });
        const error = await failure(
          createClient(EchoService, anonymous).say({}, { timeoutMs: 20_000 }),
        );
        assert.equal(error.code, "UNAVAILABLE");
        await anonymous.close();
      },
      {
        server: { tls: { ca, cert, key, clientCertificate: "require" } },
        channel: {
          tls: {
            ca,
            cert: tlsFile("client.pem"),
            key: tlsFile("client.key"),
            serverName: "server.example",
          },
          callCredentials: () => ({ authorization: "token" }),
        },
      },
    );
  });
});

describe("targets and balancing", () => {
  it("Unix sockets", networkOnly("unixSockets"), async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "tramline-unix-"));
    const file = path.join(folder, "s.sock");
    await withPair(
      { say: (_request, context) => ({ text: context.peer }) },
      async ({ client, address }) => {
        assert.equal(address, `unix:${file}`);
        assert.equal((await client.say({})).text, "unix:");
      },
      { listen: `unix:${file}` },
    );
    rmSync(folder, { recursive: true });
  });

  it("IPv6, localhost by dns:, ipv4: lists", () =>
    withPair(
      echo,
      async ({ address }) => {
        const port = address.slice(address.lastIndexOf(":") + 1);
        for (const target of [
          `ipv6:[::1]:${port}`,
          `[::1]:${port}`,
          `dns:///localhost:${port}`,
          `localhost:${port}`,
        ]) {
          const channel = createChannel(target);
          const answer = await createClient(EchoService, channel).say(
            { text: target },
            { timeoutMs: 20_000 },
          );
          assert.equal(answer.text, target);
          await channel.close();
        }
      },
      { listen: "[::]:0" },
    ));

  it("round_robin spreads calls, goes on without a server that closes, and takes it back", async () => {
    const start = async (name: string, address: string) => {
      const server = createServer();
      server.add(EchoService, { say: () => ({ text: name }) });
      const { port } = await server.listen(address);
      return { server, port };
    };
    const servers = await Promise.all(["a", "b", "c"].map((name) => start(name, "127.0.0.1:0")));
    const target = `ipv4:${servers.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
    const channel = createChannel(target, {
      loadBalancing: "round_robin",
      backoff: { initialMs: 30, maxMs: 60 },
    });
    const client = createClient(EchoService, channel);
    const spread = async (calls: number) => {
      const seen: Record<string, number> = {};
      for (let i = 0; i < calls; i++) {
        const { text } = await client.say({}, { timeoutMs: 20_000 });
        seen[text] = (seen[text] ?? 0) + 1;
      }
      return seen;
    };
    const allServe = async () => {
      let names: string[] = [];
      await eventually(
        () => names.length === 3,
        "calls go to all three",
        async () => {
          names = Object.keys(await spread(3));
        },
      );
    };
    await allServe();
    assert.deepEqual(await spread(30), { a: 10, b: 10, c: 10 });
    await servers[1]?.server.close({ graceMs: 1000 });
    await eventually(() => channel.connections === 2, "b is gone");
    assert.deepEqual(await spread(30), { a: 15, c: 15 });
    const again = await start("b", `127.0.0.1:${servers[1]?.port}`);
    await allServe();
    await channel.close();
    for (const { server } of [...servers, again]) await server.close();
  });
});

describe("waiting and closing", () => {
  it("waits for ready until its deadline, and says what for", async () => {
    const channel = createChannel("127.0.0.1:1", { backoff: { initialMs: 20, maxMs: 20 } });
    const client = createClient(EchoService, channel);
    const plain = await failure(client.say({}, { timeoutMs: 20_000 }));
    assert.equal(plain.code, "UNAVAILABLE");
    assert.match(plain.message, /127\.0\.0\.1:1.*ECONNREFUSED/);
    const patient = await failure(client.say({}, { timeoutMs: 100, waitForReady: true }));
    assert.equal(patient.code, "DEADLINE_EXCEEDED");
    assert.match(patient.message, /waiting for a connection to 127\.0\.0\.1:1.*ECONNREFUSED/);
    await channel.close();
    assert.equal((await failure(client.say({}))).code, "UNAVAILABLE");
    assert.equal(channel.state, ConnectivityState.SHUTDOWN);
  });

  it("gives up on a server that accepts and says nothing", async () => {
    const silent = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.resume();
    });
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const options = { connectTimeoutMs: 100, backoff: { initialMs: 20, maxMs: 20 } };
    const channel = createChannel(`127.0.0.1:${port}`, options);
    const error = await failure(createClient(EchoService, channel).say({}, { timeoutMs: 20_000 }));
    assert.equal(error.code, "UNAVAILABLE");
    await channel.close();
    silent.close();
    await once(silent, "close");
  });

  it("a server that closes lets calls end, refuses new ones, and always resolves", async () => {
    await withPair(echo, async ({ client, server, channel }) => {
      const slow = client.say({ text: "slow", delayMs: 150 });
      await eventually(() => server.openCalls === 1, "the call has arrived");
      const closed = server.close({ graceMs: 5000 });
      assert.equal((await slow).text, "slow");
      await closed;
      assert.equal(server.openConnections, 0);
      assert.equal((await failure(client.say({}))).code, "UNAVAILABLE");
      await eventually(() => channel.connections === 0, "the client has let go, too");
    });
    await withPair({ say: () => new Promise<Echo>(() => {}) }, async ({ client, server }) => {
      const stuck = failure(client.say({}));
      await eventually(() => server.openCalls === 1, "the call has arrived");
      await server.close({ graceMs: 50 });
      assert.equal((await stuck).code, "UNAVAILABLE");
    });
  });

  it("a process whose channel is idle may end without closing it", async () => {
    const server = createServer();
    server.add(EchoService, echo);
    const { address } = await server.listen("127.0.0.1:0");
    const program = `
      import { createChannel, createClient } from "tramline";
      import { EchoService } from ${JSON.stringify(new URL("./gen/e2e/echo.ts", import.meta.url).href)};
      const client = createClient(EchoService, createChannel(${JSON.stringify(address)}));
      console.log((await client.say({ text: "bye" }, { timeoutMs: 20_000 })).text);
    `;
    const { spawn } = await import("node:child_process");
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--conditions=tramline-source", "--input-type=module", "-e", program],
      { stdio: ["ignore", "pipe", "inherit"], cwd: import.meta.dirname, timeout: 50_000 },
    );
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
    });
    const [code] = (await once(child, "exit")) as [number];
    assert.equal(code, 0);
    assert.equal(text, "bye\n");
    await server.close();
  });
});

describe("options that can never work", () => {
  it("are refused where they are given, and name themselves", () => {
    const wrong: [() => unknown, string, RegExp][] = [
      [
        () => createServer({ maxReceiveBytes: Number.NaN }),
        "SERVER_OPTION_INVALID",
        /maxReceiveBytes.*NaN/,
      ],
      [() => createServer({ maxSendBytes: -1 }), "SERVER_OPTION_INVALID", /maxSendBytes/],
      [
        () => createServer({ limits: { maxConcurrentStreams: 0 } }),
        "SERVER_OPTION_INVALID",
        /limits\.maxConcurrentStreams/,
      ],
      [
        () => createServer({ limits: { maxConcurrentStreams: Infinity } }),
        "SERVER_OPTION_INVALID",
        /limits\.maxConcurrentStreams.*2147483647.*Infinity/,
      ],
      [
        () => createServer({ limits: { maxFieldSectionSize: 0.5 } }),
        "SERVER_OPTION_INVALID",
        /limits\.maxFieldSectionSize/,
      ],
      [
        () => createServer({ limits: JSON.parse('{"maxStreams": 5}') as object }),
        "SERVER_OPTION_INVALID",
        /unknown option limits\.maxStreams/,
      ],
      [
        () =>
          createServer({
            tls: {
              cert: "",
              key: "",
              // As from a configuration file: it must not mean "none".
              clientCertificate: JSON.parse('"required"') as "require",
            },
          }),
        "SERVER_OPTION_INVALID",
        /clientCertificate.*"require".*"required"/,
      ],
      [
        () => createServer({ tls: { cert: tlsFile("server.pem"), key: "" } }),
        "SERVER_OPTION_INVALID",
        /tls\.key/,
      ],
      [() => createServer({ compression: "lz4" }), "COMPRESSION_UNKNOWN", /gzip.*got "lz4"/],
      [
        () => createChannel("localhost:1", { maxReceiveBytes: Number.NaN }),
        "CHANNEL_OPTION_INVALID",
        /maxReceiveBytes/,
      ],
      [() => createChannel("localhost:1", { compression: "lz4" }), "COMPRESSION_UNKNOWN", /"lz4"/],
    ];
    for (const [make, code, message] of wrong) {
      assert.throws(make, (error: ConfigurationError) => {
        assert.ok(error instanceof ConfigurationError);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
    }
  });

  it("that are undefined have their defaults", () =>
    withPair(
      echo,
      async ({ client }) => {
        assert.equal((await client.say({ text: "a" })).text, "a");
      },
      {
        server: { limits: JSON.parse("{}", () => ({ maxConcurrentStreams: undefined })) as object },
      },
    ));

  it("of a call end that call with a StatusError", () =>
    withPair(echo, async ({ client }) => {
      const error = await failure(client.say({}, { timeoutMs: Number.NaN }));
      assert.match(error.message, /timeoutMs/);
      const stream = client.repeat({ count: 1 }, { timeoutMs: Number.NaN });
      assert.equal((await failure(stream[Symbol.asyncIterator]().next())).code, "INTERNAL");
    }));

  it("an answer that cannot be encoded reaches onError", async () => {
    const heard: string[] = [];
    await withPair(
      { say: () => ({ text: 5 }) as unknown as Echo },
      async ({ client }) => {
        assert.equal((await failure(client.say({}))).code, "INTERNAL");
        assert.equal(heard.length, 1);
        assert.match(heard[0] ?? "", /invalid value for e2e\.Echo/);
      },
      { server: { onError: (error) => heard.push(error.message) } },
    );
  });

  it("a connection that never spoke does not hold a server up", async () => {
    const server = createServer();
    const { port } = await server.listen("127.0.0.1:0");
    const { connect } = await import("node:net");
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.resume();
    await once(socket, "connect");
    await eventually(() => server.openConnections === 1, "the connection is there");
    const startMs = performance.now();
    await server.close({ graceMs: Infinity });
    assert.ok(performance.now() - startMs < 8000);
    socket.destroy();
  });
});
