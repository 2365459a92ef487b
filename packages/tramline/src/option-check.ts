import { type Codec, type CompressionRegistry, checkCodec } from "@tramline/rpc";
import { checkOptions, given } from "./argument-check.ts";
import { ConfigurationError, type ConfigurationErrorCode } from "./configuration-error.ts";

/**
 * An option that is a number greater than 0 (Infinity included), or its default when left out. NaN
 * above all is an error: `Number(process.env.X)` of something unset would switch a limit off unseen.
 *
 * @throws ConfigurationError with `code`, naming the option
 */
export function positiveOption(
  code: ConfigurationErrorCode,
  option: string,
  value: number | undefined,
  fallback: number,
): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value > 0) return value;
  throw invalidOption(code, option, "a number greater than 0", value);
}

/**
 * An option that is a whole number that SETTINGS or a counter can hold: 1 to 2^31 - 1.
 *
 * @throws ConfigurationError with `code`, naming the option
 */
export function countOption(code: ConfigurationErrorCode, option: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) > 0 && (value as number) <= 0x7fff_ffff) return;
  throw invalidOption(code, option, "an integer from 1 to 2147483647", value);
}

/**
 * An option that is a number of at least 0.
 *
 * @throws ConfigurationError with `code`, naming the option
 */
export function countOrZeroOption(
  code: ConfigurationErrorCode,
  option: string,
  value: number | undefined,
  fallback: number,
): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value >= 0) return value;
  throw invalidOption(code, option, "a number of at least 0", value);
}

/**
 * An option that is true or false, or its default when left out. Text such as "false" would count as true.
 *
 * @throws ConfigurationError with `code`, naming the option
 */
export function booleanOption(
  code: ConfigurationErrorCode,
  option: string,
  value: unknown,
  fallback: boolean,
): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw invalidOption(code, option, "true or false", value);
}

/**
 * Returns `graceMs` of the options of `close`, or its default when it is left out.
 *
 * @throws ConfigurationError with `code`, also for an option with another name
 */
export function checkedGrace(
  code: ConfigurationErrorCode,
  options: { readonly graceMs?: number | undefined },
  fallback: number,
): number {
  checkOptions(code, "close.", options, { graceMs: true });
  return countOrZeroOption(code, "close.graceMs", options.graceMs, fallback);
}

function invalidOption(
  code: ConfigurationErrorCode,
  option: string,
  expected: string,
  value: unknown,
): ConfigurationError {
  const text = `invalid option ${option}: expected ${expected}, got ${given(value)}`;
  return new ConfigurationError(code, text);
}

/**
 * An option that is a list of compressors, when it is given.
 *
 * @throws ConfigurationError with `code`, naming the option
 */
export function checkCompressors(code: ConfigurationErrorCode, value: unknown): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    const text = `invalid option compressors: expected an array of compressors, got ${given(value)}`;
    throw new ConfigurationError(code, text);
  }
  for (const [index, one] of value.entries()) {
    if (typeof one === "object" && one !== null) continue;
    throw new ConfigurationError(
      code,
      `invalid option compressors[${index}]: expected an object with name, compress, and decompress, got ${given(one)}`,
    );
  }
}

/** @throws ConfigurationError if no compressor is registered by the name */
export function checkCompression(name: string | undefined, compressors: CompressionRegistry): void {
  if (name === undefined || name === "identity" || compressors.find(name) !== undefined) return;
  throw new ConfigurationError(
    "COMPRESSION_UNKNOWN",
    `invalid option compression: expected one of ${compressors.acceptEncoding}, got ${given(name)}; add its Compressor to the option compressors`,
  );
}

/** @throws ConfigurationError when `codec` is given and is not a codec. */
export function checkCodecOption(code: ConfigurationErrorCode, codec: Codec | undefined): void {
  if (codec === undefined) return;
  try {
    checkCodec(codec);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(code, `invalid option codec: ${text}`, { cause: error });
  }
}
