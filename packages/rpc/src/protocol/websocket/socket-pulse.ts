import { platformTimers, type TimerHost } from "../../deadline/clock.ts";

/** How a client that is silent is noticed. Times are in milliseconds. */
export interface PulseSettings {
  /** Silence after which a ping is sent, or up to twice as much; Infinity: no pings. */
  readonly timeMs: number;
  /** Silence after a ping that ends the connection. */
  readonly timeoutMs: number;
}

/** The most that timers of {@link TimerHost} wait. */
const MAX_WAIT_MS = 65_536;

/**
 * Checks that a client is still there, and keeps proxies from ending a WebSocket on which nothing is said. One timer
 * serves it, and frames that come only set a flag.
 */
export class SocketPulse {
  private readonly settings: PulseSettings;
  private readonly ping: () => void;
  private readonly onSilent: () => void;
  private readonly timers: TimerHost;
  private readonly check: () => void;
  private timer: unknown;
  private hasHeard: boolean;
  private isPinged: boolean;

  /**
   * @param ping sends one
   * @param onSilent called once when the client does not respond to it
   */
  constructor(
    settings: PulseSettings,
    ping: () => void,
    onSilent: () => void,
    timers: TimerHost = platformTimers,
  ) {
    this.settings = settings;
    this.ping = ping;
    this.onSilent = onSilent;
    this.timers = timers;
    this.check = () => this.onTimer();
    this.timer = undefined;
    this.hasHeard = false;
    this.isPinged = false;
    this.arm(settings.timeMs);
  }

  /** Something has come from the client. */
  beat(): void {
    this.hasHeard = true;
  }

  /** The connection is over. */
  stop(): void {
    if (this.timer !== undefined) this.timers.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private arm(delayMs: number): void {
    if (delayMs === Infinity) return;
    const waitMs = Math.min(Math.max(1, delayMs), MAX_WAIT_MS);
    this.timer = this.timers.setTimeout(this.check, waitMs);
  }

  private onTimer(): void {
    this.timer = undefined;
    if (this.hasHeard) {
      this.hasHeard = false;
      this.isPinged = false;
      this.arm(this.settings.timeMs);
    } else if (this.isPinged) {
      this.onSilent();
    } else {
      this.isPinged = true;
      // Before the ping, which may find that the connection is over.
      this.arm(this.settings.timeoutMs);
      this.ping();
    }
  }
}
