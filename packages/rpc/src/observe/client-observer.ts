import type { AnyMethodType } from "@tramline/protobuf";
import type { CallOptions } from "../service/call-options.ts";
import type { StatusError } from "../status/status-error.ts";
import type { ChannelObserver } from "./channel-observer.ts";

/**
 * Observes the calls of a channel: what happens to each call and to each of its attempts, with the sizes of
 * messages as they travel. It sees what interceptors pass on to the channel, and the true end of calls of
 * every kind, streams included. For metrics, traces, and logs; it changes nothing but the metadata that an
 * attempt sends.
 *
 * Its methods are called while the call goes on and must return quickly. One that throws harms no call: the
 * error is thrown as an uncaught exception.
 */
export interface ClientObserver {
  /**
   * Called once for each method of a client, when the client is made.
   *
   * @param target the channel's target with its scheme, such as `dns:///orders:50051`
   * @returns the observer of the method's calls; undefined to leave them alone, which costs them nothing
   */
  observeClientMethod(method: AnyMethodType, target: string): ClientMethodObserver | undefined;
  /**
   * Called once for each channel, when it is made.
   *
   * @param target as for `observeClientMethod`
   * @returns the observer of the channel's connections; undefined for none
   */
  observeChannel?(target: string): ChannelObserver | undefined;
}

/** Observes the calls of one method on one channel. */
export interface ClientMethodObserver {
  /** A call begins. Nothing of it has been encoded or sent. */
  onCallStart(options: CallOptions): ClientCallObserver;
}

/** Observes one call of a client. */
export interface ClientCallObserver {
  /**
   * An attempt begins: the call wants a connection. A call without retries has one; a call whose deadline
   * is past when it begins has none.
   */
  onAttemptStart(attempt: AttemptStart): ClientAttemptObserver;
  /** The call is over, and its caller is about to learn so. Called once; `error` is undefined for OK. */
  onCallEnd(error: StatusError | undefined): void;
}

/**
 * The reason for an attempt: `"first"`; `"retry"` or `"hedge"` as the service config says; `"transparent"`
 * where it repeats an attempt that no server has looked at (gRFC A6).
 */
export type AttemptKind = "first" | "retry" | "hedge" | "transparent";

/** The place of an attempt among those of its call. */
export interface AttemptStart {
  /** Why the attempt is made. */
  readonly kind: AttemptKind;
  /** Attempts made before, without transparent retries. */
  readonly previousAttempts: number;
}

/** Observes one attempt of a call. One object may observe a call and its attempts. */
export interface ClientAttemptObserver {
  /**
   * A connection was picked, and the request's headers are about to be sent.
   *
   * @param fields the fields of this call: name, value, name, value, … More can be pushed to it, with
   * lower-case names and ASCII values
   * @param peer the server's address
   * @param wasDelayed whether the attempt waited for its connection
   */
  onHeadersSent(fields: string[], peer: string, wasDelayed: boolean): void;
  /**
   * A message was sent.
   *
   * @param bytes its encoded size
   * @param wireBytes its size after compression, without gRPC's prefix and HTTP/2's framing
   */
  onMessageSent(bytes: number, wireBytes: number): void;
  /** The response headers have come. */
  onHeadersReceived(fields: readonly string[]): void;
  /**
   * A message was received and decoded, or is still unread when the attempt ends. The sizes are as for
   * `onMessageSent`; `bytes` is -1 for a compressed message that was not read in time.
   */
  onMessageReceived(bytes: number, wireBytes: number): void;
  /** The attempt is over. Called once; `error` is undefined for OK. */
  onAttemptEnd(error: StatusError | undefined): void;
}
