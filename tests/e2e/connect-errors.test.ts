import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server as TcpServer,
} from "node:net";
import { after, before, describe, it } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import {
  type ClientChannelOptions,
  createChannel,
  createClient,
  createServer,
  type Server,
  type ServerTlsOptions,
  StatusError,
} from "tramline";
import { echo } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";
import { tlsFile } from "./tls-files.ts";

const key = tlsFile("server.key");
const cert = tlsFile("server.pem");
const trusting = { ca: tlsFile("ca.pem"), serverName: "server.example" };

/** What a call fails with on a channel to `target`. */
async function failure(target: string, options: ClientChannelOptions): Promise<StatusError> {
  const channel = createChannel(target, options);
  const calling = createClient(EchoService, channel).say({}, { timeoutMs: 10_000 });
  const error: unknown = await calling.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await channel.close();
  assert.ok(error instanceof StatusError, `expected a StatusError, got ${String(error)}`);
  assert.equal(error.code, "UNAVAILABLE");
  return error;
}

/** Checks that the text says what `wanted` says, and names the address exactly once. */
function check(error: StatusError, address: string, wanted: RegExp): void {
  assert.match(error.rawMessage, wanted);
  assert.equal(error.rawMessage.split(address).length - 1, 1, error.rawMessage);
  assert.doesNotMatch(error.rawMessage, /\n|openssl/);
}

describe("a failure to connect says what is wrong and what to do", () => {
  const servers: Server[] = [];
  const foreign: (HttpServer | TcpServer)[] = [];

  async function serve(tls?: ServerTlsOptions): Promise<string> {
    const server = createServer(tls === undefined ? {} : { tls });
    server.add(EchoService, echo);
    servers.push(server);
    return (await server.listen("127.0.0.1:0")).address;
  }

  async function listen(server: HttpServer | TcpServer): Promise<string> {
    foreign.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  let signed = "";
  let clear = "";
  before(async () => {
    signed = await serve({ cert, key });
    clear = await serve();
  });
  after(async () => {
    for (const server of servers) await server.close({ graceMs: 0 });
    for (const server of foreign) server.close();
  });

  it("nobody listens", async () => {
    const error = await failure("127.0.0.1:1", {});
    assert.equal(error.rawMessage, "no connection to 127.0.0.1:1: ECONNREFUSED");
    assert.match(String(error.cause), /^Error: connect ECONNREFUSED/);
    const named = await failure("dns:///localhost:1", {});
    assert.match(named.rawMessage, /^no connection to dns:\/\/\/localhost:1: .*:1 ECONNREFUSED$/);
    const path = await failure("unix:///nowhere/s.sock", {});
    assert.equal(path.rawMessage, "no connection to unix:///nowhere/s.sock: ENOENT");
    const two = await failure("ipv4:127.0.0.1:1,127.0.0.1:2", {});
    assert.equal(
      two.rawMessage,
      "no connection to ipv4:127.0.0.1:1,127.0.0.1:2: 127.0.0.1:1, 127.0.0.1:2 ECONNREFUSED",
    );
  });

  it("a call that waits for ready names the target once, too", async () => {
    const channel = createChannel("127.0.0.1:1", { backoff: { initialMs: 20, maxMs: 20 } });
    const waiting = createClient(EchoService, channel).say(
      {},
      { timeoutMs: 100, waitForReady: true },
    );
    await assert.rejects(waiting, (error: StatusError) => {
      assert.equal(error.code, "DEADLINE_EXCEEDED");
      assert.match(error.rawMessage, /127\.0\.0\.1:1 .*ECONNREFUSED/);
      assert.equal(error.rawMessage.split("127.0.0.1:1").length - 1, 1, error.rawMessage);
      return true;
    });
    await channel.close();
  });

  it("an authority that is not known, by default and with another one", async () => {
    const unknown = await failure(signed, { tls: true });
    check(unknown, signed, /authority.*not trusted.*tls\.ca.*UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
    const other = await failure(signed, {
      tls: { ca: tlsFile("self-signed.pem"), serverName: "server.example" },
    });
    check(other, signed, /authority.*not trusted.*tls\.ca/);
  });

  it("a certificate that is signed by itself", async () => {
    const address = await serve({ cert: tlsFile("self-signed.pem"), key });
    const error = await failure(address, { tls: { serverName: "server.example" } });
    check(error, address, /signed by itself.*tls\.ca.*DEPTH_ZERO_SELF_SIGNED_CERT/);
  });

  it("a certificate that has expired", async () => {
    const address = await serve({ cert: tlsFile("expired.pem"), key });
    const tls = { ca: tlsFile("expired.pem"), serverName: "server.example" };
    check(await failure(address, { tls }), address, /expired.*renew.*CERT_HAS_EXPIRED/);
  });

  it("a certificate of another name", async () => {
    const wrong = await failure(signed, { tls: { ...trusting, serverName: "other.example" } });
    check(
      wrong,
      signed,
      /for server\.example, not for other\.example.*tls\.serverName.*ERR_TLS_CERT_ALTNAME_INVALID/,
    );
    const byAddress = await failure(signed, { tls: { ca: trusting.ca } });
    assert.match(
      byAddress.rawMessage,
      /for server\.example, not for 127\.0\.0\.1.*tls\.serverName/,
    );
  });

  it("TLS at a server in cleartext: ours, of HTTP/1, one that closes", async () => {
    const hint = /does not speak TLS.*option tls/;
    check(await failure(clear, { tls: true }), clear, hint);
    const http1 = await listen(createHttpServer((_, response) => response.end("hello")));
    check(await failure(http1, { tls: true }), http1, hint);
    const closing = await listen(createTcpServer((socket) => socket.end()));
    check(await failure(closing, { tls: true }), closing, /closed.*handshake.*speaks? TLS/);
  });

  for (const isTls of [false, true]) {
    it(`a server that has as many connections as it takes, ${isTls ? "TLS" : "cleartext"}`, async () => {
      const server = createServer({ maxConnections: 1, ...(isTls && { tls: { cert, key } }) });
      server.add(EchoService, echo);
      servers.push(server);
      const { address } = await server.listen("127.0.0.1:0");
      const options = isTls ? { tls: trusting } : {};
      await using first = createChannel(address, options);
      const open = createClient(EchoService, first).chat();
      await open.send({ text: "first" });
      const full = await failure(address, options);
      check(full, address, /it may have as many connections as it takes/);
      assert.doesNotMatch(full.rawMessage, /leave out the option tls unless/);
      open.cancel();
    });
  }

  it("cleartext at a TLS server: ours, and Node's", async () => {
    const hint = /closed the connection.*if it speaks TLS, set the option tls.*H2_CLOSED_EARLY/;
    check(await failure(signed, {}), signed, hint);
    const nodes = await listen(createTlsServer({ cert, key }));
    check(await failure(nodes, {}), nodes, hint);
  });

  it("TLS without HTTP/2 in it", async () => {
    const silent = await listen(createTlsServer({ cert, key }));
    check(await failure(silent, { tls: trusting }), silent, /HTTP\/2.*ALPN.*H2_NO_ALPN/);
    const http1 = await listen(createTlsServer({ cert, key, ALPNProtocols: ["http/1.1"] }));
    check(await failure(http1, { tls: trusting }), http1, /HTTP\/2.*ALPN/);
  });

  it("a client certificate that is missing, or not trusted", async () => {
    const hint = /certificate.*tls\.cert/;
    const asking = await serve({ cert, key, ca: trusting.ca, clientCertificate: "require" });
    check(await failure(asking, { tls: trusting }), asking, hint);
    const other = tlsFile("self-signed.pem");
    const distrusting = await serve({ cert, key, ca: other, clientCertificate: "require" });
    const shown = { ...trusting, cert: tlsFile("client.pem"), key: tlsFile("client.key") };
    check(await failure(distrusting, { tls: shown }), distrusting, hint);
  });

  it("a key that is not the certificate's", () => {
    const tls = { ...trusting, cert: tlsFile("client.pem"), key };
    assert.throws(() => createChannel(signed, { tls }), {
      code: "CHANNEL_OPTION_INVALID",
      message: /tls\.key: expected the private key of the certificate in tls\.cert/,
    });
  });

  it("no response in time", async () => {
    const silent = await listen(createTcpServer((socket) => socket.resume()));
    const error = await failure(silent, { connectTimeoutMs: 50, backoff: { initialMs: 20 } });
    check(error, silent, /no response within \d+ ms/);
  });
});
