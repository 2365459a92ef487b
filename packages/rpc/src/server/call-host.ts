import type { Codec } from "../codec/codec.ts";
import type { CompressionRegistry } from "../compression/compression-registry.ts";
import type { ServerMethodObserver } from "../observe/server-observer.ts";
import type { AuthInfo } from "../service/server-context.ts";
import type { StatusError } from "../status/status-error.ts";
import type { CallAdmission } from "./call-admission.ts";
import type { MethodTable } from "./method-table.ts";
import type { ServedMethod } from "./served-method.ts";

/** The settings that all calls of a server share. */
export interface CallSettings {
  /** The largest request message, in bytes after decompression. */
  readonly maxReceiveBytes: number;
  /** The largest header section of a request, in bytes by the measure of RFC 9113 section 6.5.2. */
  readonly maxMetadataBytes: number;
  /** The name of the compression of responses; undefined for none. */
  readonly compression: string | undefined;
  /** Messages with fewer bytes are not compressed. */
  readonly compressionThresholdBytes: number;
  /** The compressions that requests and responses may use. */
  readonly compressors: CompressionRegistry;
  /** The encodings of messages by their names. */
  readonly codecs: ReadonlyMap<string, Codec>;
  /** Decides which calls begin; undefined: all do. */
  readonly admission: CallAdmission | undefined;
  /** Whether callers receive the texts of errors that are not a StatusError. */
  readonly exposesErrors: boolean;
  /** The observer of calls of methods that are not served; undefined without any. */
  readonly refusalObserver: ServerMethodObserver | undefined;
}

/**
 * Why a call is not begun although its method is served: the status for its response, or `"unprocessed"`
 * where the response says that the call was not processed, which lets the client repeat it elsewhere.
 */
export type Refusal = StatusError | "unprocessed";

/** The surroundings of a call on the server: its connection, its server. */
export interface CallHost {
  /** The settings that all calls of the server share. */
  readonly settings: CallSettings;
  /** The methods that are served. */
  readonly methods: MethodTable;
  /** The client's address. */
  readonly peer: string;
  /** The client's identity by its certificate; undefined in cleartext. */
  readonly authInfo: AuthInfo | undefined;
  /** When the bytes that were read last came, in monotonic milliseconds. */
  readonly lastReceiveMs: number;
  /**
   * Called once for each call, before anything of it is decoded.
   *
   * @returns why the call must not begin; undefined to begin it
   */
  admit(served: ServedMethod): Refusal | undefined;
  /** A call has ended before its handler, which runs on (1), or such a handler is done (-1). */
  onOrphanedHandler(change: 1 | -1): void;
  /** A call has ended by what its handler said. */
  onCallEnded(): void;
  /** A call has ended with another status than OK, or was rejected. */
  onCallFailed(): void;
  /** A request message is larger than `maxReceiveBytes`, as it came or inflated: its call has ended. */
  onMessageTooLarge(detail: string): void;
  /** Receives what a handler threw that is not a StatusError, or the reason why its response was not sent. */
  onHandlerError(thrown: unknown, method: string): void;
}
