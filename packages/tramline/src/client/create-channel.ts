import type { AnyMethodType } from "@tramline/protobuf";
import {
  type AttemptStarter,
  type CallChannel,
  type ClientObserver,
  type Codec,
  CompressionRegistry,
  type Compressor,
  type Interceptor,
  joinChannelObservers,
  observeClientMethod,
  protobufCodec,
} from "@tramline/rpc";
import {
  checkFieldText,
  checkFunctionList,
  checkObservers,
  checkOptions,
  given,
} from "../argument-check.ts";
import { Channel, type CloseOptions } from "../channel/channel.ts";
import type { ChannelEnvironment, ChannelOptions } from "../channel/channel-options.ts";
import { ChannelRetries } from "../channel/channel-retries.ts";
import { explainMethod } from "../channel/explain.ts";
import { retryLimits } from "../channel/retry-options.ts";
import { defaultCompressors } from "../compression/zlib.ts";
import { ConfigurationError } from "../configuration-error.ts";
import {
  DEFAULT_COMPRESSION_THRESHOLD_BYTES,
  DEFAULT_MAX_RECEIVE_BYTES,
} from "../message-defaults.ts";
import { builtInObservers } from "../observe/built-in-observers.ts";
import {
  checkCodecOption,
  checkCompression,
  checkCompressors,
  countOrZeroOption,
  positiveOption,
} from "../option-check.ts";
import { createConnector } from "../transport/connector.ts";
import { MethodRoute, type RouteSettings } from "../transport/method-route.ts";
import { ObservedRoute } from "../transport/observed-route.ts";
import { createSubchannelStreams } from "../transport/subchannel-streams.ts";
import { VERSION } from "../version.ts";

/** How calls on a channel are made, beside how it finds its servers. All of it can be left out. */
export interface ClientChannelOptions extends ChannelOptions {
  /** Interceptors of all calls; the first is the outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** Hear of all calls and their attempts, from their beginning to their true end. */
  readonly observers?: readonly ClientObserver[] | undefined;
  /** Put in front of `user-agent`. */
  readonly userAgent?: string | undefined;
  /** The largest response message, decompressed, in bytes. Default 4 MiB. */
  readonly maxReceiveBytes?: number | undefined;
  /** The largest request message, in bytes. Default: no limit but the server's. */
  readonly maxSendBytes?: number | undefined;
  /** The compression of requests, such as "gzip". Default: none. */
  readonly compression?: string | undefined;
  /**
   * Messages of fewer bytes are sent uncompressed, as compressing them gains little: 0 or more. Default
   * 1,024.
   */
  readonly compressionThresholdBytes?: number | undefined;
  /** The compressions that are known. Default: gzip, deflate, br, and zstd where the runtime has it. */
  readonly compressors?: readonly Compressor[] | undefined;
  /**
   * The encoding of messages, such as `jsonCodec()` of "tramline/json". The server must have one of the
   * same name. Default: protobuf.
   */
  readonly codec?: Codec | undefined;
}

const CHANNEL_OPTIONS = {
  tls: true,
  callCredentials: true,
  authority: true,
  loadBalancing: true,
  serviceConfig: true,
  onServiceConfigWarning: true,
  retries: true,
  idleTimeoutMs: true,
  keepalive: true,
  idleCheckAfterMs: true,
  connectTimeoutMs: true,
  proxy: true,
  connectionAttemptDelayMs: true,
  maxConnectionsPerAddress: true,
  healthCheck: true,
  backoff: true,
  maxQueuedCalls: true,
  resolvers: true,
  balancers: true,
  interceptors: true,
  observers: true,
  userAgent: true,
  maxReceiveBytes: true,
  maxSendBytes: true,
  compression: true,
  compressionThresholdBytes: true,
  compressors: true,
  codec: true,
} as const;

/** A channel that clients make calls on. */
export class ClientChannel extends Channel implements CallChannel {
  /** The channel's own interceptors; the first is the outermost. */
  readonly interceptors: readonly Interceptor[];
  private readonly route: RouteSettings;
  readonly #loadBalancing: string;
  readonly #observers: readonly ClientObserver[];

  /** @internal */
  constructor(target: string, options: ClientChannelOptions, environment: ChannelEnvironment) {
    checkOptions("CHANNEL_OPTION_INVALID", "", options, CHANNEL_OPTIONS);
    checkFunctionList("CHANNEL_OPTION_INVALID", "interceptors", options.interceptors);
    checkObservers("CHANNEL_OPTION_INVALID", "observeClientMethod", options.observers);
    checkFieldText("CHANNEL_OPTION_INVALID", "userAgent", options.userAgent);
    checkCompressors("CHANNEL_OPTION_INVALID", options.compressors);
    checkCodecOption("CHANNEL_OPTION_INVALID", options.codec);
    const observers = [...(options.observers ?? []), ...builtInObservers()];
    super(target, options, {
      ...environment,
      observeChannel: (text) =>
        joinChannelObservers(observers.map((one) => one.observeChannel?.(text))),
    });
    const agent = `grpc-typescript-tramline/${VERSION}`;
    const compressors = new CompressionRegistry(options.compressors ?? defaultCompressors);
    checkCompression(options.compression, compressors);
    this.interceptors = options.interceptors ?? [];
    const retries = new ChannelRetries(
      retryLimits(options.retries),
      environment.random ?? Math.random,
    );
    this.#loadBalancing = options.loadBalancing ?? "pick_first";
    this.#observers = observers;
    this.route = {
      userAgent: options.userAgent === undefined ? agent : `${options.userAgent} ${agent}`,
      maxReceiveBytes: positiveOption(
        "CHANNEL_OPTION_INVALID",
        "maxReceiveBytes",
        options.maxReceiveBytes,
        DEFAULT_MAX_RECEIVE_BYTES,
      ),
      maxSendBytes: positiveOption(
        "CHANNEL_OPTION_INVALID",
        "maxSendBytes",
        options.maxSendBytes,
        Number.MAX_SAFE_INTEGER,
      ),
      compression: options.compression,
      compressionThresholdBytes: countOrZeroOption(
        "CHANNEL_OPTION_INVALID",
        "compressionThresholdBytes",
        options.compressionThresholdBytes,
        DEFAULT_COMPRESSION_THRESHOLD_BYTES,
      ),
      compressors,
      codec: options.codec ?? protobufCodec,
      retries,
    };
  }

  /**
   * Describes what is in force for the calls of a method, and where it comes from: the service config's
   * entry with its timeout, limits, and retries, the throttling, the load balancing policy, and what does not
   * hold as it is written. A text of several lines, for people; its form may change.
   *
   * @param method such as `OrderService.methods.getOrder`, or its path `/shop.v1.OrderService/GetOrder`
   * @throws ConfigurationError for another value
   */
  explain(method: AnyMethodType | string): string {
    const path = typeof method === "string" ? method : method?.path;
    if (typeof path !== "string" || !/^\/[^/]+\/[^/]+$/.test(path)) {
      throw new ConfigurationError(
        "METHOD_INVALID",
        `invalid method of explain: expected a method or its path, such as "/shop.v1.OrderService/GetOrder", got ${given(method)}`,
      );
    }
    const { target, serviceConfig } = this;
    const { retries, maxReceiveBytes, maxSendBytes } = this.route;
    retries.adopt(serviceConfig);
    return explainMethod(path, {
      target,
      serviceConfig,
      loadBalancing: this.#loadBalancing,
      maxReceiveBytes,
      maxSendBytes,
      retries,
    });
  }

  /**
   * Closes the channel: new calls fail, calls under way may finish within the grace time, then are canceled.
   * Resolves when all connections are closed.
   */
  override close(options?: CloseOptions): Promise<void> {
    const closed = super.close(options);
    this.route.retries.waits.end();
    return closed;
  }

  /** Binds a method for calling; used by `createClient`. The codec defaults to the channel's. */
  bind(method: AnyMethodType, codec?: Codec): AttemptStarter<unknown, unknown> {
    const observer = observeClientMethod(this.#observers, method, this.canonicalTarget);
    const settings = codec === undefined ? this.route : { ...this.route, codec };
    return observer === undefined
      ? new MethodRoute<unknown, unknown>(this, method, settings)
      : new ObservedRoute<unknown, unknown>(observer, this, method, settings);
  }
}

/**
 * A channel to a service: `dns:///orders:50051`, `ipv4:10.0.0.1:50051,10.0.0.2:50051`,
 * `ipv6:[::1]:50051`, `unix:/run/orders.sock`, or plain `host:port`. It connects with the first call.
 *
 * @throws ConfigurationError for a target or an option that can never work
 */
export function createChannel(target: string, options: ClientChannelOptions = {}): ClientChannel {
  return new ClientChannel(target, options, {
    createConnector,
    createStreams: createSubchannelStreams,
  });
}
