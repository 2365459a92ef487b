import type { Socket } from "node:net";
import {
  type AcceptedConnection,
  acceptAny,
  type ConnectionError,
  type ConnectionListener,
} from "@tramline/http2";
import { type AuthInfo, monotonicNowMs } from "@tramline/rpc";
import { isTls } from "../credentials/is-tls.ts";
import { inspectSocket } from "../inspect/inspect-socket.ts";
import type { SocketInspection } from "../inspect/inspection.ts";
import { frameLog } from "../observe/debug-topics.ts";
import { AcceptingConnection } from "./accepting-connection.ts";
import type { Arrival } from "./arrivals.ts";
import { authInfoOf, peerOf } from "./peer.ts";
import type { PlacedConnection, Places } from "./places.ts";
import type { ConnectionHost } from "./served-connection.ts";

/** One client's connection: turns its requests into calls. */
export class ServerConnection
  extends AcceptingConnection
  implements ConnectionListener, PlacedConnection
{
  readonly #socket: Socket;
  private isSocketClosed: boolean;
  private connection: AcceptedConnection;
  private knownPeer: string | undefined;
  private knownAuth: AuthInfo | undefined;
  private isAuthKnown: boolean;
  readonly acceptedAtMs: number;
  readonly account: object;
  readonly #places: Places<ServerConnection>;
  readonly #arrival: Arrival;

  /** @param arrival its place in `places` until its client has sent its preface and SETTINGS */
  constructor(
    socket: Socket,
    host: ConnectionHost,
    places: Places<ServerConnection>,
    arrival: Arrival,
  ) {
    const allowance = host.connectionSettings.allowances?.of(socket.remoteAddress);
    super(host, allowance);
    // Where addresses do not count, each connection counts by itself.
    this.account = allowance ?? this;
    this.#socket = socket;
    this.#places = places;
    this.#arrival = arrival;
    this.knownPeer = undefined;
    this.knownAuth = undefined;
    this.isAuthKnown = false;
    this.acceptedAtMs = monotonicNowMs();
    const shared = host.connectionSettings;
    const options = {
      acceptor: this,
      http1Acceptor: this,
      limits: shared.limits,
      budget: shared.budget,
      timeouts: shared.timeouts,
      allowance,
      keepalive: shared.keepalive.keepalive,
      pings: shared.keepalive.pings,
      listener: this,
      onFrame: frameLog("server", () => this.peer),
    };
    this.connection = acceptAny(socket, options, (connection) => {
      this.connection = connection;
    });
    this.isSocketClosed = false;
    socket.on("close", () => {
      this.isSocketClosed = true;
      places.leave(arrival);
      places.end(this);
      host.onConnectionEnd(this);
    });
  }

  /** Settles when the socket is closed; never rejects. Made for those who ask, when the server closes. */
  get closed(): Promise<void> {
    if (this.isSocketClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.on("close", () => resolve());
    });
  }

  get peer(): string {
    this.knownPeer ??= peerOf(this.#socket);
    return this.knownPeer;
  }

  get authInfo(): AuthInfo | undefined {
    if (!this.isAuthKnown) {
      this.isAuthKnown = true;
      this.knownAuth = isTls(this.#socket) ? authInfoOf(this.#socket) : undefined;
    }
    return this.knownAuth;
  }

  get lastReceiveMs(): number {
    return this.connection.lastReceiveMs;
  }

  get inputWaitMs(): number {
    return this.connection.inputWaitMs;
  }

  /** Streams open now. */
  get openStreams(): number {
    return this.connection.openStreams;
  }

  get transferredBytes(): number {
    return this.#socket.bytesRead + this.#socket.bytesWritten;
  }

  /** No new calls; closes when the last one is done. */
  drain(): void {
    this.connection.drain();
  }

  /** Ends at once: GOAWAY and close; a socket that does not close by itself is destroyed. */
  close(): void {
    this.connection.close();
  }

  /** Makes room for another client. Calls under way end. */
  evict(): void {
    // One that was cut off may be held open, one that has said nothing needs no farewell, and one that
    // does not read would not get it.
    if (this.connection.isOver || !this.connection.isReady || this.#socket.writableLength > 0) {
      this.#socket.destroy();
      return;
    }
    this.connection.close();
    // The room is needed now: the client's end is not waited for.
    this.#socket.once("finish", () => this.#socket.destroy());
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Calls that have begun on it. */
  get startedCalls(): number {
    return this.connection.streamsStarted;
  }

  /** Returns what there is to know of the connection now. */
  inspect(): SocketInspection {
    return inspectSocket(this.#socket, this.connection);
  }

  onReady(): void {
    this.#places.leave(this.#arrival);
    this.#places.settle(this);
  }

  onGoaway(): void {}
  onCapacity(): void {}
  onIdle(): void {}

  onClosed(error: ConnectionError | undefined): void {
    if (error === undefined || isDisconnect(error)) return;
    this.host.onError(error, { method: undefined, peer: this.peer });
  }
}

/** Whether a client has just left, which ends its calls, and is nobody's mistake. */
function isDisconnect({ token, cause }: ConnectionError): boolean {
  if (token !== "H2_SOCKET" || !(cause instanceof Error) || !("code" in cause)) return false;
  return cause.code === "ECONNRESET" || cause.code === "EPIPE";
}
