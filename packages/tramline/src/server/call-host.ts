import type { AuthInfo, CompressionRegistry, InterceptorNext } from "@tramline/rpc";

/** The settings that all calls of a server share. */
export interface CallSettings {
  readonly maxReceiveBytes: number;
  readonly compression: string | undefined;
  /** Messages with fewer bytes are not compressed. */
  readonly compressionThresholdBytes: number;
  readonly compressors: CompressionRegistry;
  /** The way through the server's interceptors; undefined without interceptors. */
  readonly interceptorWay: InterceptorNext | undefined;
}

/** The surroundings of a call on the server: its connection, its server. */
export interface CallHost {
  readonly settings: CallSettings;
  /** The client's address. */
  readonly peer: string;
  readonly authInfo: AuthInfo | undefined;
  /** When the bytes that were read last came, in monotonic milliseconds. */
  readonly lastReceiveMs: number;
  /** A call has ended before its handler, which runs on (1), or such a handler is done (-1). */
  onOrphanedHandler(change: 1 | -1): void;
  /** A call has ended by what its handler said. */
  onCallEnded(): void;
  /** Told of what a handler threw that is no StatusError. */
  onHandlerError(thrown: unknown, method: string): void;
}
