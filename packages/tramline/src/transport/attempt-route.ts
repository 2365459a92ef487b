import type {
  CallCredentials,
  CompressionRegistry,
  DecodableType,
  FieldTemplate,
  SentMessages,
} from "@tramline/rpc";
import type { PickWaiter } from "../channel/pick-queue.ts";
import type { ServiceConfig } from "../service-config/service-config.ts";

/** Where an attempt gets its connection from: of a channel, as much as it needs. */
export interface PickSource {
  pick(waiter: PickWaiter): void;
  abandon(waiter: PickWaiter): void;
  /** An attempt has failed before it was sent. */
  countUnsent?(): void;
  readonly isAtStreamLimit: boolean;
  describeWait(): string;
}

/** The path of a method's calls: a channel, or one subchannel for the channel's own calls. */
export interface RoutedChannel extends PickSource {
  readonly secure: boolean;
  /** Nobody else can read what is sent: over TLS, or within the process. */
  readonly isConfidential: boolean;
  readonly authority: string;
  readonly callCredentials: CallCredentials | undefined;
  readonly serviceConfig: ServiceConfig;
}

/** The settings that all attempts at one method share. */
export interface AttemptRoute<I, O> extends SentMessages<I> {
  readonly channel: PickSource;
  /** The method's path. */
  readonly path: string;
  /** The type of responses, in the encoding of the calls. */
  readonly receivedType: DecodableType<O>;
  /** The name of that encoding. */
  readonly codecName: string;
  /** The request's constant fields. */
  readonly template: FieldTemplate;
  readonly compressors: CompressionRegistry;
  /** Name of the compression for requests, unless the call names one; undefined for none. */
  readonly compression: string | undefined;
  /** Messages with fewer bytes are not compressed. */
  readonly compressionThresholdBytes: number;
  readonly maxReceiveBytes: number;
  readonly waitForReady: boolean | undefined;
}
