import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError, ErrorCode } from "@tramline/http2";
import { connectReason } from "./connect-reason.ts";

const tls = {
  hasAuthorities: false,
  hasCertificate: false,
  verifiedName: "orders.example",
  minVersion: "TLSv1.2",
} as const;

function coded(code: string, message = code, more: object = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

test("an errno stands alone, in cleartext and in TLS; its text adds nothing", () => {
  for (const settings of [undefined, tls]) {
    const refused = coded("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1");
    assert.equal(connectReason(refused, settings), "ECONNREFUSED");
  }
  assert.equal(connectReason(coded("ECONNRESET"), undefined), "ECONNRESET");
  assert.match(connectReason(coded("ECONNRESET"), tls), /handshake.*option tls.*\(ECONNRESET\)$/);
});

test("what the connection made of the socket's error is looked behind", () => {
  const alert = coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "error:0A00045C:SSL\n");
  const wrapped = Object.assign(new ConnectionError(ErrorCode.INTERNAL_ERROR, "H2_SOCKET", "x"), {
    cause: alert,
  });
  assert.match(
    connectReason(wrapped, tls),
    /asks for a client certificate.*tls\.cert and tls\.key/,
  );
  const own = new ConnectionError(ErrorCode.PROTOCOL_ERROR, "H2_NO_ALPN", "no HTTP/2");
  assert.equal(connectReason(own, tls), "no HTTP/2 (H2_NO_ALPN)");
});

test("a certificate of any number of names, or of none, is told in bounds", () => {
  const mismatch = (subjectaltname: unknown) =>
    connectReason(coded("ERR_TLS_CERT_ALTNAME_INVALID", "", { cert: { subjectaltname } }), tls);
  assert.match(
    mismatch("DNS:a.example, IP Address:10.0.0.1, DNS:b.example, DNS:c.example, DNS:d.example"),
    /for a\.example, 10\.0\.0\.1, b\.example and 2 more, not for orders\.example/,
  );
  assert.match(mismatch(undefined), /for no name, not for orders\.example/);
  assert.ok(mismatch(`DNS:${"x".repeat(100_000)}`).length < 1000);
  assert.ok(connectReason(new Error("x\ny".repeat(100_000)), tls).length < 1000);
  assert.doesNotMatch(connectReason(new Error("two\nlines"), tls), /\n/);
});

test("what is given is told apart from what is not", () => {
  const unknown = coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  assert.match(connectReason(unknown, tls), /give its certificate in tls\.ca/);
  assert.match(
    connectReason(unknown, { ...tls, hasAuthorities: true }),
    /not among those in tls\.ca/,
  );
  const early = new ConnectionError(ErrorCode.PROTOCOL_ERROR, "H2_CLOSED_EARLY", "closed");
  assert.equal(
    connectReason(early, undefined),
    "closed: if it speaks TLS, set the option tls; otherwise, it may have as many connections as it takes (H2_CLOSED_EARLY)",
  );
  assert.match(connectReason(early, tls), /may ask for a client certificate/);
  assert.match(
    connectReason(early, { ...tls, hasCertificate: true }),
    /may not trust the client certificate/,
  );
});

test("what is not an error of anybody's is text", () => {
  assert.equal(connectReason("gone", undefined), "gone");
  assert.equal(connectReason(coded("ERR_ODD", "odd"), tls), "odd (ERR_ODD)");
});
