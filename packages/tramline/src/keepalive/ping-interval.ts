import { ErrorCode, type KeepaliveSettings, TOO_MANY_PINGS } from "@tramline/http2";

/** The time between PINGs is not doubled beyond what a server permits at the least: two hours (gRFC A8). */
const MAX_DOUBLED_MS = 2 * 60 * 60_000;

/**
 * A channel's keepalive values over its life: a server that closes a connection with `too_many_pings`
 * doubles the time between the PINGs of the connections that follow (gRFC A8).
 */
export class PingInterval {
  private readonly settings: KeepaliveSettings;
  private timeMs: number;
  /** How much longer than configured the time between PINGs is: 1, 2, 4, … */
  factor: number;

  constructor(settings: KeepaliveSettings) {
    this.settings = settings;
    this.timeMs = settings.timeMs;
    this.factor = 1;
  }

  /** The values for a new connection. */
  get current(): KeepaliveSettings {
    return { ...this.settings, timeMs: this.timeMs };
  }

  /** A connection received GOAWAY. */
  onGoaway(errorCode: number, debug: string): void {
    if (errorCode !== ErrorCode.ENHANCE_YOUR_CALM || debug !== TOO_MANY_PINGS) return;
    if (this.timeMs >= MAX_DOUBLED_MS) return;
    this.timeMs *= 2;
    this.factor *= 2;
  }
}
