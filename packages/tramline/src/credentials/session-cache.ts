/** Sessions kept at one time; the one that was set first goes. */
const MAX_SESSIONS = 100;
/** Older sessions are not offered: the certificates behind them are checked again. */
const MAX_AGE_MS = 60 * 60_000;

interface Session {
  readonly bytes: Uint8Array;
  readonly setAtMs: number;
}

/**
 * TLS sessions of servers that have been connected to: with one of them the next handshake needs no
 * certificates (RFC 8446 section 2.2). They are secrets, so nothing of them is shown by inspection.
 */
export class SessionCache {
  readonly #sessions: Map<string, Session>;

  constructor() {
    this.#sessions = new Map();
  }

  /** Returns the last session under this key, unless it is older than an hour. */
  get(key: string, nowMs: number): Uint8Array | undefined {
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    if (nowMs - session.setAtMs <= MAX_AGE_MS) return session.bytes;
    this.#sessions.delete(key);
    return undefined;
  }

  set(key: string, bytes: Uint8Array, nowMs: number): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, { bytes, setAtMs: nowMs });
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
