import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from "node:net";
import { describe, it } from "node:test";
import { connect as connectTls } from "node:tls";
import { createChannel, createServer } from "tramline";
import { eventually } from "./fixture.ts";
import { tlsFile } from "./tls-files.ts";

const CHANGE_CIPHER_SPEC = 20;
const APPLICATION_DATA = 23;
const SETTINGS = 4;
/** A client's preface and an empty SETTINGS frame (RFC 9113 section 3.4). */
const hello = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1"),
  Uint8Array.of(0, 0, 0, SETTINGS, 0, 0, 0, 0, 0),
]);

const serverTls = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };

/** The types of the TLS records in a chunk (RFC 8446 section 5.1). */
function recordTypes(chunk: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at < chunk.length; at += 5 + chunk.readUInt16BE(at + 3)) {
    types.push(chunk.readUInt8(at));
  }
  return types;
}

/** The SETTINGS frames in a chunk: the flags of each, which are 1 in an acknowledgment. */
function settingsFlags(chunk: Buffer): number[] {
  const flags: number[] = [];
  for (let at = 0; at < chunk.length; at += 9 + chunk.readUIntBE(at, 3)) {
    if (chunk.readUInt8(at + 3) === SETTINGS) flags.push(chunk.readUInt8(at + 4));
  }
  return flags;
}

/** The first bytes of HTTP/2 that a server sends to a client that has sent its preface. */
async function firstChunk(port: number): Promise<Buffer> {
  const client = connectTls({
    host: "127.0.0.1",
    port,
    ca: tlsFile("ca.pem"),
    servername: "server.example",
    ALPNProtocols: ["h2"],
  });
  try {
    client.once("secureConnect", () => client.write(hello));
    const [first] = (await once(client, "data")) as [Buffer];
    return first;
  } finally {
    client.destroy();
  }
}

describe("the first writes of a TLS connection", () => {
  it("a client's preface leaves with the end of its handshake", async () => {
    const server = createServer({ tls: serverTls });
    const { port } = await server.listen("127.0.0.1:0");
    const chunks: number[][] = [];
    const relay = createTcpServer((client) => {
      const upstream = connectTcp(port, "127.0.0.1");
      client.on("data", (chunk) => {
        chunks.push(recordTypes(chunk));
        upstream.write(chunk);
      });
      upstream.on("data", (chunk) => client.write(chunk));
      client.on("close", () => upstream.destroy());
      upstream.on("close", () => client.destroy());
      client.on("error", () => {});
      upstream.on("error", () => {});
    }).listen(0, "127.0.0.1");
    await once(relay, "listening");
    const channel = createChannel(`127.0.0.1:${(relay.address() as AddressInfo).port}`, {
      tls: { ca: tlsFile("ca.pem"), serverName: "server.example" },
    });
    try {
      channel.connect();
      await eventually(() => chunks.length > 1, "the client has ended its handshake");
      // The Finished message and the preface are both in encrypted records.
      assert.deepEqual(chunks[1], [CHANGE_CIPHER_SPEC, APPLICATION_DATA, APPLICATION_DATA]);
    } finally {
      await channel.close();
      relay.close();
      await server.close({ graceMs: 0 });
    }
  });

  it("a server's SETTINGS leave with its acknowledgment of the client's", async () => {
    const server = createServer({ tls: serverTls });
    const { port } = await server.listen("127.0.0.1:0");
    try {
      assert.deepEqual(settingsFlags(await firstChunk(port)), [0, 1]);
    } finally {
      await server.close({ graceMs: 0 });
    }
  });

  it("so they do on a connection beyond the burst, which waits for its turn", async () => {
    const limits = { connectionBurst: 1, connectionsPerSecond: 1 };
    const throttled: string[] = [];
    const server = createServer({
      tls: serverTls,
      limits,
      onLimit: ({ limit }) => throttled.push(limit),
    });
    const { port } = await server.listen("127.0.0.1:0");
    try {
      // On a busy machine another connection may wait at the same time: then they leave by themselves.
      const isSeen = async () =>
        settingsFlags(await firstChunk(port)).length === 2 && throttled.length > 0;
      let tries = 0;
      while (!(await isSeen())) assert.ok(++tries < 6, "they leave in two writes");
      assert.deepEqual(new Set(throttled), new Set(["connectionBurst"]));
    } finally {
      await server.close({ graceMs: 0 });
    }
  });
});
