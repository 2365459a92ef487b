import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { type ConnectionOptions, connect, createServer, type SecureVersion } from "node:tls";
import { withoutCertificate } from "./tls-session.ts";

const pem = (name: string) =>
  readFileSync(new URL(`../../../../tests/e2e/testdata/${name}`, import.meta.url));
const der = new X509Certificate(pem("server.pem")).raw;

/** Connects to a server of node:tls, and again with what `change` makes of the session. */
async function connectTwice(
  version: SecureVersion,
  change: (session: Buffer) => Uint8Array,
): Promise<{
  readonly session: Buffer;
  readonly isReused: boolean;
  readonly isAuthorized: boolean;
}> {
  const server = createServer({ cert: pem("server.pem"), key: pem("server.key") }, (socket) => {
    socket.on("error", () => {});
    socket.end("bye");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const options: ConnectionOptions = {
    host: "127.0.0.1",
    port,
    ca: pem("ca.pem"),
    servername: "server.example",
    minVersion: version,
    maxVersion: version,
  };
  try {
    const first = connect(options).resume();
    const closed = once(first, "close");
    const [session] = (await once(first, "session")) as [Buffer];
    await closed;
    const second = connect({ ...options, session: Buffer.from(change(session)) }).resume();
    await once(second, "secureConnect");
    const { authorized: isAuthorized } = second;
    const isReused = second.isSessionReused();
    await once(second, "close");
    return { session, isReused, isAuthorized };
  } finally {
    server.close();
  }
}

describe("withoutCertificate", () => {
  it("takes out the server's certificate, and OpenSSL resumes what is left", async () => {
    const { session, isReused, isAuthorized } = await connectTwice("TLSv1.3", withoutCertificate);
    const bytes = withoutCertificate(session);
    if (session[0] === 0x30) {
      assert.ok(session.includes(der));
      assert.ok(bytes.length < session.length - der.length);
      assert.equal(Buffer.from(bytes).includes(der), false);
    } else {
      // Node 22.23 and newer have a form of their own.
      assert.equal(bytes, session);
    }
    assert.deepEqual({ isReused, isAuthorized }, { isReused: true, isAuthorized: true });
  });

  it("leaves a session without a certificate as it is", async () => {
    const { session } = await connectTwice("TLSv1.3", (bytes) => bytes);
    const once = withoutCertificate(session);
    assert.equal(withoutCertificate(once), once);
  });

  it("leaves what it does not know as it is", async () => {
    const { session } = await connectTwice("TLSv1.2", (bytes) => bytes);
    for (let length = 0; length < session.length; length++) {
      const cut = session.subarray(0, length);
      assert.equal(withoutCertificate(cut), cut);
    }
    const other = Uint8Array.of(0x31, 1, 0);
    assert.equal(withoutCertificate(other), other);
    const endless = Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0xa3, 1, 0);
    assert.equal(withoutCertificate(endless), endless);
  });
});
