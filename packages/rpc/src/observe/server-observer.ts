import type { AnyMethodType } from "@tramline/protobuf";
import type { ServerContext } from "../service/server-context.ts";
import type { StatusError } from "../status/status-error.ts";

/**
 * Observes the calls of a server: when each begins and ends, and the sizes of its messages as they travel.
 * It sees calls of every kind to their true end, be that a status, a reset, or a lost connection. For
 * metrics, traces, and logs.
 *
 * Its methods are called while the call goes on and must return quickly. One that throws harms no call: the
 * error is thrown as an uncaught exception.
 */
export interface ServerObserver {
  /**
   * Called once for each method when its service is added, and once without a method for the calls of
   * methods that the server does not serve.
   *
   * @returns the observer of the method's calls; undefined to leave them alone
   */
  observeServerMethod(method: AnyMethodType | undefined): ServerMethodObserver | undefined;
}

/** Observes the calls of one method. */
export interface ServerMethodObserver {
  /** A call begins: its request headers have come. */
  onCallStart(call: ServerCallStart): ServerCallObserver;
}

/** The properties of a call when it begins. */
export interface ServerCallStart {
  /** The request's header fields: name, value, name, value, … */
  readonly fields: readonly string[];
  /** The call as its handler will see it; undefined for a method that the server does not serve. */
  readonly context: ServerContext | undefined;
  /** The path of the request, such as `/shop.v1.OrderService/GetOrder`. */
  readonly path: string;
  /** The client's address. */
  readonly peer: string;
}

/** Observes one call of a server. */
export interface ServerCallObserver {
  /** Runs the interceptors and the handler, so that they find what is active here, such as a span. */
  run(body: () => void): void;
  /** A message was received and decoded; see `ClientAttemptObserver.onMessageSent` for the sizes. */
  onMessageReceived(bytes: number, wireBytes: number): void;
  /** A message was sent. */
  onMessageSent(bytes: number, wireBytes: number): void;
  /**
   * The call is over: its status has been sent, or nothing can be sent any more. Called once; `error` is
   * undefined for OK. A call that the client has given up ends with CANCELLED.
   */
  onCallEnd(error: StatusError | undefined): void;
}
