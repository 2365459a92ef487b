import type { Socket } from "node:net";
import {
  accept,
  type Connection,
  type ConnectionError,
  type ConnectionListener,
  ErrorCode,
  FIELD_SECTION_TOO_LARGE,
  type FieldSection,
  type HeaderTemplate,
  type LimitEvent,
  type Stream,
  type StreamAcceptor,
  type StreamHandler,
} from "@tramline/http2";
import { type AuthInfo, RequestHead, StatusError } from "@tramline/rpc";
import type { HandlerRecord } from "./abandoned-handlers.ts";
import type { CallHost, CallSettings } from "./call-host.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import type { EvictableConnection } from "./idle-eviction.ts";
import type { MethodTable } from "./method-table.ts";
import { authInfoOf, isTls, peerOf } from "./peer.ts";
import {
  errorFields,
  methodNotAllowed,
  responseTemplate,
  shortErrorFields,
  unsupportedMediaType,
} from "./response-fields.ts";
import { ServerCall } from "./server-call.ts";
import type { ErrorPlace } from "./server-options.ts";

/** The part of a server that its connections need. */
export interface ConnectionHost {
  readonly settings: CallSettings;
  readonly methods: MethodTable;
  readonly connectionSettings: ConnectionSettings;
  onConnectionEnd(connection: ServerConnection): void;
  onError(error: Error, place: ErrorPlace): void;
  /** Whether somebody listens to limit events: the peer's address costs something to make. */
  readonly hearsLimits: boolean;
  onLimit(event: LimitEvent, peer: string): void;
}

/** Handles the rest of a stream that ended without a call: nothing. */
const finished: StreamHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};

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

  constructor(socket: Socket, host: ConnectionHost) {
    this.settings = host.settings;
    this.host = host;
    this.#socket = socket;
    this.knownPeer = undefined;
    this.knownAuth = undefined;
    this.isAuthKnown = false;
    this.handlers = { abandoned: 0, isProven: false };
    this.hadCall = false;
    this.acceptedAtMs = performance.now();
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
    let head = section.memo as RequestHead | undefined;
    if (head === undefined) {
      head = new RequestHead(section.fields);
      section.memo = head;
    }
    const served = this.host.methods.find(head.path);
    if (served?.handler === undefined || !head.isOrdinary || section.malformed !== undefined) {
      const refusal = this.refusal(head, section, served !== undefined);
      if (refusal !== undefined) {
        this.refuse(stream, head, refusal);
        return finished;
      }
    }
    this.hadCall = true;
    const { abandoned } = this.host.connectionSettings;
    if (!abandoned.permits(this.handlers)) {
      stream.reset(ErrorCode.REFUSED_STREAM);
      const detail = `${abandoned.running} handlers run on although their calls have ended`;
      this.host.onLimit(
        { limit: "maxAbandonedHandlers", action: "refused-call", detail },
        this.peer,
      );
      return finished;
    }
    const call = new ServerCall(this, served as NonNullable<typeof served>, stream, section, head);
    // The stream hears its handler from here on: the call may be over when `start` returns.
    stream.handler = call;
    call.start(endStream);
    return call;
  }

  /** Why a request is not given to a handler; an HTTP response when it is not a gRPC request at all. */
  private refusal(
    head: RequestHead,
    section: FieldSection,
    isKnown: boolean,
  ): StatusError | HeaderTemplate | undefined {
    if (section.malformed === FIELD_SECTION_TOO_LARGE) {
      const text = `the request's metadata has more than ${this.host.connectionSettings.limits.maxFieldSectionSize} bytes`;
      return new StatusError("RESOURCE_EXHAUSTED", text);
    }
    if (!head.isGrpc) return unsupportedMediaType;
    if (head.method !== "POST") return methodNotAllowed;
    const served = this.host.methods.find(head.path);
    if (served?.handler === undefined) {
      const text = isKnown
        ? `method ${head.path} is not implemented by this server`
        : this.host.methods.describeMissing(head.path);
      return new StatusError("UNIMPLEMENTED", text);
    }
    if (head.codec !== "proto") {
      const text = `content-type "${head.contentType}" is not supported; send application/grpc+proto`;
      return new StatusError("UNIMPLEMENTED", text);
    }
    if (head.brokenTimeout !== undefined) {
      return new StatusError("INTERNAL", `malformed grpc-timeout "${head.brokenTimeout}"`);
    }
    const { compressors } = this.settings;
    if (head.encoding !== undefined && compressors.find(head.encoding) === undefined) {
      return new StatusError(
        "UNIMPLEMENTED",
        `grpc-encoding "${head.encoding}" is not supported; accepted: ${compressors.acceptEncoding}`,
        { metadata: {} },
      );
    }
    return undefined;
  }

  private refuse(stream: Stream, head: RequestHead, refusal: StatusError | HeaderTemplate): void {
    if (!(refusal instanceof StatusError)) {
      stream.sendHeaders(refusal, []);
      stream.sendData(new TextEncoder().encode("this port speaks gRPC over HTTP/2\n"), true);
    } else {
      const template = responseTemplate(head.contentType);
      let fields = errorFields(refusal, undefined);
      // It may repeat what the client sent, a path of any length.
      if (!stream.fits(template, fields)) fields = shortErrorFields(refusal);
      if (head.encoding !== undefined) {
        fields.push("grpc-accept-encoding", this.settings.compressors.acceptEncoding);
      }
      stream.sendTrailers(template, fields);
    }
    if (!stream.remoteEnded) stream.stopReading();
  }

  onOrphanedHandler(change: 1 | -1): void {
    this.host.connectionSettings.abandoned.change(this.handlers, change);
  }

  onCallEnded(): void {
    this.handlers.isProven = true;
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
