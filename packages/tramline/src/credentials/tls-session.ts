const SEQUENCE = 0x30;
/** The field `peer` of OpenSSL's SSL_SESSION: `[3] EXPLICIT Certificate OPTIONAL`. */
const PEER = 0xa3;

/**
 * Returns a TLS session without the server's certificate that is in OpenSSL's DER form of it. OpenSSL parses
 * the certificate each time that a session is set, which costs more than the resumed handshake. For TLS 1.3
 * only: node:tls accepts a resumed session without a certificate for TLS 1.3 alone.
 *
 * @returns `session` itself if it has no certificate, or a form that is not known
 */
export function withoutCertificate(session: Uint8Array): Uint8Array {
  const outer = elementAt(session, 0);
  if (outer?.tag !== SEQUENCE || outer.end !== session.length) return session;
  for (let at = outer.contentAt; at < outer.end; ) {
    const element = elementAt(session, at);
    if (element === undefined) return session;
    if (element.tag === PEER) {
      return sequence(session.subarray(outer.contentAt, at), session.subarray(element.end));
    }
    at = element.end;
  }
  return session;
}

interface Element {
  readonly tag: number;
  readonly contentAt: number;
  readonly end: number;
}

/** Reads the head of a DER element with a tag of one byte; undefined if it is not whole. */
function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  let length = bytes[at + 1];
  if (tag === undefined || length === undefined) return undefined;
  let contentAt = at + 2;
  if (length > 0x7f) {
    const end = contentAt + (length & 0x7f);
    if (end > bytes.length) return undefined;
    for (length = 0; contentAt < end; contentAt++) length = length * 256 + (bytes[contentAt] ?? 0);
  }
  const end = contentAt + length;
  return end > bytes.length ? undefined : { tag, contentAt, end };
}

function sequence(before: Uint8Array, after: Uint8Array): Uint8Array {
  const head = sequenceHead(before.length + after.length);
  const bytes = new Uint8Array(head.length + before.length + after.length);
  bytes.set(head);
  bytes.set(before, head.length);
  bytes.set(after, head.length + before.length);
  return bytes;
}

function sequenceHead(length: number): number[] {
  if (length < 0x80) return [SEQUENCE, length];
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest & 0xff);
  return [SEQUENCE, 0x80 | digits.length, ...digits];
}
