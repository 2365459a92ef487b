import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import {
  type ChannelTlsOptions,
  createChannel,
  createClient,
  createServer,
  inspectChannels,
  type ServerTlsOptions,
  TlsHandshakeError,
  type TlsMaterial,
} from "tramline";
import { echo, eventually, sleep, withPair } from "./fixture.ts";
import { Echo, EchoService } from "./gen/e2e/echo.ts";
import { tlsFile } from "./tls-files.ts";

const ca = tlsFile("ca.pem");
const signed = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };
const selfSigned = { cert: tlsFile("self-signed.pem"), key: tlsFile("server.key") };
const trusting = { ca, serverName: "server.example" };
const trustingSelf = { ca: tlsFile("self-signed.pem"), serverName: "server.example" };

/** The common name of whoever issued the certificate that a server shows now. */
async function issuerAt(address: string): Promise<string> {
  const port = Number(address.slice(address.lastIndexOf(":") + 1));
  const socket: TLSSocket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  const { issuer } = socket.getPeerCertificate();
  socket.destroy();
  return String(issuer.CN);
}

/** Responds to a unary call, as a server that is not ours. */
function respond(stream: ServerHttp2Stream): void {
  const fields = { ":status": 200, "content-type": "application/grpc" };
  stream.respond(fields, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  const encoded = Echo.encode({ text: "ok" });
  stream.resume().end(Buffer.concat([Uint8Array.of(0, 0, 0, 0, encoded.length), encoded]));
}

/** The certificate of the server at an address, as inspection shows it. */
function certificateShown(address: string): Uint8Array | undefined {
  const backends = inspectChannels().flatMap(({ subchannels }) => subchannels);
  const [socket] = backends.find(({ name }) => name === address)?.sockets ?? [];
  return socket?.security?.remoteCertificate;
}

describe("a server's certificates", () => {
  let folder = "";
  const file = (name: string) => join(folder, name);
  const write = (pair: { cert: Uint8Array; key: Uint8Array }) => {
    writeFileSync(file("tls.pem"), pair.cert);
    writeFileSync(file("tls.key"), pair.key);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tramline-tls-"));
    write(signed);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const fromFiles = (reloadIntervalMs?: number): ServerTlsOptions => ({
    certFile: file("tls.pem"),
    keyFile: file("tls.key"),
    reloadIntervalMs,
  });

  it("from files are replaced without a restart, and calls under way live on", async () => {
    const errors: Error[] = [];
    const server = { tls: fromFiles(20), onError: (error: Error) => errors.push(error) };
    await withPair(
      echo,
      async (pair) => {
        const chat = pair.client.chat();
        await chat.send({ text: "before" });
        const replies = chat[Symbol.asyncIterator]();
        assert.equal((await replies.next()).value?.text, "before");
        const before = await issuerAt(pair.address);
        const loadedAt = pair.server.tlsStatus()?.loadedAt;
        write(selfSigned);
        await eventually(
          () => pair.server.tlsStatus()?.loadedAt !== loadedAt,
          "the files are read again",
        );
        assert.notEqual(await issuerAt(pair.address), before);
        await chat.send({ text: "after" });
        assert.equal((await replies.next()).value?.text, "after");
        await chat.close();
        // Those who only looked at the certificate have left in the middle.
        assert.ok(errors.every((error) => error instanceof TlsHandshakeError));
      },
      { server, channel: { tls: trusting } },
    );
  });

  it("that cannot be used leave the former ones in place, and are reported", async () => {
    const errors: Error[] = [];
    const server = { tls: fromFiles(20), onError: (error: Error) => errors.push(error) };
    await withPair(
      echo,
      async ({ server: open, client }) => {
        writeFileSync(file("tls.key"), tlsFile("client.key"));
        await eventually(() => errors.length > 0, "the error is reported");
        const { message } = errors[0] as Error;
        assert.match(message, /tls\.keyFile \(.*tls\.key\): expected the private key/);
        assert.equal(open.tlsStatus()?.lastError?.message, message);
        await client.say({});
        rmSync(file("tls.pem"));
        await assert.rejects(open.reloadTls(), {
          code: "SERVER_OPTION_INVALID",
          message: /tls\.certFile: cannot read the file .* \(ENOENT\)/,
        });
        await client.say({});
        write(signed);
        await open.reloadTls();
        assert.equal(open.tlsStatus()?.lastError, undefined);
      },
      { server, channel: { tls: trusting } },
    );
  });

  it("come from a function that is called again", async () => {
    let material: TlsMaterial | Promise<TlsMaterial> = signed;
    const server = { tls: { load: () => material, reloadIntervalMs: Infinity } };
    await withPair(
      echo,
      async ({ server: open, client, address }) => {
        await client.say({});
        const before = await issuerAt(address);
        material = Promise.resolve(selfSigned);
        await open.reloadTls();
        assert.notEqual(await issuerAt(address), before);
        material = Promise.reject(new Error("the vault is sealed"));
        await assert.rejects(open.reloadTls(), /the vault is sealed/);
        material = { cert: "nonsense" };
        await assert.rejects(open.reloadTls(), /cert of tls\.load: expected PEM/);
      },
      { server, channel: { tls: trusting } },
    );
  });

  it("that a function does not return let nobody listen", async () => {
    const server = createServer({ tls: { load: () => ({}) } });
    await assert.rejects(server.listen("127.0.0.1:0"), {
      code: "SERVER_OPTION_INVALID",
      message: /cert of tls\.load/,
    });
    await server.close();
  });

  it("are visible, with the days that they are valid for", () => {
    const status = createServer({
      tls: { ...signed, ca, clientCertificate: "request" },
    }).tlsStatus();
    const [own] = status?.certificates ?? [];
    assert.equal(own?.subject, "CN=server");
    assert.equal(own.names, "DNS:server.example");
    assert.equal(own.notAfter.getUTCFullYear(), 2120);
    const daysLeft = (own.notAfter.getTime() - Date.now()) / 86_400_000;
    assert.ok(Math.abs(own.daysLeft - daysLeft) < 1);
    assert.equal(status?.daysLeft, own.daysLeft);
    assert.equal(status?.authorities.length, 1);
    assert.equal(createServer().tlsStatus(), undefined);
  });

  it("that have expired are warned of, and used", async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error & { code?: string }) => {
      // The process may have others, of whatever else it does.
      if (warning.code === "TLS_CERTIFICATE_EXPIRED") warnings.push(warning);
    };
    process.on("warning", listener);
    try {
      // With another one behind it, because what other tests have loaded is not warned of again.
      const cert = `${tlsFile("expired.pem")}${tlsFile("ca.pem")}`;
      const server = createServer({ tls: { cert, key: signed.key } });
      assert.ok((server.tlsStatus()?.daysLeft ?? 0) < 0);
      await eventually(() => warnings.length > 0, "the warning");
    } finally {
      process.off("warning", listener);
    }
    const [warning] = warnings;
    assert.match(warning?.message ?? "", /CN=server of the server expired at 2021-01-01/);
  });

  it("and options that cannot work are refused", () => {
    const encrypted = tlsFile("server.key").toString().replace("PRIVATE", "ENCRYPTED PRIVATE");
    const wrong: [ServerTlsOptions, RegExp][] = [
      [
        { ...signed, clientCertificate: "require" },
        /expected tls\.ca with "require", got none; give/,
      ],
      [
        { ...signed, clientCertificate: "request" },
        /expected tls\.ca with "request", got none; give/,
      ],
      [{ ...signed, key: tlsFile("client.key") }, /tls\.key: expected the private key.*tls\.cert/],
      [{ ...signed, key: encrypted }, /tls\.key/],
      [{ cert: signed.key, key: signed.key }, /tls\.cert.*without one/],
      [
        { ...signed, certFile: "x", keyFile: "y" },
        /tls\.cert: expected it or tls\.certFile, got both/,
      ],
      [{ certFile: file("tls.pem") }, /tls\.certFile: expected tls\.keyFile with it/],
      [
        { certFile: file("none.pem"), keyFile: file("tls.key") },
        /cannot read the file .*none\.pem \(ENOENT\)/,
      ],
      [{ ...signed, load: () => signed }, /tls\.cert: expected tls\.load alone, got both/],
      [{ ...signed, reloadIntervalMs: 5 }, /reloadIntervalMs: expected tls\.load, .*leave it out/],
      [fromFiles(0), /reloadIntervalMs: expected a number greater than 0, got 0/],
      [{}, /expected a certificate and its key, got neither/],
    ];
    for (const [tls, message] of wrong) {
      assert.throws(() => createServer({ tls }), { code: "SERVER_OPTION_INVALID", message });
    }
  });
});

describe("a channel's certificates", () => {
  it("are read again before a connection is made; a bad pair is reported and not used", async () => {
    const asking = { ...signed, ca, clientCertificate: "require" } as const;
    const server = createServer({ tls: asking });
    server.add(EchoService, {
      say: (_request, context) => ({ text: context.authInfo?.names.join() ?? "" }),
    });
    const { address } = await server.listen("127.0.0.1:0");
    let material: TlsMaterial = { ca };
    const errors: Error[] = [];
    const tls = {
      load: async () => material,
      reloadIntervalMs: 1,
      serverName: "server.example",
      onReloadError: (error: Error) => errors.push(error),
    };
    const channel = createChannel(address, { tls, backoff: { initialMs: 5, maxMs: 5 } });
    const client = createClient(EchoService, channel);
    await assert.rejects(client.say({}), /certificate/);
    material = { ca, cert: tlsFile("client.pem"), key: tlsFile("client.key") };
    const answer = await client.say({}, { waitForReady: true, timeoutMs: 10_000 });
    assert.equal(answer.text, "client.example");
    assert.equal(channel.tlsStatus()?.certificates[0]?.names, "DNS:client.example");
    material = { ca, cert: tlsFile("client.pem"), key: tlsFile("server.key") };
    await assert.rejects(channel.reloadTls(), /expected the private key/);
    await sleep(1);
    assert.equal(errors.length, 1);
    // The former pair serves the next connection.
    await server.close({ graceMs: 0 });
    const next = createServer({ tls: asking });
    next.add(EchoService, { say: () => ({}) });
    await next.listen(address);
    await client.say({}, { waitForReady: true, timeoutMs: 10_000 });
    await channel.close();
    await next.close({ graceMs: 0 });
  });

  it("resumed sessions keep the identity, and other authorities do not resume", async () => {
    const asking = { ...signed, ca, clientCertificate: "require" } as const;
    const identity = { ...trusting, cert: tlsFile("client.pem"), key: tlsFile("client.key") };
    const server = createServer({ tls: asking });
    server.add(EchoService, {
      say: (_request, context) => ({ text: context.authInfo?.names.join() ?? "" }),
    });
    const { address } = await server.listen("127.0.0.1:0");
    const { raw } = new X509Certificate(signed.cert);
    try {
      for (let i = 0; i < 3; i++) {
        const channel = createChannel(address, { tls: identity });
        assert.equal((await createClient(EchoService, channel).say({})).text, "client.example");
        // A resumed connection has it from the first one.
        assert.deepEqual(Buffer.from(certificateShown(address) ?? []), raw);
        await channel.close();
      }
      const distrusting = createChannel(address, { tls: { ...identity, ...trustingSelf } });
      await assert.rejects(createClient(EchoService, distrusting).say({}), /not trusted/);
      await distrusting.close();
    } finally {
      await server.close({ graceMs: 0 });
    }
  });

  it("are verified once for the sessions of a server that speaks TLS 1.2 or 1.3", async () => {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const seen: boolean[] = [];
      const server = createSecureServer({ ...signed, maxVersion });
      server.on("secureConnection", (socket: TLSSocket) => seen.push(socket.isSessionReused()));
      server.on("stream", respond);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      try {
        const names: string[] = [];
        const callOnce = async (tls: ChannelTlsOptions) => {
          const channel = createChannel(`127.0.0.1:${port}`, { tls: { ...trusting, ...tls } });
          await createClient(EchoService, channel).say({});
          await channel.close();
        };
        for (let i = 0; i < 3; i++) await callOnce({});
        const checkServerIdentity = (name: string) => {
          names.push(name);
          return undefined;
        };
        await callOnce({ checkServerIdentity });
        assert.deepEqual(seen, [false, true, true, false], maxVersion);
        assert.deepEqual(names, ["server.example"]);
        // Other keys for its tickets: the server does not know them any more.
        server.setSecureContext({ ...signed, maxVersion });
        for (let i = 0; i < 2; i++) await callOnce({});
        assert.deepEqual(seen.slice(4), [false, true], maxVersion);
      } finally {
        server.close();
      }
    }
  });

  it("large messages come through unharmed, both ways at once", async () => {
    const text = "0123456789abcdef".repeat(100_000);
    await withPair(
      echo,
      async ({ client }) => {
        const replies = await Promise.all([1, 2, 3, 4].map(() => client.say({ text })));
        assert.ok(replies.every((reply) => reply.text === text));
      },
      { server: { tls: signed }, channel: { tls: trusting } },
    );
  });
});

it("are not read again by a server that could not listen", async () => {
  const taken = createTcpServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  let loads = 0;
  const load = () => {
    loads += 1;
    return Promise.resolve(signed);
  };
  const server = createServer({ tls: { load, reloadIntervalMs: 10 } });
  try {
    await assert.rejects(server.listen(`127.0.0.1:${port}`), { code: "EADDRINUSE" });
    const afterFailure = loads;
    await sleep(100);
    assert.ok(loads <= afterFailure + 1, `loaded ${loads - afterFailure} times more`);
    await server.listen("127.0.0.1:0");
    await eventually(() => loads > afterFailure + 2, "the certificates are read again");
  } finally {
    await server.close({ graceMs: 0 });
    taken.close();
  }
});
