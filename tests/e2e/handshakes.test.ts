import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
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
    const peer = `ipv4:127.0.0.1:${client.localPort}`;
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

  it("another protocol, or none", async () => {
    await reported(
      plain,
      tls({ ALPNProtocols: ["http/1.1"] }),
      /does not offer HTTP\/2 \(ALPN h2\)/,
    );
    await reported(plain, tls({ ALPNProtocols: [] }), /does not offer HTTP\/2 \(ALPN h2\)/);
  });

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
    for (let i = 0; i < 60; i++) {
      const socket = raw("GET / HTTP/1.1\r\n\r\n")(port);
      socket.on("error", () => {});
      await once(socket.resume(), "close");
    }
    assert.ok(reports.length >= 20 && reports.length < 60, String(reports.length));
    await eventually(() => {
      raw("GET / HTTP/1.1\r\n\r\n")(port).on("error", () => {});
      return reports.some(({ error }) => /\d+ more since the last report/.test(error.message));
    }, "the number of the others");
    await server.close();
  });
});
