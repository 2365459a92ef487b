/** A TLS session as bytes that `tls.connect` takes, and the server's certificate that was in it. */
export interface SplitSession {
  readonly bytes: Uint8Array;
  /** DER; undefined when the session has none, or is of a form that is not known. */
  readonly certificate: Uint8Array | undefined;
}

const SEQUENCE = 0x30;
/** The field `peer` of OpenSSL's SSL_SESSION: `[3] EXPLICIT Certificate OPTIONAL`. */
const PEER = 0xa3;

/**
 * Takes the server's certificate out of a TLS session in OpenSSL's DER form. OpenSSL parses the certificate
 * each time that a session is set, which costs more than the resumed handshake. For TLS 1.3 only: node:tls
 * accepts a resumed session without a certificate for TLS 1.3 alone.
 */
export function splitSession(session: Uint8Array): SplitSession {
  const whole = { bytes: session, certificate: undefined };
  const outer = elementAt(session, 0);
  if (outer?.tag !== SEQUENCE || outer.end !== session.length) return whole;
  for (let at = outer.contentAt; at < outer.end; ) {
    const element = elementAt(session, at);
    if (element === undefined) return whole;
    if (element.tag === PEER) {
      const bytes = sequence(session.subarray(outer.contentAt, at), session.subarray(element.end));
      return {
        bytes,
        certificate: new Uint8Array(session.subarray(element.contentAt, element.end)),
      };
    }
    at = element.end;
  }
  return whole;
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
