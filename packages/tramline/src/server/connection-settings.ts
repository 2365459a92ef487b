import { type AllowanceTable, ByteBudget, systemTimers } from "@tramline/http2";
import { monotonicNowMs } from "@tramline/rpc";
import { type ServerKeepaliveSettings, serverKeepalive } from "../keepalive/server-keepalive.ts";
import { AbandonedHandlers } from "./abandoned-handlers.ts";
import { peerAllowances } from "./peer-allowances.ts";
import { type ServerLimits, serverLimits } from "./server-limits.ts";
import type { ServerOptions } from "./server-options.ts";
import { type ServerTimeouts, serverTimeouts } from "./server-timeouts.ts";

/** The settings that all connections of a server share: what clients may cost it, and for how long. */
export interface ConnectionSettings {
  readonly limits: ServerLimits;
  readonly keepalive: ServerKeepaliveSettings;
  readonly timeouts: ServerTimeouts;
  /** The handlers that run on after their calls. */
  readonly abandoned: AbandonedHandlers;
  /** The bytes that the server holds for its clients. */
  readonly budget: ByteBudget;
  /** The allowance of each remote address; undefined: each connection has one of its own. */
  readonly allowances: AllowanceTable | undefined;
}

/** @throws ConfigurationError SERVER_OPTION_INVALID for an option that cannot work */
export function connectionSettings(options: ServerOptions): ConnectionSettings {
  const limits = serverLimits(options.limits);
  return {
    limits,
    keepalive: serverKeepalive(options.keepalive),
    timeouts: serverTimeouts(options.timeouts),
    abandoned: new AbandonedHandlers(limits.maxAbandonedHandlers, monotonicNowMs),
    budget: new ByteBudget(limits.maxHeldBytes, systemTimers),
    allowances: peerAllowances(options, limits, monotonicNowMs),
  };
}
