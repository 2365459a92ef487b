import assert from "node:assert/strict";
import { once } from "node:events";
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from "node:net";
import { after, before, describe, it } from "node:test";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { createServer, type Server, TlsHandshakeError } from "tramline";
import { eventually, sleep } from "./fixture.ts";
import { tlsFile } from "./tls-files.ts";

interface Report {
  readonly error: Error;
  readonly peer: string;
}

/** A server of which every report is kept. */
async function reporting(
  isMutual: boolean,
): Promise<{ server: Server; port: number; reports: Report[] }> {
  const reports: Report[] = [];
  const server = createServer({
    tls: {
      cert: tlsFile("server.pem"),
      key: tlsFile("server.key"),
      ...(isMutual && { ca: tlsFile("ca.pem"), clientCertificate: "require" }),
    },
    onError: (error, { peer }) => reports.push({ error, peer }),
  });
  const { port } = await server.listen("127.0.0.1:0");
  return { server, port, reports };
}

describe("a TLS handshake that fails reaches onError with the client's address", () => {
  let plain: Awaited<ReturnType<typeof reporting>>;
  let mutual: Awaited<ReturnType<typeof reporting>>;
  before(async () => {
    plain = await reporting(false);
    mutual = await reporting(true);
  });
  after(async () => {
    await plain.server.close();
    await mutual.server.close();
  });

  async function reported(
    { port, reports }: Awaited<ReturnType<typeof reporting>>,
    open: (port: number) => Socket,
    message: RegExp,
  ): Promise<void> {
    reports.length = 0;
    const client = open(port);
    client.on("error", () => {});
    if (client.connecting) await once(client, "connect");
    const peer = `127.0.0.1:${client.localPort}`;
    await eventually(() => reports.length > 0, String(message));
    await sleep(5);
    client.destroy();
    assert.deepEqual(
      reports.map((report) => report.peer),
      [peer],
    );
    const { error } = reports[0] as Report;
    assert.ok(error instanceof TlsHandshakeError);
    assert.match(error.message, message);
    assert.equal(error.code, "TLS_HANDSHAKE_FAILED");
    assert.ok(!(error.stack ?? "").includes("\n    at "), error.stack);
  }

  const tls = (options: ConnectionOptions) => (port: number) =>
    connectTls({
      port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      ALPNProtocols: ["h2"],
      ...options,
    });
  const raw = (bytes: string | Uint8Array) => (port: number) => {
    const socket = connectTcp(port, "127.0.0.1");
    socket.write(bytes);
    return socket;
  };

  it("no certificate", () => reported(mutual, tls({}), /shows no certificate.*clientCertificate/));

  it("no certificate, in TLS 1.2", () =>
    reported(mutual, tls({ maxVersion: "TLSv1.2" }), /shows no certificate/));

  it("a certificate that is signed by itself", () =>
    reported(
      mutual,
      tls({ cert: tlsFile("self-signed.pem"), key: tlsFile("server.key") }),
      /certificate is not signed by an authority in tls\.ca/,
    ));

  it("another protocol", () =>
    reported(plain, tls({ ALPNProtocols: ["spdy/3"] }), /neither HTTP\/2 .* nor HTTP\/1\.1/));

  it("an old version of TLS", () =>
    reported(
      plain,
      tls({ minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
      /versions of TLS or signatures that are not accepted/,
    ));

  it("a client that does not trust the server", () =>
    reported(
      plain,
      tls({ rejectUnauthorized: true, servername: "server.example" }),
      /may not trust the server's certificate|does not trust/,
    ));

  it("HTTP/1.1, HTTP/2 in cleartext, garbage", async () => {
    await reported(plain, raw("GET / HTTP/1.1\r\n\r\n"), /HTTP\/1\.1 in cleartext/);
    await reported(plain, raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), /does not speak TLS/);
    await reported(plain, raw(new Uint8Array(300).fill(7)), /does not speak TLS/);
  });

  it("a client that leaves in the middle", () =>
    reported(
      plain,
      (port) => {
        const socket = connectTcp(port, "127.0.0.1");
        socket.end(Uint8Array.of(22, 3, 1, 2, 0, 1));
        return socket;
      },
      /closed the connection/,
    ));

  it("but not a health check that connects and says nothing", async () => {
    plain.reports.length = 0;
    for (let i = 0; i < 3; i++) {
      const socket = connectTcp(plain.port, "127.0.0.1");
      socket.end();
      await once(socket.resume(), "close");
    }
    await sleep(20);
    assert.deepEqual(plain.reports, []);
  });

  it("and of a flood only some, with the number of the others", async () => {
    const { server, port, reports } = await reporting(false);
    // All at once: what is reported grows with the time that they take.
    const sockets = Array.from({ length: 60 }, () => raw("GET / HTTP/1.1\r\n\r\n")(port));
    await Promise.all(
      sockets.map((socket) => {
        socket.on("error", () => {});
        return once(socket.resume(), "close");
      }),
    );
    assert.ok(reports.length >= 20 && reports.length < 60, String(reports.length));
    await eventually(() => {
      raw("GET / HTTP/1.1\r\n\r\n")(port).on("error", () => {});
      return reports.some(({ error }) => /\d+ more since the last report/.test(error.message));
    }, "the number of the others");
    await server.close();
  });
});

describe("a ClientHello that comes in pieces", () => {
  /** Passes on what a client sends byte by byte. */
  async function dribbling(port: number): Promise<{ port: number; close: () => void }> {
    const sockets: Socket[] = [];
    const relay = createTcpServer((client) => {
      const server = connectTcp({ port, host: "127.0.0.1", noDelay: true });
      sockets.push(client, server);
      for (const socket of [client, server]) socket.on("error", () => {});
      server.pipe(client);
      server.on("close", () => client.destroy());
      client.on("close", () => server.destroy());
      const bytes: number[] = [];
      client.on("data", (chunk) => bytes.push(...chunk));
      const next = () => {
        const byte = bytes.shift();
        if (byte !== undefined) server.write(Uint8Array.of(byte));
        if (!server.destroyed) setImmediate(next);
      };
      next();
    });
    relay.listen(0, "127.0.0.1");
    await once(relay, "listening");
    return {
      port: (relay.address() as AddressInfo).port,
      close: () => {
        for (const socket of sockets) socket.destroy();
        relay.close();
      },
    };
  }

  /** Opens as many connections as get a TLS engine before they have sent anything. */
  async function occupy(port: number): Promise<Socket[]> {
    const sockets = Array.from({ length: 40 }, () => connectTcp(port, "127.0.0.1"));
    for (const socket of sockets) socket.on("error", () => {});
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    return sockets;
  }

  it("is a ClientHello, also where many handshakes are under way", async () => {
    const { server, port, reports } = await reporting(false);
    const others = await occupy(port);
    const relay = await dribbling(port);
    const client = connectTls({
      port: relay.port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      ALPNProtocols: ["h2"],
    });
    await once(client, "secureConnect");
    assert.equal(client.alpnProtocol, "h2");
    await eventually(() => server.openConnections === 1, "the connection");
    assert.deepEqual(reports, []);
    for (const socket of [client, ...others]) socket.destroy();
    relay.close();
    await server.close();
  });

  it("and takes too long is reported once", async () => {
    const reports: Report[] = [];
    const limits: string[] = [];
    const server = createServer({
      tls: { cert: tlsFile("server.pem"), key: tlsFile("server.key") },
      timeouts: { tlsHandshakeTimeoutMs: 600 },
      onError: (error, { peer }) => reports.push({ error, peer }),
      onLimit: ({ limit }) => limits.push(limit),
    });
    const { port } = await server.listen("127.0.0.1:0");
    const begun = [Uint8Array.of(22, 3, 1), Uint8Array.of(22, 3, 1, 0, 4, 1, 0, 0, 0)];
    for (const [count, bytes] of [...begun, ...begun].entries()) {
      const others = count < 2 ? [] : await occupy(port);
      const socket = connectTcp(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(bytes);
      await once(socket, "connect");
      const peer = `127.0.0.1:${socket.localPort}`;
      for (const other of others) other.destroy();
      await once(socket.resume(), "close");
      // The others take too long as well, on a machine that is busy.
      const own = () => reports.filter((report) => report.peer === peer);
      await eventually(() => own().length > 0, "the report");
      await sleep(5);
      assert.equal(own().length, 1);
    }
    assert.ok(reports.some(({ error }) => /ERR_TLS_HANDSHAKE_TIMEOUT/.test(error.message)));
    assert.ok(limits.includes("tlsHandshakeTimeoutMs"));
    await server.close();
  });
});
