import { systemTimers } from "@tramline/http2";
import { monotonicNowMs } from "@tramline/rpc";
import { checkOptions } from "../argument-check.ts";
import { positiveOption } from "../option-check.ts";
import { LoadShedder } from "./load-shedder.ts";

const CODE = "SERVER_OPTION_INVALID";
const SHED_LOAD_OPTIONS = { maxDelayMs: true } as const;
const DEFAULT_MAX_DELAY_MS = 100;

/**
 * When a server rejects calls because the process has too much to do. Rejected calls end with UNAVAILABLE before
 * anything of them is decoded, and learn by `grpc-retry-pushback-ms` (gRFC A6) when to try again. Calls under way,
 * and those of services with `limited: false` (health and reflection), are not rejected.
 */
export interface ShedLoadOptions {
  /**
   * How late the event loop may be, and how long a call may have waited for the turn of its connection, in
   * milliseconds. While the loop is later, a share of the calls is rejected that grows until it is not. Calls
   * that have waited longer are rejected. Default 100.
   */
  readonly maxDelayMs?: number | undefined;
}

/**
 * Checks a server's option `shedLoad`.
 *
 * @returns undefined when it was left out
 * @throws ConfigurationError SERVER_OPTION_INVALID
 */
export function shedLoad(options: ShedLoadOptions | undefined): LoadShedder | undefined {
  if (options === undefined) return undefined;
  checkOptions(CODE, "shedLoad.", options, SHED_LOAD_OPTIONS);
  return new LoadShedder({
    maxDelayMs: positiveOption(
      CODE,
      "shedLoad.maxDelayMs",
      options.maxDelayMs,
      DEFAULT_MAX_DELAY_MS,
    ),
    timers: systemTimers,
    now: monotonicNowMs,
    random: () => Math.random(),
  });
}
