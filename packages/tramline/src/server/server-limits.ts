import { defaultLimits, type Limits } from "@tramline/http2";
import { didYouMean, given } from "@tramline/protobuf/internal";
import { isRecord } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { countOption } from "../option-check.ts";

/** Limits on what clients may cost a server: HTTP/2's, and those of the handlers. */
export interface ServerLimits extends Limits {
  /**
   * Handlers that may run on although their calls have ended (cancelled, past the deadline), over
   * all connections. From there on, a connection from a remote address that abandoned more than its
   * share of them may have 16 calls and abandoned handlers; further calls are rejected with
   * REFUSED_STREAM. From twice as many on, this holds for all but connections that had a call end in
   * order, from addresses that abandoned nothing; from four times as many on, only these have 16 calls.
   * Stops clients that open calls and give them up. Default: four times `maxConcurrentStreams`.
   */
  readonly maxAbandonedHandlers: number;
  /**
   * Calls under way at one time, over all connections, handlers that run on after their calls
   * included. Further ones end with RESOURCE_EXHAUSTED before anything of them is decoded, so
   * that the server does at full load what it has begun. Default: no limit.
   */
  readonly maxConcurrentCalls: number;
  /**
   * Calls that may begin in a second, in the long run, over all connections. Further ones end
   * with RESOURCE_EXHAUSTED before anything of them is decoded; they learn by `grpc-retry-pushback-ms`
   * when to try again. Default: no limit.
   */
  readonly callsPerSecond: number;
  /** Calls that may begin at once after a rest, where `callsPerSecond` is set. Default: that many. */
  readonly callBurst: number;
}

const CALL_LIMITS = ["maxAbandonedHandlers", "maxConcurrentCalls", "callsPerSecond", "callBurst"];

/** Abandoned handlers for each stream that a connection may open. */
const ABANDONED_PER_STREAM = 4;

/**
 * Checks a server's option `limits` and fills in the defaults.
 *
 * @throws ConfigurationError SERVER_OPTION_INVALID
 */
export function serverLimits(limits: Partial<ServerLimits> | undefined): ServerLimits {
  if (limits !== undefined && !isRecord(limits)) {
    throw new ConfigurationError(
      "SERVER_OPTION_INVALID",
      `invalid option limits: expected an object, got ${given(limits)}`,
    );
  }
  const entries = Object.entries(limits ?? {}).filter(([, value]) => value !== undefined);
  const names = [...Object.keys(defaultLimits), ...CALL_LIMITS];
  for (const [name, value] of entries) {
    if (!names.includes(name)) {
      throw new ConfigurationError(
        "SERVER_OPTION_INVALID",
        `unknown option limits.${name}${didYouMean(name, names)}`,
      );
    }
    countOption("SERVER_OPTION_INVALID", `limits.${name}`, value);
    checkLeast(name, value);
  }
  const own = Object.fromEntries(entries) as Partial<ServerLimits>;
  checkCombinations(own);
  const streams = own.maxConcurrentStreams ?? defaultLimits.maxConcurrentStreams;
  const callsPerSecond = own.callsPerSecond ?? Infinity;
  return {
    ...defaultLimits,
    maxAbandonedHandlers: streams * ABANDONED_PER_STREAM,
    maxConcurrentCalls: Infinity,
    callsPerSecond,
    callBurst: callsPerSecond,
    // The default of the one that is left out must not make the other one useless.
    maxHeldBytesPerConnection: Math.min(
      defaultLimits.maxHeldBytesPerConnection,
      own.maxHeldBytes ?? Infinity,
    ),
    maxHeldBytes: Math.max(defaultLimits.maxHeldBytes, own.maxHeldBytesPerConnection ?? 0),
    maxFieldSectionSize: Math.min(
      defaultLimits.maxFieldSectionSize,
      own.maxHeaderBlockBytes ?? Infinity,
    ),
    maxHeaderBlockBytes: Math.max(defaultLimits.maxHeaderBlockBytes, own.maxFieldSectionSize ?? 0),
    ...own,
  };
}

/** The first window of a stream: a client may send as much before the server consumes any of it. */
const WINDOW = { least: 64 * 1024, why: "the first window of a stream" } as const;
/** The fields of every request (HTTP/2's and gRPC's), with room for the path. */
const FIELDS = { least: 512, why: "the fields of a request without metadata" } as const;

/** The smallest values with which a server can serve calls; for other limits it is 1. */
const LEAST: Readonly<Record<string, { readonly least: number; readonly why: string }>> = {
  maxHeldBytes: WINDOW,
  maxHeldBytesPerConnection: WINDOW,
  maxFieldSectionSize: FIELDS,
  maxHeaderBlockBytes: FIELDS,
  maxUnreadControlBytes: { least: 64, why: "the acknowledgments that begin a connection" },
};

/** @throws ConfigurationError for a limit with which no client could make a call */
function checkLeast(name: string, value: number): void {
  const limit = LEAST[name];
  if (limit === undefined || value >= limit.least) return;
  throw new ConfigurationError(
    "SERVER_OPTION_INVALID",
    `invalid option limits.${name}: expected at least ${limit.least} (${limit.why}), got ${value}; raise it, or leave it out for the default of ${defaultLimits[name as keyof Limits]}`,
  );
}

/** Limits of which the first must not exceed the second. */
const ORDERED = [
  ["maxHeldBytesPerConnection", "maxHeldBytes"],
  ["maxFieldSectionSize", "maxHeaderBlockBytes"],
] as const;

/** @throws ConfigurationError for a limit that another one keeps from having an effect */
function checkCombinations(own: Partial<ServerLimits>): void {
  for (const [smaller, larger] of ORDERED) {
    const [least, most] = [own[smaller], own[larger]];
    if (least === undefined || most === undefined || least <= most) continue;
    throw new ConfigurationError(
      "SERVER_OPTION_INVALID",
      `invalid option limits.${smaller}: expected at most limits.${larger} (${most}), got ${least}`,
    );
  }
  if (own.callBurst !== undefined && own.callsPerSecond === undefined) {
    throw new ConfigurationError(
      "SERVER_OPTION_INVALID",
      "invalid option limits.callBurst: expected limits.callsPerSecond beside it, got none; set both",
    );
  }
}
