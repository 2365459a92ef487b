import {
  type AcceptedConnection,
  type AcceptedStreams,
  acceptStreams,
  type ByteStreams,
  type ConnectionError,
  type ConnectionListener,
} from "@tramline/http2";
import { frameLog } from "../observe/debug-topics.ts";
import { AcceptingConnection } from "./accepting-connection.ts";
import type { InProcessDoor } from "./in-process-door.ts";

/** One client's connection on a pair of web-standard streams. */
export class StreamsConnection extends AcceptingConnection implements ConnectionListener {
  readonly peer: string;
  readonly closed: Promise<void>;
  readonly authInfo: undefined;
  private connection: AcceptedConnection;
  readonly #streams: AcceptedStreams;

  /** @throws TypeError when one of the streams is locked */
  constructor({ host }: InProcessDoor, streams: ByteStreams, peer: string) {
    super(host);
    this.peer = peer;
    this.authInfo = undefined;
    const shared = host.connectionSettings;
    const options = {
      acceptor: this,
      http1Acceptor: this,
      limits: shared.limits,
      budget: shared.budget,
      timeouts: shared.timeouts,
      keepalive: shared.keepalive.keepalive,
      pings: shared.keepalive.pings,
      listener: this,
      onFrame: frameLog("server", () => peer),
    };
    this.#streams = acceptStreams(streams, options, (connection) => {
      this.connection = connection;
    });
    this.connection = this.#streams.connection;
    this.closed = this.#streams.closed.then(() => host.onConnectionEnd(this));
  }

  get lastReceiveMs(): number {
    return this.connection.lastReceiveMs;
  }

  get inputWaitMs(): number {
    return this.connection.inputWaitMs;
  }

  get openStreams(): number {
    return this.connection.openStreams;
  }

  drain(): void {
    this.connection.drain();
  }

  close(): void {
    this.connection.close();
  }

  destroy(): void {
    this.#streams.destroy();
  }

  onReady(): void {}
  onGoaway(): void {}
  onCapacity(): void {}
  onIdle(): void {}

  onClosed(error: ConnectionError | undefined): void {
    // A client that has just left ends its calls, and is nobody's mistake.
    if (error === undefined || error.token === "H2_SOCKET") return;
    this.host.onError(error, { method: undefined, peer: this.peer });
  }
}
