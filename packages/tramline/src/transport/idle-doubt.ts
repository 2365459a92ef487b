import type { Clock, ScheduledTimer } from "../subchannel/clock.ts";

/** How long the peer may take to respond to the PING of a check. */
const CHECK_TIMEOUT_MS = 5_000;

/** The connection that an {@link IdleDoubt} watches. */
export interface DoubtedLink {
  /** Streams of calls open now. */
  readonly countedStreams: number;
  /** When the last bytes came from the peer, in milliseconds of the clock given to {@link IdleDoubt}. */
  readonly lastReceiveMs: number;
  /** Sends a PING; `done` is called with its acknowledgment, or with the error that prevents one. */
  ping(done: (error: Error | undefined) => void): void;
  /** Closes the connection because the peer is silent. */
  onPeerSilent(reason: string): void;
}

const TRUSTED = 0;
const DOUBTED = 1;
const PROVING = 2;

/**
 * Doubts a connection on which nothing was heard for long while it carried no stream: a firewall or
 * load balancer may have forgotten it, and a call would wait for its deadline. The next call that
 * wants it has it checked with a PING first.
 *
 * It costs one timer for a connection, which looks at the time of the last read, and nothing per call.
 */
export class IdleDoubt {
  private readonly link: DoubtedLink;
  private readonly afterMs: number;
  private readonly clock: Clock;
  private readonly onTrusted: () => void;
  private timer: ScheduledTimer | undefined;
  private state: 0 | 1 | 2;

  /**
   * @param afterMs how long without a byte raises the doubt; Infinity: never
   * @param onTrusted called when a check has shown that the connection works
   */
  constructor(link: DoubtedLink, afterMs: number, clock: Clock, onTrusted: () => void) {
    this.link = link;
    this.afterMs = afterMs;
    this.clock = clock;
    this.onTrusted = onTrusted;
    this.timer = undefined;
    this.state = TRUSTED;
  }

  /** Whether calls must not use the connection before it has been checked. */
  get isDoubted(): boolean {
    return this.state !== TRUSTED;
  }

  /** Whether a check is under way. */
  get isProving(): boolean {
    return this.state === PROVING;
  }

  /** The connection carries no stream at this moment. */
  watch(): void {
    if (this.timer !== undefined || this.state !== TRUSTED || this.afterMs === Infinity) return;
    this.timer = this.clock.schedule(() => this.look(), this.afterMs);
  }

  /** The connection is over. */
  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.state = TRUSTED;
  }

  /** Checks the connection, if it is doubted and no check is under way. */
  prove(): void {
    if (this.state !== DOUBTED) return;
    this.state = PROVING;
    const askedAtMs = this.clock.nowMs();
    this.timer = this.clock.schedule(() => this.onSilence(askedAtMs), CHECK_TIMEOUT_MS);
    this.link.ping((error) => {
      // With an error the connection is over, or no PING could be sent: the timer decides.
      if (error === undefined && this.state === PROVING) this.trust();
    });
  }

  private look(): void {
    this.timer = undefined;
    // With a stream it is the keepalive's to watch; the end of the last stream calls `watch` again.
    if (this.link.countedStreams > 0) return;
    const quietMs = this.clock.nowMs() - this.link.lastReceiveMs;
    if (quietMs >= this.afterMs) this.state = DOUBTED;
    else this.timer = this.clock.schedule(() => this.look(), this.afterMs - quietMs);
  }

  private onSilence(askedAtMs: number): void {
    this.timer = undefined;
    if (this.link.lastReceiveMs > askedAtMs) {
      this.trust();
      return;
    }
    this.state = TRUSTED;
    this.link.onPeerSilent(
      `the connection was idle for long, and the peer did not respond to a PING within ${CHECK_TIMEOUT_MS} ms`,
    );
  }

  private trust(): void {
    this.stop();
    this.onTrusted();
    if (this.link.countedStreams === 0) this.watch();
  }
}
