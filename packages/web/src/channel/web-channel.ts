import {
  type Codec,
  type Compressor,
  type Interception,
  type PlainChannel,
  protobufCodec,
  StatusError,
} from "@tramline/rpc";
import type { WebProtocol } from "../protocol/web-protocol.ts";
import {
  type CookiePolicy,
  FetchAttempt,
  type FetchFunction,
  type FetchRoute,
} from "./fetch-attempt.ts";
import type { RequestStreams } from "./request-streams.ts";
import type { WebServiceConfig } from "./service-config.ts";

/** The largest response message, unless an option says otherwise. */
const MAX_RECEIVE_BYTES = 4 * 1024 * 1024;

/** Settings of a channel over fetch. */
export interface WebChannelOptions {
  /** The protocol of all calls: `connect()` or `grpcWeb()`. */
  readonly protocol: WebProtocol;
  /** The encoding of messages. Default: protobuf's binary one. */
  readonly codec?: Codec | undefined;
  /** Interceptors of all calls on this channel: `intercept(…)`. Default: none, and none in clients and calls. */
  readonly interceptors?: Interception | undefined;
  /**
   * Carries calls with a stream of requests, such as `fetchStreams()`. Default: such calls end with UNIMPLEMENTED.
   */
  readonly requestStreams?: RequestStreams | undefined;
  /** Retries, timeouts, and limits by method: `serviceConfig(…)`. Default: none. */
  readonly serviceConfig?: WebServiceConfig | undefined;
  /** Sends the requests, such as a function that signs them. Default: the platform's fetch. */
  readonly fetch?: FetchFunction | undefined;
  /** Whether fetch sends cookies, and to which origins. Default: "same-origin". */
  readonly credentials?: CookiePolicy | undefined;
  /** The largest response message, decompressed, in bytes. Default: 4 MiB. */
  readonly maxReceiveBytes?: number | undefined;
  /**
   * Compressions of messages. A body that is one message, as in unary calls of Connect, is decompressed by
   * fetch itself if it knows the compression. Default: none.
   */
  readonly compressors?: readonly Compressor[] | undefined;
  /** The name of the compression of requests, which is among `compressors`. Default: "identity". */
  readonly compression?: string | undefined;
}

/** A channel over fetch. It need not be closed: the platform owns the connections. */
export interface WebChannel extends PlainChannel {
  /** The address of the server, without a trailing slash. */
  readonly baseUrl: string;
}

/**
 * Creates a channel that carries calls over fetch: in browsers and workers, Node, Deno, and Bun.
 *
 * ```ts
 * const channel = createWebChannel("https://shop.example", { protocol: connect() });
 * const orders = createClient(OrderService, channel);
 * ```
 *
 * Methods with a stream of requests need the option `requestStreams`.
 *
 * @param baseUrl the server's address, with the prefix of the methods' paths if they have one; relative
 * addresses, such as "/api", work where fetch accepts them
 */
export function createWebChannel(baseUrl: string, options: WebChannelOptions): WebChannel {
  const base = baseUrl.replace(/\/+$/, "");
  const { protocol, interceptors: interception, requestStreams, compressors = [] } = options;
  const configure = options.serviceConfig?.open();
  const platformFetch: FetchFunction = (url, init) => fetch(url, init);
  return {
    baseUrl: base,
    interceptors: interception?.interceptors ?? [],
    interception,
    requestSending: requestStreams?.sending,
    bind(method, codec = options.codec ?? protobufCodec) {
      const url = base + method.path;
      const acceptEncoding = compressors.map(({ name }) => name).join();
      const bound = protocol.bind({ method, url, codecName: codec.name, acceptEncoding });
      const plain: FetchRoute = {
        method,
        bound,
        url,
        codec,
        fetch: options.fetch ?? platformFetch,
        credentials: options.credentials,
        maxReceiveBytes: options.maxReceiveBytes ?? MAX_RECEIVE_BYTES,
        compression: options.compression,
        compressors,
      };
      const configured = configure?.(plain);
      const route = configured?.route ?? plain;
      const { streamed } = bound;
      const { kind } = method;
      const streams =
        kind === "unary" || kind === "serverStreaming" ? undefined : (requestStreams ?? noStreams);
      return {
        timeoutMs: configured?.timeoutMs,
        retryPlan: configured?.retryPlan,
        start(handler, owner, wasDelayed) {
          if (handler.callCredentials !== undefined) {
            handler.onFailure(noCredentials());
          } else if (streams === undefined) {
            owner.attempt = new FetchAttempt(route, handler, wasDelayed);
            handler.onOpen();
          } else {
            const problem = streams.problemOf(method);
            if (problem === undefined && streamed !== undefined) {
              streams.start(route, streamed, handler, owner, wasDelayed);
            } else {
              const text = `cannot call ${method.path}: ${problem ?? `${protocol.name} has no streams of requests`}`;
              handler.onFailure(new StatusError("UNIMPLEMENTED", text));
            }
          }
        },
      };
    },
  };
}

/** Carries nothing: for channels without the option `requestStreams`. */
const noStreams: Omit<RequestStreams, "sending"> = {
  problemOf: () => "the channel has no streams of requests; give it the option requestStreams",
  start() {},
};

function noCredentials(): StatusError {
  const text =
    "invalid option callCredentials: a channel over fetch has none; set metadata in an interceptor";
  return new StatusError("INTERNAL", text);
}
