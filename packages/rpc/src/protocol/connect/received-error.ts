import { decodeBase64 } from "../../metadata/base64.ts";
import { Metadata } from "../../metadata/metadata.ts";
import { Code, type CodeName } from "../../status/code.ts";
import type { StatusDetail } from "../../status/status-details.ts";
import { StatusError } from "../../status/status-error.ts";
import { withoutStack } from "../../status/without-stack.ts";

// Errors and the ends of streams as a client of Connect reads them (Connect Protocol Reference, Error and
// EndStreamResponse). A part that is malformed is left out: an error stays an error in any case.

/** The end of a streaming response. */
export interface ConnectEnd {
  /** The error that the call ends with; undefined for OK. */
  readonly error: StatusError | undefined;
  /** The trailers: name, value, name, value, … */
  readonly trailers: readonly string[];
}

type Properties = Readonly<Record<string, unknown>>;

function propertiesOf(value: unknown): Properties | undefined {
  return typeof value === "object" && value !== null ? (value as Properties) : undefined;
}

function parseJson(bytes: Uint8Array): Properties | undefined {
  try {
    return propertiesOf(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

function readCode(value: unknown): CodeName | undefined {
  if (typeof value !== "string") return undefined;
  const name = value === "canceled" ? "CANCELLED" : value.toUpperCase();
  return Object.hasOwn(Code, name) && name !== "OK" ? (name as CodeName) : undefined;
}

function readDetails(value: unknown): StatusDetail[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const { type, value: text } = propertiesOf(one) ?? {};
    const bytes = typeof text === "string" ? decodeBase64(text) : undefined;
    return typeof type === "string" && bytes !== undefined
      ? [{ typeUrl: `type.googleapis.com/${type}`, value: bytes }]
      : [];
  });
}

function errorOf(
  value: unknown,
  fallback: { readonly code: Code; readonly message: string },
  fields: readonly string[],
): StatusError {
  const { code, message, details } = propertiesOf(value) ?? {};
  const known = readCode(code);
  const metadata = Metadata.fromFields(fields);
  const text = typeof message === "string" ? message : known === undefined ? fallback.message : "";
  return withoutStack(
    () =>
      new StatusError(known ?? fallback.code, text, { metadata, details: readDetails(details) }),
  );
}

/**
 * Reads the error of a unary response.
 *
 * @param body the response's body; undefined when it is not JSON by its content type
 * @param fallback the code and the text of a body that does not say
 * @param fields the metadata of the error
 */
export function readConnectError(
  body: Uint8Array | undefined,
  fallback: { readonly code: Code; readonly message: string },
  fields: readonly string[],
): StatusError {
  return errorOf(body === undefined ? undefined : parseJson(body), fallback, fields);
}

/** Reads the last part of a streaming response. */
export function readConnectEnd(bytes: Uint8Array): ConnectEnd {
  const end = parseJson(bytes);
  const trailers: string[] = [];
  for (const [name, values] of Object.entries(propertiesOf(end?.["metadata"]) ?? {})) {
    for (const value of Array.isArray(values) ? values : []) {
      if (typeof value === "string") trailers.push(name.toLowerCase(), value);
    }
  }
  const isBroken = end === undefined;
  const given = end?.["error"];
  if (!isBroken && (given === undefined || given === null)) return { error: undefined, trailers };
  const message = isBroken ? "the end of the response is not valid JSON" : "";
  return { error: errorOf(given, { code: Code.UNKNOWN, message }, trailers), trailers };
}
