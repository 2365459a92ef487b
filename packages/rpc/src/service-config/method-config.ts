import type { HedgingPolicy, RetryPolicy } from "../retry/retry-plan.ts";
import { ConfigurationError } from "../status/configuration-error.ts";
import type { ConfigNotices } from "./config-notices.ts";
import {
  fieldError,
  type JsonObject,
  readArray,
  readBoolean,
  readDurationMs,
  readInteger,
  readObject,
  readString,
} from "./json-reader.ts";
import { parseHedgingPolicy, parseRetryPolicy } from "./retry-config.ts";

/** The settings of a method's calls in a service config; undefined where there are none. */
export interface MethodConfig {
  /** Its place in the service config, as in `methodConfig[0]`. */
  readonly place: string;
  /** Whether calls wait for a connection instead of failing; the caller's own choice has precedence. */
  readonly waitForReady: boolean | undefined;
  /** A call's deadline is the earlier of this and the caller's own. */
  readonly timeoutMs: number | undefined;
  /** The smaller of this and the channel's own limit counts. */
  readonly maxRequestMessageBytes: number | undefined;
  /** The smaller of this and the channel's own limit counts. */
  readonly maxResponseMessageBytes: number | undefined;
  /** When a failed call is repeated (gRFC A6); undefined for never. */
  readonly retryPolicy: RetryPolicy | undefined;
  /** When a call is sent more than once at a time (gRFC A6); undefined for never. */
  readonly hedgingPolicy: HedgingPolicy | undefined;
}

const FIELDS = [
  "name",
  "waitForReady",
  "timeout",
  "maxRequestMessageBytes",
  "maxResponseMessageBytes",
  "retryPolicy",
  "hedgingPolicy",
];

/**
 * `methodConfig` of a service config, by name: a path `/service/Method`, all methods of a service
 * `/service/`, or every method "".
 *
 * @throws ConfigurationError at the first field that is wrong, with its place
 */
export function parseMethodConfigs(
  json: unknown,
  notices: ConfigNotices,
): ReadonlyMap<string, MethodConfig> {
  const byName = new Map<string, MethodConfig>();
  for (const [index, entry] of readArray(json, "methodConfig").entries()) {
    const path = `methodConfig[${index}]`;
    const fields = readObject(entry, path);
    const config = parseMethodConfig(fields, path, notices);
    const names = fields["name"] === undefined ? [] : readArray(fields["name"], `${path}.name`);
    if (names.length === 0)
      notices.note(path, "is ignored: it has no name; a name {} is every method");
    for (const [nameIndex, nameJson] of names.entries()) {
      const namePath = `${path}.name[${nameIndex}]`;
      const name = parseName(nameJson, namePath, notices);
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

/**
 * The name of the entry that holds for a method, by its path `/service/Method`: its path, its service as `/service/`,
 * "" for every method, or undefined without one.
 */
export function configNameOf(
  path: string,
  methods: ReadonlyMap<string, MethodConfig>,
): string | undefined {
  const service = path.slice(0, path.lastIndexOf("/") + 1);
  return [path, service, ""].find((name) => methods.has(name));
}

function parseName(json: unknown, path: string, notices: ConfigNotices): string {
  const fields = readObject(json, path);
  notices.ignored(fields, path, ["service", "method"]);
  const service = optional(fields, "service", path, readString) ?? "";
  const method = optional(fields, "method", path, readString) ?? "";
  if (service !== "") return `/${service}/${method}`;
  if (method !== "") throw fieldError(`${path}.service`, "the service of the method", service);
  return "";
}

function parseMethodConfig(fields: JsonObject, path: string, notices: ConfigNotices): MethodConfig {
  notices.ignored(fields, path, FIELDS);
  const { retryPolicy, hedgingPolicy } = fields;
  if (retryPolicy !== undefined && hedgingPolicy !== undefined) {
    throw new ConfigurationError(
      "SERVICE_CONFIG_FIELD_INVALID",
      `invalid ${path} in the service config: it has both retryPolicy and hedgingPolicy; remove one of them`,
    );
  }
  const policy = <T>(read: (json: unknown, at: string, to: ConfigNotices) => T) => {
    return (json: unknown, at: string): T => read(json, at, notices);
  };
  return {
    place: path,
    waitForReady: optional(fields, "waitForReady", path, readBoolean),
    timeoutMs: optional(fields, "timeout", path, readDurationMs),
    maxRequestMessageBytes: optional(fields, "maxRequestMessageBytes", path, readByteCount),
    maxResponseMessageBytes: optional(fields, "maxResponseMessageBytes", path, readByteCount),
    retryPolicy: optional(fields, "retryPolicy", path, policy(parseRetryPolicy)),
    hedgingPolicy: optional(fields, "hedgingPolicy", path, policy(parseHedgingPolicy)),
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
