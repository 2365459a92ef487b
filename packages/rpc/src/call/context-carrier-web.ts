import type { CallOptions } from "../service/call-options.ts";
import type { StatusError } from "../status/status-error.ts";
import type { ContextCarrier } from "./context-carrier.ts";

/** Used in browsers, which serve no calls, instead of context-carrier.ts (package.json, `browser`). */
export function useContextCarrier(_carrier: ContextCarrier): void {}

/** As in context-carrier.ts. */
export function carryContext(options: CallOptions): CallOptions {
  return options;
}

/** As in context-carrier.ts. */
export function endedBy(reason: StatusError): StatusError {
  return reason;
}
