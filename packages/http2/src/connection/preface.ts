import { ConnectionError, ErrorCode } from "../errors.ts";

const TEXT = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** The first bytes of every client (RFC 9113 section 3.4). */
export const PREFACE: Uint8Array = Uint8Array.from(TEXT, (c) => c.charCodeAt(0));

/** The first bytes of a TLS record with a ClientHello (RFC 8446 section 5.1). */
const TLS_HANDSHAKE = 0x16;

/** Matches the client's preface, however it is cut into chunks. */
export class Preface {
  private matched = 0;

  get isComplete(): boolean {
    return this.matched === PREFACE.length;
  }

  /** @returns how many of `bytes[start..end)` belong to the preface. Throws when they are something else. */
  match(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && this.matched < PREFACE.length) {
      if (bytes[at] !== PREFACE[this.matched]) {
        const first = this.matched === 0 ? bytes[at] : undefined;
        throw new ConnectionError(
          ErrorCode.PROTOCOL_ERROR,
          "H2_PREFACE",
          first === TLS_HANDSHAKE
            ? "the peer speaks TLS to a port that is served in cleartext"
            : "the peer does not speak HTTP/2 with prior knowledge: its first bytes are not the preface",
        );
      }
      at += 1;
      this.matched += 1;
    }
    return at - start;
  }
}
