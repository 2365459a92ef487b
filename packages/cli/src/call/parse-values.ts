// Values of flags.

import { parseBase64 } from "@tramline/protobuf/internal";
import { Metadata } from "tramline";
import { CommandError } from "../command-error.ts";

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
 * "4096", "64KiB", "16MiB", "1GiB" in bytes.
 * @throws CommandError CLI_USAGE
 */
export function parseByteCount(flag: string, text: string): number {
  const [, number, unit] = /^(\d+)\s*([a-z]*)$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNIT_BYTES[unit?.toLowerCase() ?? ""] ?? Number.NaN);
  if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw new CommandError(
    "CLI_USAGE",
    `invalid ${flag}: expected a number of bytes, got ${text}.`,
    "Write 1000000, 64KiB, 16MiB, or 1GiB.",
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
  const bytes = parseBase64(text);
  if (bytes === undefined) throw new Error("values of names that end in -bin are base64");
  return bytes;
}
