import type { AuthInfo, CompressionRegistry, Interceptor } from "@tramline/rpc";

/** What all calls of a server have in common. */
export interface CallSettings {
  readonly maxReceiveBytes: number;
  readonly maxSendBytes: number;
  readonly compression: string | undefined;
  readonly compressors: CompressionRegistry;
  readonly interceptors: readonly Interceptor[];
}

/** What a call on the server knows of its surroundings: its connection, its server. */
export interface CallHost {
  readonly settings: CallSettings;
  /** The client's address. */
  readonly peer: string;
  readonly authInfo: AuthInfo | undefined;
  /** Told of what a handler threw that is no StatusError. */
  onHandlerError(thrown: unknown, method: string): void;
}
