import type { ConnectOptions } from "@tramline/http2";
import type { LoadedTls } from "../credentials/loaded-tls.ts";
import { nodeTls } from "../credentials/node-tls.ts";
import type { TlsSettings } from "../credentials/tls-options.ts";
import type { ConnectTls } from "./connect-reason.ts";

/** The TLS handshake of one connection to be made, with the certificates that are in force now. */
export class TlsHandshake {
  readonly #settings: TlsSettings;
  readonly #loaded: LoadedTls;
  /** The place of the connection's session; undefined when sessions are not resumed. */
  readonly #sessionKey: string | undefined;

  /** @param peer the server's address: a session is offered to the server that it came from */
  constructor(settings: TlsSettings, loaded: LoadedTls, peer: string) {
    this.#settings = settings;
    this.#loaded = loaded;
    // With a session there is no certificate that a check of the user's own could look at.
    this.#sessionKey =
      settings.checkServerIdentity === undefined
        ? `${peer} ${settings.verifiedName} ${settings.rejectUnauthorized}`
        : undefined;
  }

  /** The TLS options that `connect` of http2 takes. */
  options(): Pick<ConnectOptions, "tls" | "onTlsSession"> {
    const { verifiedName, serverName, rejectUnauthorized } = this.#settings;
    const check = this.#settings.checkServerIdentity ?? nodeTls().checkServerIdentity;
    const key = this.#sessionKey;
    const session =
      key === undefined ? undefined : this.#loaded.sessions.get(key, performance.now());
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
        onTlsSession: (bytes: Uint8Array) =>
          this.#loaded.sessions.set(key, bytes, performance.now()),
      }),
    };
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
