import type { AnyMethodType } from "@tramline/protobuf";
import type { MethodConfig } from "@tramline/rpc";
import {
  type AttemptHandler,
  type AttemptOwner,
  type AttemptStarter,
  type CallCredentials,
  type ClientMethodObserver,
  type Codec,
  type CompressionRegistry,
  codeMessages,
  type DecodableType,
  type EncodableType,
  encodeMessage,
  FieldTemplate,
  type HedgeOwner,
  type HedgeSource,
  Hedging,
  MethodRetries,
  protobufCodec,
  type RetryPlan,
  StatusError,
} from "@tramline/rpc";
import type { ChannelRetries } from "../channel/channel-retries.ts";
import { combineCallCredentials, requestCallMetadata } from "../credentials/call-credentials.ts";
import type { ServiceConfig } from "../service-config/service-config.ts";
import type { AttemptRoute, RoutedChannel } from "./attempt-route.ts";
import { GrpcAttempt } from "./grpc-attempt.ts";

/** The settings that all calls of a channel share. */
export interface RouteSettings {
  readonly userAgent: string;
  readonly maxReceiveBytes: number;
  readonly maxSendBytes: number;
  /** Name of the compression for requests; undefined for none. */
  readonly compression: string | undefined;
  /** Messages with fewer bytes are not compressed. */
  readonly compressionThresholdBytes: number;
  readonly compressors: CompressionRegistry;
  /** How messages are encoded, unless a client says otherwise. */
  readonly codec: Codec;
  readonly retries: ChannelRetries;
}

/** A channel bound to one method: what is the same for all calls of it. */
export class MethodRoute<I, O> implements AttemptStarter<I, O>, AttemptRoute<I, O> {
  readonly channel: RoutedChannel;
  readonly path: string;
  readonly sentType: EncodableType<I>;
  readonly receivedType: DecodableType<O>;
  readonly codecName: string;
  readonly template: FieldTemplate;
  readonly compressors: CompressionRegistry;
  readonly compression: string | undefined;
  readonly compressionThresholdBytes: number;
  private readonly settings: RouteSettings;
  private knownConfig: ServiceConfig | undefined;
  private config: MethodConfig | undefined;
  private plan: RetryPlan;

  constructor(channel: RoutedChannel, method: AnyMethodType, settings: RouteSettings) {
    const { path, input, output } = method;
    const { codec } = settings;
    this.channel = channel;
    this.path = path;
    // The user's client is typed by the contract: what is sent is checked where it is called.
    this.sentType = codeMessages(codec, input);
    this.receivedType = codeMessages(codec, output) as DecodableType<O>;
    this.codecName = codec.name;
    this.template = new FieldTemplate([
      ":method",
      "POST",
      ":scheme",
      channel.secure ? "https" : "http",
      ":path",
      path,
      ":authority",
      channel.authority,
      "te",
      "trailers",
      "content-type",
      codec.name === protobufCodec.name ? "application/grpc" : `application/grpc+${codec.name}`,
      "user-agent",
      settings.userAgent,
      "grpc-accept-encoding",
      settings.compressors.acceptEncoding,
    ]);
    this.compressors = settings.compressors;
    this.compression = settings.compression;
    this.compressionThresholdBytes = settings.compressionThresholdBytes;
    this.settings = settings;
    this.knownConfig = undefined;
    this.config = undefined;
    this.plan = new MethodRetries(settings.retries, undefined);
  }

  /** The entry of the service config for the method; looked up once per config. */
  private get methodConfig(): MethodConfig | undefined {
    const { serviceConfig } = this.channel;
    if (serviceConfig !== this.knownConfig) {
      this.knownConfig = serviceConfig;
      this.config = serviceConfig.method(this.path);
      this.settings.retries.adopt(serviceConfig);
      this.plan = new MethodRetries(this.settings.retries, this.config);
    }
    return this.config;
  }

  /** As of the last call that began. */
  get retryPlan(): RetryPlan {
    return this.plan;
  }

  get maxReceiveBytes(): number {
    const configured = this.methodConfig?.maxResponseMessageBytes;
    const { maxReceiveBytes } = this.settings;
    return configured === undefined ? maxReceiveBytes : Math.min(configured, maxReceiveBytes);
  }

  get maxSendBytes(): number {
    const configured = this.methodConfig?.maxRequestMessageBytes;
    const { maxSendBytes } = this.settings;
    return configured === undefined ? maxSendBytes : Math.min(configured, maxSendBytes);
  }

  get waitForReady(): boolean | undefined {
    return this.methodConfig?.waitForReady;
  }

  get timeoutMs(): number | undefined {
    return this.methodConfig?.timeoutMs;
  }

  /** Undefined: `ObservedRoute` has one. */
  get observer(): ClientMethodObserver | undefined {
    return undefined;
  }

  /** Makes the attempt that carries a call. */
  protected createAttempt(handler: AttemptHandler<O>): GrpcAttempt<I, O> {
    return new GrpcAttempt<I, O>(this, handler);
  }

  start(handler: AttemptHandler<O>, owner: AttemptOwner<I, O>, wasDelayed: boolean): void {
    const { plan } = this;
    const { hedgingPolicy } = plan;
    if (hedgingPolicy !== undefined) {
      new Hedging(handler, this.hedgeSource, plan, hedgingPolicy).start(owner);
      return;
    }
    this.begin(handler, owner, wasDelayed);
  }

  private get hedgeSource(): HedgeSource<I, O> {
    return {
      encode: (message) => encodeMessage(this, message),
      start: (handler, owner, wasDelayed) => this.begin(handler, owner, wasDelayed),
    };
  }

  private begin(
    handler: AttemptHandler<O>,
    owner: AttemptOwner<I, O> | HedgeOwner<I, O>,
    wasDelayed: boolean,
  ): void {
    const attempt = this.createAttempt(handler);
    owner.attempt = attempt;
    const { callCredentials: shared } = this.channel;
    const { callCredentials: own } = handler;
    if (shared === undefined && own === undefined) {
      attempt.pick(wasDelayed);
      return;
    }
    const all =
      shared !== undefined && own !== undefined
        ? combineCallCredentials(shared, own)
        : ((shared ?? own) as CallCredentials);
    void this.startWithCredentials(attempt, all);
  }

  private async startWithCredentials(
    attempt: GrpcAttempt<I, O>,
    credentials: CallCredentials,
  ): Promise<void> {
    const { authority, isConfidential } = this.channel;
    try {
      const metadata = await requestCallMetadata(credentials, isConfidential, authority, this.path);
      const fields: string[] = [];
      metadata.writeTo({ field: (name, value) => fields.push(name, value) });
      attempt.useCredentials(fields);
    } catch (error) {
      attempt.onPickFailed(StatusError.from(error), false);
      return;
    }
    attempt.pick(true);
  }
}
