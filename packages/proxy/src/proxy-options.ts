// The options of a proxy.
import type { CorsOptions, Interceptor, ServerObserver } from "@tramline/rpc";
import type { ClientChannel, ServerOptions } from "tramline";
import type { ContractSource } from "./contract/proxy-contract.ts";
import type { RequestListener } from "./observe/request-log.ts";
import type { ProxyRestOptions } from "./serve/served-contract.ts";

/** How a proxy serves. All but the channel can be left out. */
export interface ProxyOptions {
  /**
   * The channel to the upstream, a gRPC server in any language. Its options are those of the calls there: TLS,
   * balancing, retries, `maxReceiveBytes`, and `compression`, which is independent of the clients'. It is connected at
   * once, and stays the caller's to close.
   */
  readonly channel: ClientChannel;
  /**
   * Reads the upstream's contract, such as `reflectedContract(channel)`. Without it the proxy passes binary messages
   * only: gRPC, gRPC-Web, and Connect with Protocol Buffers.
   */
  readonly contract?: ContractSource | undefined;
  /** Whether and how methods are served by REST. Default: true. */
  readonly rest?: boolean | ProxyRestOptions | undefined;
  /** Which other origins' scripts may call; see the option of `createServer`. Default: none. */
  readonly cors?: boolean | CorsOptions | undefined;
  /**
   * Whether the contract is read again when the upstream is reachable again: it may have been replaced by another
   * version. Default: true.
   */
  readonly reloadOnReconnect?: boolean | undefined;
  /**
   * How many proxies in front of this one are trusted: the last entries of `x-forwarded-for` are theirs, and their
   * `x-forwarded-proto` and `x-forwarded-host` are passed on. An integer of at least 0. Default: 0.
   */
  readonly trustedHops?: number | undefined;
  /** The path of a readable page on the proxy's health, for load balancers; false: none. Default "/healthz". */
  readonly healthPath?: string | false | undefined;
  /** The path of the metrics on the proxy's own port. Default: none; `proxy.metrics()` returns them anyway. */
  readonly metricsPath?: string | undefined;
  /** Whether requests are counted for `proxy.metrics()`. Default: whether `metricsPath` is given. */
  readonly metrics?: boolean | undefined;
  /** Called with each request when it is over, such as for an access log. Default: nothing. */
  readonly onRequest?: RequestListener | undefined;
  /** Called after each attempt to read the contract, with the error if it failed. */
  readonly onReload?: ((error: Error | undefined) => void) | undefined;
  /** Interceptors of all forwarded calls, such as one that checks who calls. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** Observers of all calls, such as those of `@tramline/opentelemetry`. */
  readonly observers?: readonly ServerObserver[] | undefined;
  /** Further options of the proxy's server: `tls`, `limits`, `compression`, `maxReceiveBytes`, and others. */
  readonly server?:
    | Omit<ServerOptions, "protocols" | "codecs" | "cors" | "interceptors" | "observers">
    | undefined;
}
