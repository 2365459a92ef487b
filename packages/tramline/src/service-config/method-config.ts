import { Code, type CodeName, codeName, type HedgingPolicy, type RetryPolicy } from "@tramline/rpc";
import { ConfigurationError } from "../configuration-error.ts";
import {
  fieldError,
  type JsonObject,
  readArray,
  readBoolean,
  readDurationMs,
  readInteger,
  readNumber,
  readObject,
  readString,
} from "./json-reader.ts";

/** The settings of a method's calls in a service config; undefined where there are none. */
export interface MethodConfig {
  readonly waitForReady: boolean | undefined;
  /** A call's deadline is the earlier of this and the caller's own. */
  readonly timeoutMs: number | undefined;
  /** The smaller of this and the channel's own limit counts. */
  readonly maxRequestMessageBytes: number | undefined;
  readonly maxResponseMessageBytes: number | undefined;
  readonly retryPolicy: RetryPolicy | undefined;
  readonly hedgingPolicy: HedgingPolicy | undefined;
}

/** Attempts beyond this are not made, whatever the policy says (gRFC A6). */
const MAX_RETRY_ATTEMPTS = 5;

/**
 * `methodConfig` of a service config, by name: a path `/service/Method`, all methods of a service
 * `/service/`, or every method "".
 *
 * @throws ConfigurationError at the first field that is wrong, with its place
 */
export function parseMethodConfigs(json: unknown): ReadonlyMap<string, MethodConfig> {
  const byName = new Map<string, MethodConfig>();
  for (const [index, entry] of readArray(json, "methodConfig").entries()) {
    const path = `methodConfig[${index}]`;
    const fields = readObject(entry, path);
    const config = parseMethodConfig(fields, path);
    const names = fields["name"] === undefined ? [] : readArray(fields["name"], `${path}.name`);
    for (const [nameIndex, nameJson] of names.entries()) {
      const namePath = `${path}.name[${nameIndex}]`;
      const name = parseName(nameJson, namePath);
      if (byName.has(name)) {
        throw new ConfigurationError(
          "SERVICE_CONFIG_NAME_DUPLICATE",
          `invalid ${namePath} in the service config: ${name || "the default"} is configured a second time; merge the two entries`,
        );
      }
      byName.set(name, config);
    }
  }
  return byName;
}

function parseName(json: unknown, path: string): string {
  const fields = readObject(json, path);
  const service = optional(fields, "service", path, readString) ?? "";
  const method = optional(fields, "method", path, readString) ?? "";
  if (service !== "") return `/${service}/${method}`;
  if (method !== "") throw fieldError(`${path}.service`, "the service of the method", service);
  return "";
}

function parseMethodConfig(fields: JsonObject, path: string): MethodConfig {
  return {
    waitForReady: optional(fields, "waitForReady", path, readBoolean),
    timeoutMs: optional(fields, "timeout", path, readDurationMs),
    maxRequestMessageBytes: optional(fields, "maxRequestMessageBytes", path, readByteCount),
    maxResponseMessageBytes: optional(fields, "maxResponseMessageBytes", path, readByteCount),
    retryPolicy: optional(fields, "retryPolicy", path, parseRetryPolicy),
    hedgingPolicy: undefined,
  };
}

function parseRetryPolicy(json: unknown, path: string): RetryPolicy {
  const fields = readObject(json, path);
  const codes = readArray(fields["retryableStatusCodes"], `${path}.retryableStatusCodes`);
  if (codes.length === 0) {
    throw fieldError(`${path}.retryableStatusCodes`, "at least one code", codes);
  }
  return {
    maxAttempts: Math.min(
      readInteger(fields["maxAttempts"], `${path}.maxAttempts`, 2),
      MAX_RETRY_ATTEMPTS,
    ),
    initialBackoffMs: readPositiveDurationMs(fields["initialBackoff"], `${path}.initialBackoff`),
    maxBackoffMs: readPositiveDurationMs(fields["maxBackoff"], `${path}.maxBackoff`),
    backoffMultiplier: readPositiveNumber(fields["backoffMultiplier"], `${path}.backoffMultiplier`),
    retryableCodes: new Set(
      codes.map((code, index) => readCode(code, `${path}.retryableStatusCodes[${index}]`)),
    ),
  };
}

function optional<T>(
  fields: JsonObject,
  field: string,
  path: string,
  read: (value: unknown, path: string) => T,
): T | undefined {
  const value = fields[field];
  return value === undefined || value === null ? undefined : read(value, `${path}.${field}`);
}

function readByteCount(value: unknown, path: string): number {
  return readInteger(value, path, 0);
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

/** A status code by name in any case, or by number. */
function readCode(value: unknown, path: string): CodeName {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 16) {
    return codeName(value);
  }
  const name = typeof value === "string" ? value.toUpperCase() : "";
  if (!Object.hasOwn(Code, name)) throw fieldError(path, "a status code", value);
  return name as CodeName;
}
