// Values of flags.

import { decodeBase64 } from "@tramline/rpc";
import { Metadata } from "tramline";
import { CommandError } from "../command-error.ts";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const UNIT_BYTES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
};

/**
 * "500ms", "1.5s", "2m", "1h" in milliseconds.
 * @throws CommandError CLI_USAGE
 */
export function parseDurationMs(flag: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * (UNIT_MS[unit ?? ""] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new CommandError(
    "CLI_USAGE",
    `${flag} ${text}: this is no duration.`,
    "Write a number with a unit: 500ms, 5s, 2m or 1h.",
  );
}

/**
 * "4096", "64KiB", "16MiB", "1GiB" in bytes.
 * @throws CommandError CLI_USAGE
 */
export function parseByteCount(flag: string, text: string): number {
  const [, number, unit] = /^(\d+)\s*([a-z]*)$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNIT_BYTES[unit?.toLowerCase() ?? ""] ?? Number.NaN);
  if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw new CommandError(
    "CLI_USAGE",
    `${flag} ${text}: this is no number of bytes.`,
    "Write 1000000, 64KiB, 16MiB or 1GiB.",
  );
}

/**
 * Metadata from `-H 'name: value'`; values of names in -bin are base64.
 * @throws CommandError CLI_USAGE
 */
export function parseHeaders(headers: readonly string[]): Metadata {
  const metadata = new Metadata();
  for (const header of headers) {
    const colon = header.indexOf(":", 1);
    if (colon === -1) {
      throw new CommandError(
        "CLI_USAGE",
        `-H ${JSON.stringify(header)} has no colon.`,
        "Write -H 'name: value'.",
      );
    }
    const name = header.slice(0, colon).trim();
    const value = header.slice(colon + 1).trim();
    try {
      metadata.append<string>(
        name,
        name.toLowerCase().endsWith("-bin") ? fromBase64(value) : value,
      );
    } catch (error) {
      throw new CommandError(
        "CLI_USAGE",
        `-H ${JSON.stringify(header)}: ${String((error as Error).message)}.`,
        undefined,
        { cause: error },
      );
    }
  }
  return metadata;
}

function fromBase64(text: string): Uint8Array {
  const bytes = decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  if (bytes === undefined) throw new Error("values of names that end in -bin are base64");
  return bytes;
}
