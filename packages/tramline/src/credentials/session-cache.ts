import { wallClockNowMs } from "@tramline/rpc";

/** Sessions kept at one time; the one that was set first goes. */
const MAX_SESSIONS = 100;
/** How long after a certificate was verified its sessions are offered. */
const MAX_AGE_MS = 60 * 60_000;

/** A TLS session of a server that has been connected to. */
export interface KeptSession {
  readonly bytes: Uint8Array;
  /** The server's certificate in DER: a connection that resumes the session may be without it. */
  readonly certificate: Uint8Array | undefined;
  /**
   * When the certificate has to be verified again, on the clock of `performance.now()`: an hour after it
   * was verified, or when it expires. Resuming the session does not put it off.
   */
  readonly untilMs: number;
}

/**
 * TLS sessions of servers that have been connected to: with one of them the next handshake needs no
 * certificates (RFC 8446 section 2.2). They are secrets, so nothing of them is shown by inspection.
 */
export class SessionCache {
  readonly #sessions: Map<string, KeptSession>;

  constructor() {
    this.#sessions = new Map();
  }

  /** Returns the last session under this key, unless the certificate behind it has to be verified again. */
  get(key: string, nowMs: number): KeptSession | undefined {
    const session = this.#sessions.get(key);
    if (session === undefined || nowMs < session.untilMs) return session;
    this.#sessions.delete(key);
    return undefined;
  }

  set(key: string, session: KeptSession): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    if (this.#sessions.size <= MAX_SESSIONS) return;
    for (const oldest of this.#sessions.keys()) {
      this.#sessions.delete(oldest);
      return;
    }
  }

  delete(key: string): void {
    this.#sessions.delete(key);
  }
}

/**
 * Returns until when the sessions of a certificate that has just been verified are offered.
 *
 * @param nowMs on the clock of `performance.now()`
 * @param validTo when the certificate expires, in milliseconds since the epoch; NaN if that is not known
 */
export function sessionEndMs(nowMs: number, validTo: number): number {
  const leftMs = validTo - wallClockNowMs();
  return nowMs + (leftMs < MAX_AGE_MS ? Math.max(0, leftMs) : MAX_AGE_MS);
}
