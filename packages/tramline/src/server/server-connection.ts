import type { Socket } from "node:net";
import {
  accept,
  type Connection,
  type ConnectionError,
  type ConnectionListener,
  type FieldSection,
  type LimitEvent,
  type Stream,
  type StreamAcceptor,
  type StreamHandler,
} from "@tramline/http2";
import {
  type AuthInfo,
  type CallHost,
  type CallSettings,
  type MethodTable,
  type RecognizedRequest,
  type Refusal,
  recognizeRequest,
  type ServerProtocol,
  StatusError,
} from "@tramline/rpc";
import { inspectSocket } from "../inspect/inspect-socket.ts";
import type { SocketInspection } from "../inspect/inspection.ts";
import { frameLog } from "../observe/debug-topics.ts";
import type { HandlerRecord } from "./abandoned-handlers.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import type { EvictableConnection } from "./idle-eviction.ts";
import { authInfoOf, isTls, peerOf } from "./peer.ts";
import type { ErrorPlace } from "./server-options.ts";

/** The part of a server that its connections need. */
export interface ConnectionHost {
  readonly settings: CallSettings;
  readonly methods: MethodTable;
  readonly connectionSettings: ConnectionSettings;
  /** How calls come, in the order in which they are tried. */
  readonly protocols: readonly ServerProtocol[];
  onConnectionEnd(connection: ServerConnection): void;
  onError(error: Error, place: ErrorPlace): void;
  /** Whether somebody listens to limit events: the peer's address costs something to make. */
  readonly hearsLimits: boolean;
  onLimit(event: LimitEvent, peer: string): void;
}

/** Returns what was thrown, where it is an Error; else an Error that says so. */
function asError(thrown: unknown): Error {
  try {
    if (thrown instanceof Error) return thrown;
  } catch {
    // A proxy that throws.
  }
  return new Error(StatusError.from(thrown).rawMessage, { cause: thrown });
}

/** One client's connection: turns its requests into calls. */
export class ServerConnection
  implements StreamAcceptor, ConnectionListener, CallHost, EvictableConnection
{
  readonly settings: CallSettings;
  readonly methods: MethodTable;
  private readonly host: ConnectionHost;
  readonly #socket: Socket;
  private isSocketClosed: boolean;
  private readonly connection: Connection;
  private knownPeer: string | undefined;
  private knownAuth: AuthInfo | undefined;
  private isAuthKnown: boolean;
  private readonly handlers: HandlerRecord;
  /** Whether the client has made a call on it. */
  hadCall: boolean;
  readonly acceptedAtMs: number;
  /** Calls that have ended with another status than OK. */
  failedCalls: number;

  constructor(socket: Socket, host: ConnectionHost) {
    this.settings = host.settings;
    this.methods = host.methods;
    this.host = host;
    this.#socket = socket;
    this.knownPeer = undefined;
    this.knownAuth = undefined;
    this.isAuthKnown = false;
    this.handlers = { abandoned: 0, isProven: false };
    this.hadCall = false;
    this.acceptedAtMs = performance.now();
    this.failedCalls = 0;
    const shared = host.connectionSettings;
    this.connection = accept(socket, {
      acceptor: this,
      limits: shared.limits,
      budget: shared.budget,
      timeouts: shared.timeouts,
      allowance: shared.allowances?.of(socket.remoteAddress),
      keepalive: shared.keepalive.keepalive,
      pings: shared.keepalive.pings,
      listener: this,
      onFrame: frameLog("server", () => this.peer),
    });
    this.isSocketClosed = false;
    socket.on("close", () => {
      this.isSocketClosed = true;
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

  /** Streams open now. */
  get openStreams(): number {
    return this.connection.openStreams;
  }

  /** No new calls; closes when the last one is done. */
  drain(): void {
    this.connection.drain();
  }

  /** Ends at once: GOAWAY and close; a socket that does not close by itself is destroyed. */
  close(): void {
    this.connection.close();
  }

  /** Makes room for another client: this one has no call under way. */
  evict(): void {
    // One that was cut off may be held open, and one that has said nothing needs no farewell.
    if (this.connection.isOver || !this.connection.isReady) {
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

  onRequest(stream: Stream, section: FieldSection, endStream: boolean): StreamHandler {
    let request = section.memo as RecognizedRequest | undefined;
    if (request === undefined) {
      request = recognizeRequest(this.host.protocols, section);
      section.memo = request;
    }
    return request.serve(this, stream, section, endStream);
  }

  admit(): Refusal | undefined {
    this.hadCall = true;
    const { abandoned } = this.host.connectionSettings;
    if (abandoned.permits(this.handlers)) return undefined;
    const detail = `${abandoned.running} handlers run on although their calls have ended`;
    this.onLimit({ limit: "maxAbandonedHandlers", action: "refused-call", detail });
    return { error: new StatusError("RESOURCE_EXHAUSTED", detail), isUnprocessed: true };
  }

  onOrphanedHandler(change: 1 | -1): void {
    this.host.connectionSettings.abandoned.change(this.handlers, change);
  }

  onCallEnded(): void {
    this.handlers.isProven = true;
  }

  onCallFailed(): void {
    this.failedCalls += 1;
  }

  /** Returns what there is to know of the connection now. */
  inspect(): SocketInspection {
    return inspectSocket(this.#socket, this.connection);
  }

  /** Streams open now, by the name that counts have for it. */
  get activeStreams(): number {
    return this.connection.openStreams;
  }

  onHandlerError(thrown: unknown, method: string): void {
    this.host.onError(asError(thrown), { method, peer: this.peer });
  }

  onReady(): void {}
  onGoaway(): void {}
  onCapacity(): void {}
  onIdle(): void {}

  onLimit(event: LimitEvent): void {
    if (!this.host.hearsLimits) return;
    this.host.onLimit(event, this.peer);
  }

  onClosed(error: ConnectionError | undefined): void {
    if (error !== undefined) this.host.onError(error, { method: undefined, peer: this.peer });
  }
}
