import type { ScheduledTimer, Timers } from "../timers.ts";

/** How a side checks that its peer is still there (gRFC A8 for clients, gRFC A9 for servers). */
export interface KeepaliveSettings {
  /** After this long without a byte from the peer a PING is sent. Milliseconds; Infinity: never. */
  readonly timeMs: number;
  /** After this long without a byte since that PING the connection is closed. Milliseconds. */
  readonly timeoutMs: number;
  /** Whether PINGs are sent while no stream is open. */
  readonly withoutStreams: boolean;
}

/** The connection that a {@link Keepalive} watches. */
export interface KeepaliveLink {
  /** Streams open now. */
  readonly openStreams: number;
  /** When the last bytes came from the peer, in milliseconds of the clock given to {@link Keepalive}. */
  readonly lastReceiveMs: number;
  /** Sends a PING; `done` is called with its acknowledgment, or with the error that prevents one. */
  ping(done: (error: Error | undefined) => void): void;
  /** Closes the connection because the peer is silent: its streams fail with `reason`. */
  onPeerSilent(reason: string): void;
}

const WAITING = 0;
const PROBING = 1;
const STOPPED = 2;

/**
 * How long the last look at a silent peer is put off. Timers run before sockets are read: after the process
 * has stood still, the acknowledgment may be among what waits to be read. Milliseconds.
 */
const LAST_LOOK_MS = 10;

/**
 * Notices that a peer is gone although its socket is open: a stopped process, a lost host, a firewall
 * that forgot the connection. Any byte from the peer counts as a sign of life. It costs one timer for a
 * connection and nothing for each frame: when the timer fires, it looks at the time of the last read.
 *
 * @see https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md
 */
export class Keepalive {
  private readonly link: KeepaliveLink;
  private readonly settings: KeepaliveSettings;
  private readonly now: () => number;
  private readonly timers: Timers;
  private timer: ScheduledTimer | undefined;
  private state: 0 | 1 | 2;
  private probedAtMs: number;
  private isLastLook: boolean;
  /** PINGs that were sent. */
  probes: number;

  /** @param now a monotonic clock, in milliseconds */
  constructor(link: KeepaliveLink, settings: KeepaliveSettings, now: () => number, timers: Timers) {
    this.link = link;
    this.settings = settings;
    this.now = now;
    this.timers = timers;
    this.timer = undefined;
    this.state = WAITING;
    this.probedAtMs = 0;
    this.isLastLook = false;
    this.probes = 0;
  }

  /** Begins to watch. Does nothing when `timeMs` is Infinity. */
  start(): void {
    if (this.settings.timeMs === Infinity || this.state === STOPPED) return;
    this.arm(this.settings.timeMs);
  }

  /** Ends the watch for good. */
  stop(): void {
    this.state = STOPPED;
    this.timer?.cancel();
    this.timer = undefined;
  }

  private arm(delayMs: number): void {
    this.timer = this.timers.schedule(() => this.onTimer(), delayMs);
  }

  private onTimer(): void {
    this.timer = undefined;
    if (this.state === PROBING) this.onProbeTimeout();
    else if (this.state === WAITING) this.onQuietTime();
  }

  /** `timeMs` may have passed without a byte. */
  private onQuietTime(): void {
    const { timeMs, timeoutMs, withoutStreams } = this.settings;
    const quietMs = this.now() - this.link.lastReceiveMs;
    if (quietMs < timeMs) {
      this.arm(timeMs - quietMs);
      return;
    }
    if (this.link.openStreams === 0 && !withoutStreams) {
      // A stream that opens while this waits is watched from the next turn of the timer on.
      this.arm(Math.min(timeMs, timeoutMs));
      return;
    }
    this.state = PROBING;
    this.probedAtMs = this.now();
    this.isLastLook = false;
    this.probes += 1;
    // Armed first: the acknowledgment may come while the PING is being written.
    this.arm(timeoutMs);
    this.link.ping((error) => {
      if (this.state !== PROBING || error !== undefined) return;
      this.state = WAITING;
      this.timer?.cancel();
      this.arm(timeMs);
    });
  }

  private onProbeTimeout(): void {
    const { timeMs, timeoutMs } = this.settings;
    if (this.link.lastReceiveMs > this.probedAtMs) {
      this.state = WAITING;
      this.arm(timeMs);
      return;
    }
    if (!this.isLastLook) {
      this.isLastLook = true;
      this.arm(LAST_LOOK_MS);
      return;
    }
    this.stop();
    const quietMs = Math.round(this.now() - this.link.lastReceiveMs);
    this.link.onPeerSilent(
      `the peer has been silent for ${quietMs} ms, and did not respond to a keepalive PING within ${timeoutMs} ms`,
    );
  }
}
