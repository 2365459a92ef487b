import { hostname } from "node:os";
import { readArray, readObject, readString } from "@tramline/rpc/internal";
import { ConfigurationError } from "../configuration-error.ts";
import type { ServiceConfigJson } from "../service-config/service-config.ts";

/** In front of the records that hold a service config. */
const MARK = "grpc_config=";
/** The names under which a record may mean this client. */
const LANGUAGES: ReadonlySet<string> = new Set(["node", "tramline"]);

/** The name whose TXT records hold the service config of a host (gRFC A2). */
export function serviceConfigName(host: string): string {
  return `_grpc_config.${host}`;
}

/** The facts of this client that choices may name. */
export interface ClientFacts {
  /** From 0 to less than 100; the same for the life of a channel. */
  readonly percentile: number;
  /** Default: that of this machine. */
  readonly hostname?: string | undefined;
}

/**
 * Chooses the service config out of a name's TXT records: the first choice whose language, host name, and
 * percentage fit this client (gRFC A2).
 *
 * @returns undefined when there is none, or why the records cannot be read
 */
export function chooseServiceConfig(
  records: readonly string[],
  facts: ClientFacts,
): ServiceConfigJson | ConfigurationError | undefined {
  const record = records.find((text) => text.startsWith(MARK));
  if (record === undefined) return undefined;
  try {
    const choices = readArray(parse(record.slice(MARK.length)), MARK);
    for (const [index, choice] of choices.entries()) {
      const path = `${MARK}[${index}]`;
      const fields = readObject(choice, path);
      if (!fits(fields, path, facts)) continue;
      return readObject(fields["serviceConfig"], `${path}.serviceConfig`);
    }
    return undefined;
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const message = `invalid service config in a TXT record: expected JSON: ${problem}`;
    throw new ConfigurationError("SERVICE_CONFIG_NOT_JSON", message, { cause });
  }
}

function fits(
  fields: { readonly [field: string]: unknown },
  path: string,
  { percentile, hostname: name = hostname() }: ClientFacts,
): boolean {
  const languages = readList(fields["clientLanguage"], `${path}.clientLanguage`);
  if (languages !== undefined && !languages.some((one) => LANGUAGES.has(one.toLowerCase()))) {
    return false;
  }
  const hosts = readList(fields["clientHostname"], `${path}.clientHostname`);
  if (hosts !== undefined && !hosts.includes(name)) return false;
  const percentage = fields["percentage"];
  if (percentage === undefined || percentage === null) return true;
  return typeof percentage === "number" && percentile < percentage;
}

function readList(value: unknown, path: string): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = readArray(value, path).map((one, index) => readString(one, `${path}[${index}]`));
  return list.length === 0 ? undefined : list;
}
