import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo, Server as TcpServer } from "node:net";
import { after, describe, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import type { Server, ServerTlsOptions } from "tramline";
import { testFile, tram } from "../testdata/fake-terminal.ts";
import { startShop } from "../testdata/shop-server.ts";

const getOrder = "shop.v1.OrderService/GetOrder";
const hintLine = /\n {2}([^\n]+)\n$/;

const localhost = {
  cert: readFileSync(testFile("localhost.pem")),
  key: readFileSync(testFile("localhost.key")),
};
const expired = {
  cert: readFileSync(testFile("expired.pem")),
  key: readFileSync(testFile("localhost.key")),
};

describe("the hint for a server that cannot be reached fits the cause", () => {
  const servers: Server[] = [];
  const foreign: TcpServer[] = [];
  after(async () => {
    for (const server of servers) await server.close({ graceMs: 0 });
    for (const server of foreign) server.close();
  });

  async function shop(tls?: ServerTlsOptions): Promise<string> {
    const { server, target } = await startShop({ tls });
    servers.push(server);
    return target;
  }

  async function listen(server: TcpServer): Promise<string> {
    foreign.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** The last line of stderr, of a call that must fail. */
  async function hintFor(target: string, ...flags: string[]): Promise<string> {
    const { status, stderr } = await tram(["call", target, getOrder, ...flags]);
    assert.equal(status, 64 + 14, stderr);
    const [, hint = ""] = hintLine.exec(stderr) ?? [];
    return hint;
  }

  test("cleartext to a TLS port: ours, Node's", async () => {
    const add = "The server may speak TLS here: add --tls.";
    assert.equal(await hintFor(await shop(localhost)), add);
    assert.equal(await hintFor(await listen(createTlsServer(localhost))), add);
  });

  test("TLS to a cleartext port: ours, one of HTTP/1", async () => {
    const leave = "The server does not speak TLS here: leave out --tls (and https://).";
    const target = await shop();
    assert.equal(await hintFor(target, "--tls"), leave);
    assert.equal(await hintFor(`https://${target}`), leave);
    const http1 = await listen(createHttpServer((_, response) => response.end()));
    assert.equal(await hintFor(http1, "--tls"), leave);
  });

  test("an authority that is not known", async () => {
    const target = await shop(localhost);
    assert.match(await hintFor(target, "--tls"), /not trusted: pass --ca FILE/);
    const other = ["--ca", testFile("expired.pem")];
    assert.match(await hintFor(target, ...other), /not trusted: --ca FILE must have/);
  });

  test("a certificate of another name", async () => {
    const target = await shop(localhost);
    const flags = ["--ca", testFile("localhost.pem"), "--server-name", "other.example"];
    assert.match(await hintFor(target, ...flags), /for another name: .*--server-name NAME/);
  });

  test("a certificate that has expired", async () => {
    const target = await shop(expired);
    const flags = ["--ca", testFile("expired.pem")];
    assert.match(await hintFor(target, ...flags), /has expired and must be renewed/);
  });

  test("a client certificate that is missing, and one that is not trusted", async () => {
    const target = await shop({ ...localhost, ca: localhost.cert, clientCertificate: "require" });
    const trusting = ["--ca", testFile("localhost.pem")];
    assert.match(await hintFor(target, ...trusting), /may want a client certificate: pass --cert/);
    const stranger = ["--cert", testFile("expired.pem"), "--key", testFile("localhost.key")];
    assert.match(
      await hintFor(target, ...trusting, ...stranger),
      /rejects the client certificate: pass one that it trusts/,
    );
  });

  test("TLS without HTTP/2", async () => {
    const trusting = ["--ca", testFile("localhost.pem")];
    const wrong = /speaks TLS, but not HTTP\/2/;
    const silent = await listen(createTlsServer(localhost));
    assert.match(await hintFor(silent, ...trusting), wrong);
    const http1 = await listen(createTlsServer({ ...localhost, ALPNProtocols: ["http/1.1"] }));
    assert.match(await hintFor(http1, ...trusting), wrong);
  });
});
