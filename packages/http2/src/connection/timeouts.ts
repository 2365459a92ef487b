import type { ScheduledTimer, Timers } from "../timers.ts";

/** How long a client may take, and how long its connection may live. All in milliseconds. */
export interface TimeoutSettings {
  /** For its preface and SETTINGS. Stops slow handshakes. Default 10,000. */
  readonly prefaceTimeoutMs: number;
  /**
   * For a header block, from its HEADERS frame to END_HEADERS, and for a frame of another type than
   * DATA. Stops slow headers. Default 5,000.
   */
  readonly headerTimeoutMs: number;
  /**
   * For the next byte of a message that has begun or that a unary call waits for. The call is cancelled.
   * Stops slow bodies. Default 60,000; Infinity turns it off.
   */
  readonly bodyTimeoutMs: number;
  /**
   * Without an open stream, before the connection is closed by GOAWAY (gRFC A9). Default one hour: longer
   * than load balancers keep idle connections, which must close them first. Infinity turns it off.
   */
  readonly maxConnectionIdleMs: number;
  /**
   * The age at which a connection is closed by GOAWAY, give or take a tenth (gRFC A9). Default Infinity:
   * connections live on.
   */
  readonly maxConnectionAgeMs: number;
  /** How long calls under way may go on after that. Default Infinity: until they end. */
  readonly maxConnectionAgeGraceMs: number;
}

/** The timeouts of a server for which nothing else is set. */
export const defaultTimeouts: TimeoutSettings = {
  prefaceTimeoutMs: 10_000,
  headerTimeoutMs: 5000,
  bodyTimeoutMs: 60_000,
  maxConnectionIdleMs: 3_600_000,
  maxConnectionAgeMs: Infinity,
  maxConnectionAgeGraceMs: Infinity,
};

/** The connection, as its timeouts see it. */
export interface TimedConnection {
  /** The peer's SETTINGS have come. */
  readonly isReady: boolean;
  readonly openStreams: number;
  /** When the frame or the header block began that is not whole; 0 when there is none. */
  readonly unfinishedSinceMs: number;
  /** Ends the connection at once, because of the limit `limit`. */
  onTimeout(limit: keyof TimeoutSettings, detail: string): void;
  /** Ends it once its streams are done, because of the limit `limit`. */
  drainFor(limit: keyof TimeoutSettings, detail: string): void;
  /** Ends it now, because the time that `limit` gives its calls is over; undefined: the client's own. */
  closeFor(limit: keyof TimeoutSettings | undefined, detail: string): void;
  /** Cancels calls of which no byte has come since `sinceMs`, although one is waited for. */
  cancelStalled(sinceMs: number): void;
}

/** How the timeouts of a connection are made. */
export interface TimeoutParts {
  readonly settings: TimeoutSettings;
  readonly connection: TimedConnection;
  readonly timers: Timers;
  readonly now: () => number;
  /** Between 0 and 1; spreads the ages of connections that were opened together. */
  readonly random: () => number;
}

/** How long a drained connection may take to close when nothing is under way. */
const IDLE_GRACE_MS = 10_000;

/** How far ages lie apart: a tenth either way. */
const AGE_JITTER = 0.1;

/**
 * Watches over the time that a client takes. One timer serves all of it, set for whatever is due first:
 * nothing is set or cleared when a frame or a call comes.
 */
export class ConnectionTimeouts {
  private readonly settings: TimeoutSettings;
  private readonly connection: TimedConnection;
  private readonly timers: Timers;
  private readonly now: () => number;
  private readonly prefaceAtMs: number;
  private ageAtMs: number;
  private graceAtMs: number;
  private graceLimit: keyof TimeoutSettings | undefined;
  /** When the last stream closed. */
  private idleSinceMs: number;
  private timer: ScheduledTimer | undefined;
  /** When the timer fires. */
  private dueMs: number;
  private readonly check: () => void;

  constructor(parts: TimeoutParts) {
    const { settings, now } = parts;
    const nowMs = now();
    this.settings = settings;
    this.connection = parts.connection;
    this.timers = parts.timers;
    this.now = now;
    this.prefaceAtMs = nowMs + settings.prefaceTimeoutMs;
    this.ageAtMs =
      nowMs + settings.maxConnectionAgeMs * (1 + AGE_JITTER * (2 * parts.random() - 1));
    this.graceAtMs = Infinity;
    this.graceLimit = undefined;
    this.idleSinceMs = nowMs;
    this.timer = undefined;
    this.dueMs = Infinity;
    this.check = () => this.onTimer();
    this.arm(Math.min(this.prefaceAtMs, this.ageAtMs));
  }

  /** A chunk has been read. */
  onRead(nowMs: number): void {
    const { connection, settings } = this;
    const sinceMs = connection.unfinishedSinceMs;
    if (sinceMs > 0) this.arm(sinceMs + settings.headerTimeoutMs);
    if (connection.openStreams > 0) this.arm(nowMs + settings.bodyTimeoutMs);
  }

  /** The last stream has closed, or the peer's SETTINGS have come. */
  onIdle(nowMs: number): void {
    this.idleSinceMs = nowMs;
    this.arm(nowMs + this.settings.maxConnectionIdleMs);
  }

  /**
   * The connection is closed `graceMs` from now, whatever is under way.
   *
   * @param limit the reason; undefined when the client wanted to leave
   */
  closeWithin(graceMs: number, limit: keyof TimeoutSettings | undefined): void {
    const atMs = this.now() + graceMs;
    if (atMs >= this.graceAtMs) return;
    this.graceAtMs = atMs;
    this.graceLimit = limit;
    this.arm(atMs);
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.dueMs = -Infinity;
  }

  private arm(atMs: number): void {
    if (atMs >= this.dueMs || atMs === Infinity) return;
    this.timer?.cancel();
    this.dueMs = atMs;
    this.timer = this.timers.schedule(this.check, Math.max(1, Math.ceil(atMs - this.now())));
  }

  private onTimer(): void {
    this.timer = undefined;
    this.dueMs = Infinity;
    const nowMs = this.now();
    this.enforce(nowMs);
    // `stop` has been called when the connection has ended.
    if (this.dueMs === -Infinity) return;
    const { connection, settings } = this;
    if (!connection.isReady) this.arm(this.prefaceAtMs);
    this.arm(this.ageAtMs);
    this.arm(this.graceAtMs);
    if (connection.unfinishedSinceMs > 0) {
      this.arm(connection.unfinishedSinceMs + settings.headerTimeoutMs);
    }
    if (connection.openStreams > 0) {
      this.arm(nowMs + Math.min(settings.bodyTimeoutMs, settings.maxConnectionIdleMs));
    } else if (connection.isReady) {
      this.arm(this.idleSinceMs + settings.maxConnectionIdleMs);
    }
  }

  private enforce(nowMs: number): void {
    const { connection, settings } = this;
    if (nowMs >= this.graceAtMs) {
      connection.closeFor(
        this.graceLimit,
        `${connection.openStreams} calls were open when the time of the connection was over`,
      );
      return;
    }
    if (!connection.isReady) {
      if (nowMs >= this.prefaceAtMs) {
        connection.onTimeout("prefaceTimeoutMs", "the preface and SETTINGS have not come");
      }
      return;
    }
    const sinceMs = connection.unfinishedSinceMs;
    if (sinceMs > 0 && nowMs - sinceMs >= settings.headerTimeoutMs) {
      connection.onTimeout("headerTimeoutMs", "a frame or a header block is not whole");
      return;
    }
    if (nowMs >= this.ageAtMs) {
      this.ageAtMs = Infinity;
      if (settings.maxConnectionAgeGraceMs !== Infinity) {
        this.closeWithin(settings.maxConnectionAgeGraceMs, "maxConnectionAgeGraceMs");
      }
      connection.drainFor(
        "maxConnectionAgeMs",
        `the connection is older than ${settings.maxConnectionAgeMs} ms, give or take a tenth`,
      );
      return;
    }
    if (connection.openStreams > 0) {
      if (settings.bodyTimeoutMs !== Infinity)
        connection.cancelStalled(nowMs - settings.bodyTimeoutMs);
    } else if (nowMs - this.idleSinceMs >= settings.maxConnectionIdleMs) {
      this.idleSinceMs = Infinity;
      this.closeWithin(IDLE_GRACE_MS, "maxConnectionIdleMs");
      connection.drainFor(
        "maxConnectionIdleMs",
        `the connection has carried no call for ${settings.maxConnectionIdleMs} ms`,
      );
    }
  }
}
