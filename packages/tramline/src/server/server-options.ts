import type { SecureVersion } from "node:tls";
import type {
  Codec,
  Compressor,
  CorsOptions,
  Interceptor,
  ServerObserver,
  ServerProtocol,
} from "@tramline/rpc";
import type { TlsSourceOptions } from "../credentials/tls-source.ts";
import type { ServerKeepaliveOptions } from "../keepalive/keepalive-options.ts";
import type { KeepalivePreset } from "../keepalive/presets.ts";
import type { ServerLimitEvent } from "./limit-reporter.ts";
import type { ServerLimits } from "./server-limits.ts";
import type { ServerTimeouts } from "./server-timeouts.ts";
import type { ShedLoadOptions } from "./shed-load.ts";

/**
 * How a server speaks TLS: with a certificate and its key, given (`cert`, `key`), in files (`certFile`,
 * `keyFile`) or by `load`. `ca` (or `caFile`) are the authorities that sign the certificates of clients.
 */
export interface ServerTlsOptions extends TlsSourceOptions {
  /**
   * Whether clients show a certificate: "none" (default), "request" (it may be absent or wrong; see
   * `context.authInfo`), or "require". The latter two need `ca`.
   */
  readonly clientCertificate?: "none" | "request" | "require" | undefined;
  /** Lowest protocol version. Default TLSv1.2. */
  readonly minVersion?: SecureVersion | undefined;
}

/** How a server serves. All of it can be left out. */
export interface ServerOptions {
  /** TLS; left out: cleartext HTTP/2 with prior knowledge. */
  readonly tls?: ServerTlsOptions | undefined;
  /** Interceptors of all calls; the first is the outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** Hear of all calls, from their beginning to their true end. */
  readonly observers?: readonly ServerObserver[] | undefined;
  /**
   * How calls may come, in the order in which they are tried. Default: `grpcProtocol`, `grpcWebProtocol`,
   * and `connectProtocol`, all on the same port, chosen by the content type of each request.
   */
  readonly protocols?: readonly ServerProtocol[] | undefined;
  /**
   * Which other origins' scripts may call the server from a browser: `true` for any, without credentials,
   * or the origins. Default false: browsers only let pages of the server's own origin call it.
   */
  readonly cors?: boolean | CorsOptions | undefined;
  /**
   * Whether calls may also come over a WebSocket, one on each, for browsers, whose fetch cannot send a stream of
   * requests while it receives responses. Pages of other origins need the permission of `cors`. Default true.
   */
  readonly webSocket?: boolean | undefined;
  /**
   * Encodings of messages beside protobuf's and JSON. The content type of a call chooses one:
   * `application/grpc+NAME`, `application/grpc-web+NAME`, `application/NAME`, or
   * `application/connect+NAME`. One with the name "json", such as `jsonCodec()` of "tramline/json" with
   * options of its own, replaces JSON. Default: none.
   */
  readonly codecs?: readonly Codec[] | undefined;
  /** The largest request message, decompressed, in bytes. Default 4 MiB. */
  readonly maxReceiveBytes?: number | undefined;
  /** The largest response message, in bytes. Default: no limit but the client's. */
  readonly maxSendBytes?: number | undefined;
  /** The compression of responses for clients that accept it, such as "gzip". Default: none. */
  readonly compression?: string | undefined;
  /**
   * Messages of fewer bytes are sent uncompressed, as compressing them gains little: 0 or more. Default
   * 1,024.
   */
  readonly compressionThresholdBytes?: number | undefined;
  /** The compressions that are known. Default: gzip, deflate, br, and zstd where the runtime has it. */
  readonly compressors?: readonly Compressor[] | undefined;
  /**
   * Connections at one time, over all addresses that the server listens on; further ones are closed.
   * When nearly all are open, each new connection closes one that is idle, above all one that never
   * carried a call. When all are taken, sockets that have not finished their handshakes (TLS, or the
   * preface of HTTP/2) give way to new ones: the oldest of the remote address with most of them. So do
   * connections of the address with most connections when another address needs a place: one that has
   * carried nothing for a second, or the newest if that address has more than half of all. Their calls
   * fail, and a client can repeat them. Default 10,000. Stops connection hoarding, and sockets that never finish.
   */
  readonly maxConnections?: number | undefined;
  /**
   * How clients that fall silent are noticed, and how often they may send PINGs, by values, by the name
   * of a preset, or false for no checks of either kind.
   */
  readonly keepalive?: ServerKeepaliveOptions | KeepalivePreset | false | undefined;
  /**
   * Whether calls that handlers and interceptors make, on any channel of the process, belong to the server call
   * as if its `context` had been passed to them: its deadline and its cancellation hold for them, and they continue its trace.
   * With `{ context: null }` a call stays out, as do those made after the handler is done. Costs each call an
   * AsyncLocalStorage, and on Node before 24 every promise of the process a hook. Default false.
   */
  readonly propagateContext?: boolean | undefined;
  /** Bounds on what a client may cost a connection: HTTP/2's limits. */
  readonly limits?: Partial<ServerLimits> | undefined;
  /**
   * Rejects calls while the process has more to do than it can: `{}` with the defaults. Default: none is
   * rejected for load.
   */
  readonly shedLoad?: ShedLoadOptions | undefined;
  /** How long clients may take, and how long connections live. Defaults at each. */
  readonly timeouts?: Partial<ServerTimeouts> | undefined;
  /**
   * Addresses of proxies that many clients connect through, with ranges in CIDR notation, such as
   * `["10.0.0.0/8"]`. What clients cost beyond their calls (resets, control frames, oversized metadata) is
   * counted by remote address, over all its connections; for these, by connection. Default: none.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Whether that is counted by remote address at all. False counts by connection. Default true. */
  readonly countsByAddress?: boolean | undefined;
  /**
   * Called when a client reaches a limit: a flood that was cut, a call or connection that was
   * rejected. At most one event in a second for each limit and client host. Default: nothing.
   */
  readonly onLimit?: ((event: ServerLimitEvent) => void) | undefined;
  /**
   * Whether callers receive the text of an error that is not a StatusError. Left out, they receive
   * UNKNOWN and "the handler threw an error": the text may name files, queries, or secrets. `onError`
   * receives the error as it was thrown. For development; a text for callers belongs in a StatusError.
   * Default false.
   */
  readonly exposeErrors?: boolean | undefined;
  /**
   * Called with errors of which callers do not receive all: what a handler threw beside StatusErrors, connections
   * that broke the protocol, TLS handshakes that failed (TlsHandshakeError; of a flood, not each), and
   * certificates that could not be loaded again. Default: nothing.
   */
  readonly onError?: ((error: Error, where: ErrorPlace) => void) | undefined;
}

/** The place of an error that `onError` receives. */
export interface ErrorPlace {
  /** The method's path; undefined for errors of a connection. */
  readonly method: string | undefined;
  /** The address of the other side, such as `127.0.0.1:40312`. */
  readonly peer: string;
}
