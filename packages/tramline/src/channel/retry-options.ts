import { checkOptions } from "../argument-check.ts";
import { countOption, countOrZeroOption } from "../option-check.ts";

/** The bounds on retries and hedging that a channel sets, whatever its service config says. */
export interface RetryOptions {
  /**
   * The most attempts of one call, the first included: 1 or more; a higher number in a service config
   * counts as this one. 1 switches retries and hedging off, but not the repetition of calls that no
   * server has looked at. Default 5 (gRFC A6).
   */
  readonly maxAttempts?: number | undefined;
  /**
   * The most bytes of requests that one streaming call keeps for another attempt, until the server
   * responds; a call that has sent more is not tried again. Requests of unary calls need no room.
   * 0 or more. Default 262,144.
   */
  readonly bufferBytesPerCall?: number | undefined;
  /** The same of all calls of the channel together. Default 16,777,216. */
  readonly bufferBytes?: number | undefined;
}

/** {@link RetryOptions} with the defaults. */
export interface RetryLimits {
  readonly maxAttempts: number;
  readonly bufferBytesPerCall: number;
  readonly bufferBytes: number;
}

const NAMES = { maxAttempts: true, bufferBytesPerCall: true, bufferBytes: true } as const;
const DEFAULT_MAX_ATTEMPTS = 5;
const DEFAULT_BYTES_PER_CALL = 256 * 1024;
const DEFAULT_BYTES = 16 * 1024 * 1024;

/** @throws ConfigurationError for an option that can never work */
export function retryLimits(options: RetryOptions | undefined): RetryLimits {
  if (options !== undefined) checkOptions("CHANNEL_OPTION_INVALID", "retries.", options, NAMES);
  const { maxAttempts = DEFAULT_MAX_ATTEMPTS, bufferBytesPerCall, bufferBytes } = options ?? {};
  countOption("CHANNEL_OPTION_INVALID", "retries.maxAttempts", maxAttempts);
  return {
    maxAttempts,
    bufferBytesPerCall: bytes("bufferBytesPerCall", bufferBytesPerCall, DEFAULT_BYTES_PER_CALL),
    bufferBytes: bytes("bufferBytes", bufferBytes, DEFAULT_BYTES),
  };
}

function bytes(option: string, value: number | undefined, fallback: number): number {
  return countOrZeroOption("CHANNEL_OPTION_INVALID", `retries.${option}`, value, fallback);
}
