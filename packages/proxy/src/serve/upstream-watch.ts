// Follows the channel to the upstream: whether it is there, and when it is there again.
import { type ClientChannel, ConnectivityState } from "tramline";

/** Keeps a channel connected and knows whether it is. */
export class UpstreamWatch {
  private readonly channel: ClientChannel;
  private readonly unsubscribe: () => void;
  private ready: boolean;

  /**
   * Begins to connect.
   *
   * @param onChange called when the upstream is reachable, and when it is not any more
   */
  constructor(channel: ClientChannel, onChange: (isReady: boolean) => void) {
    this.channel = channel;
    this.ready = channel.state === ConnectivityState.READY;
    this.unsubscribe = channel.onStateChange((state) => {
      // One that has lost its connection, or was idle for long, is wanted for the next call and for health.
      if (state === ConnectivityState.IDLE) channel.connect();
      const isReady = state === ConnectivityState.READY;
      // A connection that was replaced in order is not an outage.
      const isOver = isReady || state === ConnectivityState.TRANSIENT_FAILURE;
      if (!isOver || isReady === this.ready) return;
      this.ready = isReady;
      onChange(isReady);
    });
    channel.connect();
  }

  /** Whether the upstream could be reached when that was last seen. */
  get isReady(): boolean {
    return this.ready;
  }

  /** How the channel is now, for people. */
  get state(): string {
    return String(this.channel.state);
  }

  /** Stops following. */
  end(): void {
    this.unsubscribe();
  }
}
