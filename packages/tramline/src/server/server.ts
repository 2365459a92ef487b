import { once } from "node:events";
import type { Socket } from "node:net";
import type { LimitEvent } from "@tramline/http2";
import type { ServiceType } from "@tramline/protobuf";
import {
  type AnyHandler,
  type CheckedImplementation,
  type Interceptor,
  MethodTable,
  monotonicNowMs,
  type ServerObserver,
  type ServiceImplementation,
  type UnknownMethodHandler,
  UnknownMethods,
} from "@tramline/rpc";
import { checkFunctions, checkObservers, checkOptions, given } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { TlsStatus } from "../credentials/certificate-status.ts";
import { AttemptCounts } from "../inspect/attempt-counts.ts";
import { listeningEnd, nameOf } from "../inspect/inspect-socket.ts";
import type { ServerInspection } from "../inspect/inspection.ts";
import { inspectionId, liveServers } from "../inspect/registry.ts";
import { builtInObservers } from "../observe/built-in-observers.ts";
import { checkedGrace, positiveOption } from "../option-check.ts";
import { UnreachableError } from "../subchannel/unreachable-error.ts";
import { callSettings } from "./call-settings.ts";
import { connectionSettings } from "./connection-settings.ts";
import { type ContextPropagation, contextPropagation } from "./context-propagation.ts";
import { TlsHandshakeError } from "./handshake-failure.ts";
import { type InProcessDoor, inProcessDoors } from "./in-process-door.ts";
import { LimitReporter } from "./limit-reporter.ts";
import { checkListenAddress, type ListenAddress, parseListenAddress } from "./listen-address.ts";
import { createTcpListener, type SocketServer } from "./listener.ts";
import { closedError, describeListening, type Listening } from "./listening.ts";
import { isGone } from "./peer.ts";
import { DEFAULT_MAX_CONNECTIONS, Places } from "./places.ts";
import { serveFetch } from "./serve-fetch.ts";
import { type ByteSocket, serveSocket } from "./serve-socket.ts";
import type { ConnectionHost, ServedConnection } from "./served-connection.ts";
import { ServerConnection } from "./server-connection.ts";
import { SERVER_OPTIONS } from "./server-option-names.ts";
import type { ErrorPlace, ServerOptions } from "./server-options.ts";
import { serverProtocols } from "./server-protocols.ts";
import { ServerTls } from "./server-tls.ts";
import { servedMethods } from "./service-methods.ts";
import type { ServiceOptions } from "./service-options.ts";
import { showInConsole } from "./show-server.ts";
import { shutDown } from "./shut-down.ts";

/** How long calls under way may go on after `close`, by default. */
const DEFAULT_GRACE_MS = 5000;

/** A gRPC server. Made by `createServer`. */
export class Server {
  /**
   * Serves a web-standard request: mounts the server in Hono, Next, Deno, Bun, and Workers. It serves gRPC-Web,
   * Connect, and REST where the server does; native gRPC needs HTTP/2, and gets a response that says so. It can be
   * passed on by itself: `Deno.serve(server.fetch)`. Never rejects.
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * Serves a connection that somebody else has accepted, as the server's own port does in cleartext: native gRPC and
   * the other protocols, over HTTP/2 and HTTP/1.1. It takes the sockets of Workers, `export default { connect:
   * server.accept }`, and any other pair of web-standard byte streams. Resolves when the connection is over.
   *
   * The number of connections, and a client's allowance over several of them, are not limited: `maxConnections` and
   * `countsByAddress` are for ports. Rejects with a ConfigurationError SOCKET_INVALID for another value than a pair of
   * streams, or streams that are locked.
   */
  readonly accept: (socket: ByteSocket) => Promise<void>;
  /** The part of it that connections see. */
  readonly #host: ConnectionHost;
  readonly #methods: MethodTable;
  readonly #reporter: LimitReporter;
  readonly #tls: ServerTls | undefined;
  readonly #onErrorOption: ServerOptions["onError"];
  readonly #maxSendBytes: number;
  readonly #observers: readonly ServerObserver[];
  readonly #interceptors: readonly Interceptor[];
  /** Where calls made by handlers belong to the server call. */
  readonly #propagation: ContextPropagation | undefined;
  readonly #sockets: Set<SocketServer>;
  readonly #connections: Set<ServerConnection>;
  readonly #counts: AttemptCounts;
  /** Connections without a socket. */
  readonly #inProcess: Set<ServedConnection>;
  readonly #places: Places<ServerConnection>;
  #closing: Promise<void> | undefined;

  static {
    showInConsole(Server.prototype, (server) => ({
      isClosed: server.#closing !== undefined,
      addresses: server.inspect().listeners.map(({ name }) => name),
      services: server.#methods.services.map(({ typeName }) => typeName),
      openConnections: server.openConnections,
      openCalls: server.openCalls,
    }));
  }

  constructor(options: ServerOptions) {
    checkOptions("SERVER_OPTION_INVALID", "", options, SERVER_OPTIONS);
    checkObservers("SERVER_OPTION_INVALID", "observeServerMethod", options.observers);
    checkFunctions("SERVER_OPTION_INVALID", "onError", options.onError);
    checkFunctions("SERVER_OPTION_INVALID", "onLimit", options.onLimit);
    const observers = [...(options.observers ?? []), ...builtInObservers()];
    const shared = connectionSettings(options);
    this.#observers = observers;
    this.#propagation = contextPropagation(options.propagateContext);
    this.#interceptors = options.interceptors ?? [];
    this.#methods = new MethodTable();
    this.#host = {
      settings: callSettings(options, this.#methods, shared.limits, observers),
      methods: this.#methods,
      ...serverProtocols(options, observers.length > 0),
      connectionSettings: shared,
      hearsLimits: options.onLimit !== undefined,
      onConnectionEnd: (connection) => {
        if (!this.#inProcess.delete(connection)) {
          this.#connections.delete(connection as ServerConnection);
          this.#counts.addEnded(connection);
        }
      },
      onError: (error, place) => this.onError(error, place),
      onLimit: (event, peer) => this.onLimit(event, peer),
    };
    this.#maxSendBytes = positive("maxSendBytes", options.maxSendBytes, Number.MAX_SAFE_INTEGER);
    this.#reporter = new LimitReporter(options.onLimit, monotonicNowMs);
    this.#onErrorOption = options.onError;
    this.#tls =
      options.tls === undefined
        ? undefined
        : new ServerTls(options.tls, (error, peer) => this.onTlsError(error, peer));
    this.#sockets = new Set();
    this.#connections = new Set();
    this.#counts = new AttemptCounts();
    liveServers.add(this);
    this.#inProcess = new Set();
    this.#places = new Places({
      maxConnections: positive("maxConnections", options.maxConnections, DEFAULT_MAX_CONNECTIONS),
      allowances: shared.allowances,
      onLimit: (event, peer) => this.onLimit(event, peer),
      now: monotonicNowMs,
    });
    this.#closing = undefined;
    const door: InProcessDoor = {
      host: this.#host,
      enter: (connection) => {
        if (this.#closing !== undefined)
          throw new UnreachableError("in-process", "the server has been closed");
        this.#inProcess.add(connection);
      },
    };
    inProcessDoors.set(this, door);
    this.fetch = (request) => serveFetch(door, request);
    this.accept = (socket) => serveSocket(door, socket);
  }

  /** The services that have been added, for reflection. */
  get services(): readonly ServiceType[] {
    return this.#methods.services;
  }

  get #open(): ServedConnection[] {
    return [...this.#connections, ...this.#inProcess];
  }

  /** Returns what there is to know of the server now; see `inspectServers`. */
  inspect(): ServerInspection {
    return {
      id: inspectionId(this),
      calls: this.#counts.read(this.#connections, 0),
      listeners: [...this.#sockets].map(({ server }) => {
        const local = listeningEnd(server.address());
        return { id: inspectionId(server), name: nameOf(local), local };
      }),
      sockets: [...this.#connections].map((connection) => connection.inspect()),
    };
  }

  /** Connections that are open. */
  get openConnections(): number {
    return this.#connections.size + this.#inProcess.size;
  }

  /** Calls under way. */
  get openCalls(): number {
    let calls = 0;
    for (const connection of this.#open) calls += connection.openStreams;
    return calls;
  }

  /**
   * Offers a service. Methods that the implementation leaves out respond UNIMPLEMENTED.
   *
   * @param options how the service or single methods are served, where that differs from the server's
   * options: `{ compression: "gzip", methods: { getOrder: { compression: "identity" } } }`
   * @throws ConfigurationError when the service has been added before, or the implementation or the
   * options have a method that the service does not have
   */
  add<S extends ServiceType, T extends ServiceImplementation<S>>(
    service: S,
    implementation: T & CheckedImplementation<S, T>,
    options?: ServiceOptions<keyof S["methods"] & string>,
  ): this {
    const methods = servedMethods({
      service,
      implementation,
      options,
      table: this.#methods,
      compressors: this.#host.settings.compressors,
      maxSendBytes: this.#maxSendBytes,
      observers: this.#observers,
      interceptors: this.#interceptors,
      propagation: this.#propagation,
    });
    this.#methods.add(service, methods);
    return this;
  }

  /**
   * Serves the methods that no service has, of any kind, as a proxy does: requests and responses are the
   * encoded messages. `context.method.path` names the method, `context.codec` the encoding. Without it
   * they respond UNIMPLEMENTED.
   *
   * ```ts
   * server.addUnknown((requests, context) => forward(context.method.path, requests));
   * ```
   *
   * @throws ConfigurationError when there is such a handler, or `handler` is not a function
   */
  addUnknown(handler: UnknownMethodHandler): this {
    if (typeof handler !== "function") {
      throw new ConfigurationError(
        "HANDLER_NOT_A_FUNCTION",
        `invalid parameter of server.addUnknown: expected a function, got ${given(handler)}`,
      );
    }
    if (this.#methods.unknown !== undefined) {
      throw new ConfigurationError(
        "UNKNOWN_HANDLER_TWICE",
        "server.addUnknown was called before; pass one handler and choose by context.method.path",
      );
    }
    this.#methods.unknown = new UnknownMethods(
      this.#propagation?.ofHandler(handler as AnyHandler, true) ?? (handler as AnyHandler),
      this.#maxSendBytes,
      this.#host.settings.refusalObserver,
      this.#propagation?.ofInterceptors(this.#interceptors) ?? this.#interceptors,
    );
    return this;
  }

  /**
   * Listens, on one or more addresses: `0.0.0.0:50051`, `[::1]:50051`, `localhost:0` (any free port),
   * `unix:/run/orders.sock`.
   *
   * @throws ConfigurationError for an address that cannot be read, or certificates of `tls.load` that
   * cannot be used, or with SERVER_CLOSED after `close`; the socket's error, whose `code` is such as
   * `"EADDRINUSE"` or `"EACCES"`
   */
  async listen(address: string | ListenAddress): Promise<Listening> {
    if (this.#closing !== undefined) throw closedError();
    const where = typeof address === "string" ? parseListenAddress(address) : address;
    checkListenAddress(where);
    const { tlsHandshakeTimeoutMs } = this.#host.connectionSettings.timeouts;
    const onSocket = (socket: Socket) => {
      if (isGone(socket, server)) socket.destroy();
      else this.onSocket(socket);
    };
    const sockets =
      this.#tls === undefined
        ? createTcpListener(onSocket)
        : await this.#tls.createListener(onSocket, tlsHandshakeTimeoutMs, this.#places);
    const { server } = sockets;
    const listening = once(server, "listening");
    // A port of its own, even in a worker process: the kernel shares it.
    const isExclusive = "reusePort" in where && where.reusePort === true;
    server.listen({ ...where, ...(isExclusive && { exclusive: true }) });
    try {
      await listening;
    } catch (error) {
      // It emits close, which lets go of its certificates.
      server.close();
      throw error;
    }
    if (this.#closing !== undefined) {
      server.close();
      this.#tls?.close();
      throw closedError();
    }
    server.on("error", (error) => {
      this.onError(error, { method: undefined, peer: "" });
    });
    this.#sockets.add(sockets);
    return describeListening(server);
  }

  /**
   * Stops: takes no new connections and calls, lets those under way go on for `graceMs` (default
   * 5,000; 0 ends them at once, Infinity waits), then ends what is left. Always resolves, with every
   * socket closed.
   *
   * @throws ConfigurationError for an option that is unknown, or a negative `graceMs`
   */
  close(options: { readonly graceMs?: number | undefined } = {}): Promise<void> {
    const graceMs = checkedGrace("SERVER_OPTION_INVALID", options, DEFAULT_GRACE_MS);
    liveServers.remove(this);
    if (this.#closing === undefined) {
      this.#tls?.close();
      const parts = {
        sockets: this.#sockets,
        connections: this.#connections,
        inProcess: this.#inProcess,
      };
      this.#closing = shutDown(parts, graceMs);
    }
    return this.#closing;
  }

  /** `close()`, at the end of a block with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The certificates in use and how long they are valid, without secrets; undefined in cleartext. */
  tlsStatus(): TlsStatus | undefined {
    return this.#tls?.status();
  }

  /**
   * Reads the certificates again now, from their files or by `load`. Connections under way live on.
   *
   * @throws ConfigurationError, or what `load` threw, when they cannot be used: the former ones stay in
   * use. Does nothing in cleartext, or when they were given as they are.
   */
  async reloadTls(): Promise<void> {
    await this.#tls?.reload();
  }

  private onSocket(socket: Socket): void {
    if (this.#closing !== undefined) {
      socket.destroy();
      return;
    }
    const arrival = this.#places.arrive(socket, () => socket.destroy());
    if (arrival === undefined) return;
    this.#connections.add(new ServerConnection(socket, this.#host, this.#places, arrival));
  }

  private onTlsError(error: Error, peer: string): void {
    if (error instanceof TlsHandshakeError && error.reason === "ERR_TLS_HANDSHAKE_TIMEOUT") {
      const limit = "tlsHandshakeTimeoutMs";
      this.onLimit({ limit, action: "closed-connection", detail: error.message }, peer);
    }
    this.onError(error, { method: undefined, peer });
  }

  private onLimit(event: LimitEvent, peer: string): void {
    this.#reporter.report(event, peer);
  }

  private onError(error: Error, place: ErrorPlace): void {
    try {
      this.#onErrorOption?.(error, place);
    } catch {
      // Whom to tell that the telling failed? The call, or the connection, has its end all the same.
    }
  }
}

function positive(option: string, value: number | undefined, fallback: number): number {
  return positiveOption("SERVER_OPTION_INVALID", option, value, fallback);
}

/**
 * A gRPC server.
 *
 * ```ts
 * const server = createServer();
 * server.add(OrderService, { getOrder: ({ id }) => orders.find(id) });
 * await server.listen("0.0.0.0:50051");
 * ```
 */
export function createServer(options: ServerOptions = {}): Server {
  return new Server(options);
}
