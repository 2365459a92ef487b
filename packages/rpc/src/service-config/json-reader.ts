import { given } from "@tramline/protobuf/internal";
import { ConfigurationError } from "../status/configuration-error.ts";

/** A JSON object whose fields are not checked yet. */
export type JsonObject = { readonly [field: string]: unknown };

/** The error for a field of a service config, or for the whole with the path "". */
export function fieldError(path: string, expected: string, value: unknown): ConfigurationError {
  return new ConfigurationError(
    "SERVICE_CONFIG_FIELD_INVALID",
    `invalid ${path === "" ? "" : `${path} in the `}service config: expected ${expected}, got ${given(value)}`,
  );
}

/** @param path where the value stands, as in `methodConfig[2].timeout`, for the error */
export function readObject(value: unknown, path: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw fieldError(path, "an object", value);
  }
  return value as JsonObject;
}

export function readArray(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw fieldError(path, "an array", value);
  return value;
}

export function readString(value: unknown, path: string): string {
  if (typeof value !== "string") throw fieldError(path, "text", value);
  return value;
}

export function readBoolean(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") throw fieldError(path, "true or false", value);
  return value;
}

/** A finite number of at least `min`; 64-bit fields of protobuf's JSON arrive as strings. */
export function readNumber(value: unknown, path: string, min: number): number {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || number < min) {
    throw fieldError(path, `a number of at least ${min}`, value);
  }
  return number;
}

/** As {@link readNumber}, and whole. */
export function readInteger(value: unknown, path: string, min: number): number {
  const number = readNumber(value, path, min);
  if (!Number.isInteger(number)) throw fieldError(path, "an integer", value);
  return number;
}

/** gRFC A6 itself writes ".1s". */
const DURATION = /^(?=\.?\d)(\d{0,12})(?:\.(\d{1,9}))?s$/;

/** A google.protobuf.Duration in JSON (`"1.5s"`), not negative, in milliseconds. */
export function readDurationMs(value: unknown, path: string): number {
  const durationMs = parseDurationMs(value);
  if (durationMs === undefined) throw fieldError(path, 'a duration such as "1.5s"', value);
  return durationMs;
}

/** The same; undefined for anything else. */
export function parseDurationMs(value: unknown): number | undefined {
  const parts = typeof value === "string" ? DURATION.exec(value) : null;
  if (parts === null) return undefined;
  const fraction = parts[2] ?? "";
  return Number(parts[1]) * 1000 + Number(fraction.padEnd(9, "0")) / 1e6;
}

/** Parses a service config that is given as text. */
export function parseConfigText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      "SERVICE_CONFIG_NOT_JSON",
      `invalid service config: expected JSON: ${problem}`,
      { cause },
    );
  }
}
