import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { type PrepareRequestFunctionOpts, Server as ProxyServer } from "proxy-chain";
import {
  type Client,
  type ClientChannelOptions,
  createChannel,
  createClient,
  createServer,
  type ServerOptions,
} from "tramline";
import { echo, eventually } from "../e2e/fixture.ts";
import { EchoService } from "../e2e/gen/e2e/echo.ts";
import { tlsFile } from "../e2e/tls-files.ts";

/** What the proxy has been asked for: `user@host:port`. */
type Seen = string[];

interface Setting {
  readonly client: Client<typeof EchoService>;
  readonly seen: Seen;
  readonly proxy: ProxyServer;
  readonly port: number;
}

/** Runs `body` with a client that reaches a server through a proxy of the project proxy-chain. */
async function withProxy(
  options: {
    readonly server?: ServerOptions;
    readonly channel?: ClientChannelOptions;
    readonly user?: string;
    readonly host?: string;
    readonly password?: string;
    readonly failing?: boolean;
  },
  body: (setting: Setting) => Promise<void>,
): Promise<void> {
  const seen: Seen = [];
  const proxy = new ProxyServer({
    host: "127.0.0.1",
    port: 0,
    prepareRequestFunction: ({
      username,
      password,
      hostname,
      port,
    }: PrepareRequestFunctionOpts) => {
      seen.push(`${username}@${hostname}:${port}`);
      return {
        requestAuthentication: options.password !== undefined && password !== options.password,
        upstreamProxyUrl: null,
      };
    },
  });
  await proxy.listen();
  const server = createServer(options.server);
  server.add(EchoService, echo);
  const { port } = await server.listen("127.0.0.1:0");
  const user = options.user === undefined ? "" : `${options.user}@`;
  const channel = createChannel(`${options.host ?? "localhost"}:${port}`, {
    proxy: `http://${user}127.0.0.1:${proxy.port}`,
    ...options.channel,
  });
  try {
    await body({ client: createClient(EchoService, channel), seen, proxy, port });
  } finally {
    await channel.close();
    await server.close({ graceMs: 0 });
    await proxy.close(true);
  }
}

describe("through a foreign HTTP proxy", () => {
  it("cleartext calls of every kind, with the name for the proxy to resolve", () =>
    withProxy({}, async ({ client, seen, port }) => {
      assert.equal((await client.say({ text: "a" })).text, "a");
      const texts: string[] = [];
      for await (const { count } of client.repeat({ count: 3 })) texts.push(`${count}`);
      assert.deepEqual(texts, ["0", "1", "2"]);
      assert.equal((await client.collect([{ text: "x" }, { text: "y" }])).text, "xy");
      for await (const { text } of client.chat([{ text: "z" }])) assert.equal(text, "z");
      const data = new Uint8Array(1 << 20).fill(7);
      assert.deepEqual((await client.say({ data })).data, data);
      assert.deepEqual(seen, [`@localhost:${port}`]);
    }));

  it("an address literal, as it is", () =>
    withProxy({ host: "ipv4:127.0.0.1" }, async ({ client, seen, port }) => {
      await client.say({});
      assert.deepEqual(seen, [`@127.0.0.1:${port}`]);
    }));

  it("TLS end to end inside the tunnel", () =>
    withProxy(
      {
        server: { tls: { cert: tlsFile("server.pem"), key: tlsFile("server.key") } },
        channel: { tls: { ca: tlsFile("ca.pem"), serverName: "server.example" } },
      },
      async ({ client, seen, port }) => {
        const data = new Uint8Array(1 << 20).fill(7);
        assert.deepEqual((await client.say({ data })).data, data);
        assert.deepEqual(seen, [`@localhost:${port}`]);
      },
    ));

  it("user and password", async () => {
    const password = "s€cret/ 1";
    const user = `me:${encodeURIComponent(password)}`;
    await withProxy({ user, password }, async ({ client, seen, port }) => {
      assert.equal((await client.say({ text: "a" })).text, "a");
      assert.deepEqual(seen, [`me@localhost:${port}`]);
    });
    await withProxy({ user: "me:other", password }, async ({ client, proxy, port }) => {
      await assert.rejects(client.say({}, { timeoutMs: 10_000 }), {
        code: "UNAVAILABLE",
        rawMessage: `no connection to localhost:${port}: the proxy 127.0.0.1:${proxy.port} refused CONNECT localhost:${port} with "HTTP/1.1 407 Proxy Authentication Required": it does not accept the user and password in the proxy's URL`,
      });
    });
    await withProxy({ password }, async ({ client }) => {
      await assert.rejects(client.say({}, { timeoutMs: 10_000 }), /give a user and password/);
    });
  });

  it("a target that the proxy cannot reach, and a server that speaks no TLS, name the proxy", async () => {
    await withProxy({ host: "name.invalid" }, async ({ client, proxy }) => {
      await assert.rejects(
        client.say({}, { timeoutMs: 10_000 }),
        new RegExp(
          `the proxy 127.0.0.1:${proxy.port} (refused|did not respond to) CONNECT name.invalid`,
        ),
      );
    });
    await withProxy({ channel: { tls: true } }, async ({ client, proxy }) => {
      await assert.rejects(client.say({}, { timeoutMs: 10_000 }), {
        rawMessage: new RegExp(`does not speak TLS here.*, by the proxy 127.0.0.1:${proxy.port}$`),
      });
    });
  });

  it("a tunnel that breaks is replaced", () =>
    withProxy({}, async ({ client, seen, proxy }) => {
      await client.say({});
      proxy.closeConnections();
      await eventually(() => proxy.getConnectionIds().length === 0, "the end of the tunnel");
      assert.equal((await client.say({ text: "b" }, { waitForReady: true })).text, "b");
      assert.equal(seen.length, 2);
    }));
});

it("the environment's proxy is not used for loopback, and for a name once it is set", async () => {
  const { https_proxy: before } = process.env;
  const server = createServer();
  server.add(EchoService, echo);
  const { address } = await server.listen("127.0.0.1:0");
  process.env["https_proxy"] = "http://127.0.0.1:1";
  const direct = createChannel(address);
  const proxied = createChannel("orders.invalid:443");
  try {
    assert.equal((await createClient(EchoService, direct).say({ text: "a" })).text, "a");
    await assert.rejects(createClient(EchoService, proxied).say({}), {
      rawMessage:
        "no connection to orders.invalid:443: the proxy 127.0.0.1:1 cannot be reached: ECONNREFUSED",
    });
  } finally {
    if (before === undefined) delete process.env["https_proxy"];
    else process.env["https_proxy"] = before;
    await direct.close();
    await proxied.close();
    await server.close({ graceMs: 0 });
  }
});

it("a proxy is named when it takes the connection and says nothing", async () => {
  const sockets: Socket[] = [];
  const silent = createTcpServer((socket) => sockets.push(socket));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const channel = createChannel("orders.example:443", {
    proxy: `http://127.0.0.1:${port}`,
    connectTimeoutMs: 100,
  });
  try {
    await assert.rejects(createClient(EchoService, channel).say({}), {
      code: "UNAVAILABLE",
      rawMessage: new RegExp(
        `the proxy 127\\.0\\.0\\.1:${port} did not respond to CONNECT within \\d+ ms`,
      ),
    });
  } finally {
    await channel.close();
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
