import type { HedgingPolicy, RetryPolicy } from "../retry/retry-plan.ts";
import { Code, type CodeName, codeName } from "../status/code.ts";
import type { ConfigNotices } from "./config-notices.ts";
import {
  fieldError,
  type JsonObject,
  readArray,
  readDurationMs,
  readInteger,
  readNumber,
  readObject,
} from "./json-reader.ts";

/** When retries and hedging stop because too many calls fail (gRFC A6). */
export interface RetryThrottling {
  /** The tokens at the start, and the most there can be: from 1 to 1,000. Retries stop at half of it. */
  readonly maxTokens: number;
  /** The part of a token that a success returns: a multiple of 0.001. */
  readonly tokenRatio: number;
}

const MAX_TOKENS = 1000;

/**
 * `retryPolicy` of a method (gRFC A6).
 *
 * @throws ConfigurationError at the first field that is wrong, with its place
 */
export function parseRetryPolicy(json: unknown, path: string, notices: ConfigNotices): RetryPolicy {
  const fields = readObject(json, path);
  const codes = readCodes(fields["retryableStatusCodes"], `${path}.retryableStatusCodes`);
  if (codes.size === 0) {
    throw fieldError(`${path}.retryableStatusCodes`, "at least one code", []);
  }
  notices.ignored(fields, path, RETRY_FIELDS);
  return {
    maxAttempts: readAttempts(fields, path, notices),
    initialBackoffMs: readPositiveDurationMs(fields["initialBackoff"], `${path}.initialBackoff`),
    maxBackoffMs: readPositiveDurationMs(fields["maxBackoff"], `${path}.maxBackoff`),
    backoffMultiplier: readPositiveNumber(fields["backoffMultiplier"], `${path}.backoffMultiplier`),
    retryableCodes: codes,
  };
}

/**
 * `hedgingPolicy` of a method (gRFC A6).
 *
 * @throws ConfigurationError at the first field that is wrong, with its place
 */
export function parseHedgingPolicy(
  json: unknown,
  path: string,
  notices: ConfigNotices,
): HedgingPolicy {
  const fields = readObject(json, path);
  const { hedgingDelay, nonFatalStatusCodes } = fields;
  notices.ignored(fields, path, HEDGING_FIELDS);
  return {
    maxAttempts: readAttempts(fields, path, notices),
    hedgingDelayMs:
      hedgingDelay === undefined ? 0 : readDurationMs(hedgingDelay, `${path}.hedgingDelay`),
    nonFatalCodes:
      nonFatalStatusCodes === undefined
        ? new Set()
        : readCodes(nonFatalStatusCodes, `${path}.nonFatalStatusCodes`),
  };
}

/**
 * `retryThrottling` of a service config (gRFC A6).
 *
 * @throws ConfigurationError at the first field that is wrong, with its place
 */
export function parseRetryThrottling(json: unknown, notices: ConfigNotices): RetryThrottling {
  const path = "retryThrottling";
  const fields = readObject(json, path);
  notices.ignored(fields, path, THROTTLING_FIELDS);
  const maxTokens = readPositiveNumber(fields["maxTokens"], `${path}.maxTokens`);
  if (maxTokens > MAX_TOKENS) {
    throw fieldError(`${path}.maxTokens`, `at most ${MAX_TOKENS}`, maxTokens);
  }
  const given = readPositiveNumber(fields["tokenRatio"], `${path}.tokenRatio`);
  const tokenRatio = Math.floor(given * 1000) / 1000;
  if (tokenRatio === 0) throw fieldError(`${path}.tokenRatio`, "at least 0.001", given);
  return { maxTokens, tokenRatio };
}

const RETRY_FIELDS = [
  "maxAttempts",
  "initialBackoff",
  "maxBackoff",
  "backoffMultiplier",
  "retryableStatusCodes",
];
const HEDGING_FIELDS = ["maxAttempts", "hedgingDelay", "nonFatalStatusCodes"];
const THROTTLING_FIELDS = ["maxTokens", "tokenRatio"];

function readAttempts(fields: JsonObject, path: string, notices: ConfigNotices): number {
  const place = `${path}.maxAttempts`;
  const wanted = readInteger(fields["maxAttempts"], place, 2);
  return notices.clamped(place, wanted, notices.maxAttempts);
}

function readPositiveDurationMs(value: unknown, path: string): number {
  const durationMs = readDurationMs(value, path);
  if (durationMs === 0) throw fieldError(path, "a duration longer than 0s", value);
  return durationMs;
}

function readPositiveNumber(value: unknown, path: string): number {
  const number = readNumber(value, path, 0);
  if (number === 0) throw fieldError(path, "a number greater than 0", value);
  return number;
}

function readCodes(value: unknown, path: string): ReadonlySet<CodeName> {
  return new Set(readArray(value, path).map((code, index) => readCode(code, `${path}[${index}]`)));
}

/** A status code other than OK, by name in any case, or by number. */
function readCode(value: unknown, path: string): CodeName {
  const expected = "a status code other than OK";
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 16) {
    return codeName(value);
  }
  const name = typeof value === "string" ? value.toUpperCase() : "";
  if (!Object.hasOwn(Code, name) || name === "OK") throw fieldError(path, expected, value);
  return name as CodeName;
}
