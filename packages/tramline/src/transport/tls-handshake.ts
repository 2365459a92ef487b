import type { Socket } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";
import type { ConnectOptions } from "@tramline/http2";
import { monotonicNowMs } from "@tramline/rpc";
import type { LoadedTls } from "../credentials/loaded-tls.ts";
import { nodeTls } from "../credentials/node-tls.ts";
import { type KeptSession, sessionEndMs } from "../credentials/session-cache.ts";
import type { TlsSettings } from "../credentials/tls-options.ts";
import { withoutCertificate } from "../credentials/tls-session.ts";
import { noteCertificate } from "../inspect/resumed-certificates.ts";
import type { ConnectTls } from "./connect-reason.ts";

/** Sessions of Bun and Deno are not OpenSSL's. */
const OMITS_CERTIFICATE = !("Bun" in globalThis) && !("Deno" in globalThis);

function isResumed(socket: Socket): boolean {
  return "isSessionReused" in socket && (socket as TLSSocket).isSessionReused();
}

/** The TLS handshake of one connection to be made, with the certificates that are in force now. */
export class TlsHandshake {
  readonly #settings: TlsSettings;
  readonly #loaded: LoadedTls;
  /** The place of the connection's session; undefined when sessions are not resumed. */
  readonly #sessionKey: string | undefined;
  /** The session that is offered to the server. */
  readonly #offered: KeptSession | undefined;

  /** @param peer the server's address: a session is offered to the server that it came from */
  constructor(settings: TlsSettings, loaded: LoadedTls, peer: string) {
    this.#settings = settings;
    this.#loaded = loaded;
    // With a session there is no certificate that a check of the user's own could look at.
    this.#sessionKey =
      settings.checkServerIdentity === undefined
        ? `${peer} ${settings.verifiedName} ${settings.rejectUnauthorized}`
        : undefined;
    const key = this.#sessionKey;
    this.#offered = key === undefined ? undefined : loaded.sessions.get(key, monotonicNowMs());
  }

  /** The TLS options that `connect` of http2 takes. */
  options(): Pick<ConnectOptions, "tls" | "onTlsSession"> {
    const { verifiedName, serverName, rejectUnauthorized } = this.#settings;
    const check = this.#settings.checkServerIdentity ?? nodeTls().checkServerIdentity;
    const key = this.#sessionKey;
    const session = this.#offered?.bytes;
    return {
      tls: {
        secureContext: this.#loaded.context,
        ...(serverName !== undefined && { servername: serverName }),
        ...(session !== undefined && { session: Buffer.from(session) }),
        // Without SNI node verifies against the address; the name that counts is the channel's.
        // One that throws refuses, as one that returns an error does: node would end the process.
        checkServerIdentity: (_host, certificate) => {
          try {
            return check(verifiedName, certificate);
          } catch (error) {
            return error instanceof Error ? error : new Error(String(error));
          }
        },
        rejectUnauthorized,
      },
      ...(key !== undefined && {
        onTlsSession: (session: Uint8Array, socket: TLSSocket) =>
          this.#loaded.sessions.set(key, this.#kept(session, socket)),
      }),
    };
  }

  /** The connection has been made: a resumed session has no certificate that could be inspected. */
  connected(socket: Socket): void {
    const { certificate } = this.#offered ?? {};
    if (certificate === undefined || !isResumed(socket)) return;
    noteCertificate(socket, certificate);
  }

  #kept(session: Uint8Array, socket: TLSSocket): KeptSession {
    const offered = this.#offered;
    if (offered !== undefined && socket.isSessionReused()) return { ...offered, bytes: session };
    const isShortened = OMITS_CERTIFICATE && socket.getProtocol() === "TLSv1.3";
    const bytes = isShortened ? withoutCertificate(session) : session;
    // Node 22.23 and newer keep no certificate in a session either.
    // Null where the socket is gone, and in Deno where there is none.
    const peer: PeerCertificate | null = socket.getPeerCertificate();
    const expiresMs = Date.parse(peer?.valid_to ?? "");
    return { bytes, certificate: peer?.raw, untilMs: sessionEndMs(monotonicNowMs(), expiresMs) };
  }

  /** Forgets the session that was offered: it may be what the server did not like. */
  failed(): void {
    if (this.#sessionKey !== undefined) this.#loaded.sessions.delete(this.#sessionKey);
  }

  /** The attempt that failed, for its error. */
  get facts(): ConnectTls {
    const { verifiedName, minVersion } = this.#settings;
    const { hasCertificate, hasAuthorities } = this.#loaded;
    return { hasCertificate, hasAuthorities, verifiedName, minVersion };
  }
}
