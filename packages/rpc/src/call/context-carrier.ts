import type { CallOptions } from "../service/call-options.ts";
import type { ServerContext } from "../service/server-context.ts";
import { StatusError } from "../status/status-error.ts";

/** The context of a server call that knows whether its handler is still at work. */
export interface CarriedContext extends ServerContext {
  /** False once the handler is done: what it has left behind, such as a timer, calls for itself. */
  readonly isUnderWay: boolean;
}

/** Finds the context of the server call whose handler is running, across its promises and callbacks. */
export interface ContextCarrier {
  /** Returns the context of the call whose handler runs at this moment; undefined outside of handlers. */
  current(): CarriedContext | undefined;
}

/** The carrier of the process; undefined until a server propagates its calls' contexts. */
let contextCarrier: ContextCarrier | undefined;

/** Has clients look for the context on whose behalf a call is made. rpc itself has no means to carry it. */
export function useContextCarrier(carrier: ContextCarrier): void {
  contextCarrier = carrier;
}

/** The options of a call with the context of the handler that makes it. */
class CarriedOptions implements Required<CallOptions> {
  readonly timeoutMs: CallOptions["timeoutMs"];
  readonly deadline: CallOptions["deadline"];
  readonly signal: CallOptions["signal"];
  readonly metadata: CallOptions["metadata"];
  readonly waitForReady: CallOptions["waitForReady"];
  readonly compression: CallOptions["compression"];
  readonly callCredentials: CallOptions["callCredentials"];
  readonly interceptors: CallOptions["interceptors"];
  readonly maxReceiveBytes: CallOptions["maxReceiveBytes"];
  readonly onHeaders: CallOptions["onHeaders"];
  readonly onTrailers: CallOptions["onTrailers"];
  readonly context: ServerContext;

  constructor(options: CallOptions, context: ServerContext) {
    this.timeoutMs = options.timeoutMs;
    this.deadline = options.deadline;
    this.signal = options.signal;
    this.metadata = options.metadata;
    this.waitForReady = options.waitForReady;
    this.compression = options.compression;
    this.callCredentials = options.callCredentials;
    this.interceptors = options.interceptors;
    this.maxReceiveBytes = options.maxReceiveBytes;
    this.onHeaders = options.onHeaders;
    this.onTrailers = options.onTrailers;
    this.context = context;
  }
}

/** Returns the options with the context of the running handler, unless they name one, or none. */
export function carryContext(options: CallOptions): CallOptions {
  return contextCarrier === undefined ? options : carryBy(contextCarrier, options);
}

function carryBy(carrier: ContextCarrier, options: CallOptions): CallOptions {
  if (options.context !== undefined) return options;
  const context = carrier.current();
  return context?.isUnderWay === true ? new CarriedOptions(options, context) : options;
}

/**
 * The error of a call whose signal was aborted with a status: that status, or where it is the end of the
 * server call on whose behalf the call was made, one that says so.
 */
export function endedBy(
  reason: StatusError,
  parent: ServerContext | null | undefined,
): StatusError {
  if (parent?.cancelled !== true || parent.signal.reason !== reason) return reason;
  const code = reason.code === "DEADLINE_EXCEEDED" ? reason.code : "CANCELLED";
  const text = `the server call ${parent.method.path} that made this call ended: ${reason.message}`;
  return new StatusError(code, text, { cause: reason });
}
