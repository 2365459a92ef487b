// What plain JavaScript may pass where TypeScript would not have compiled.

import type { ServiceType } from "@tramline/protobuf";
import { didYouMean, given } from "@tramline/protobuf/internal";
import { ConfigurationError, type ConfigurationErrorCode } from "./configuration-error.ts";

export { given } from "@tramline/protobuf/internal";

/** Whether a value has properties, and is not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Checks that options are an object, with no name that is not an option: a typo must not mean the default.
 * A name whose value is undefined passes.
 *
 * @param where in front of the names in errors: "" or "tls."
 * @param names every option that there is
 * @throws ConfigurationError with `code`, naming the option that may be meant
 */
export function checkOptions<T extends object>(
  code: ConfigurationErrorCode,
  where: string,
  options: T,
  names: Readonly<Record<keyof Required<T>, true>>,
): void {
  if (!isRecord(options)) {
    const what = where === "" ? "options" : `option ${where.slice(0, -1)}`;
    throw new ConfigurationError(
      code,
      `invalid ${what}: expected an object, got ${given(options)}`,
    );
  }
  // Runs for each channel: does not allocate a list of the names.
  for (const name in options) {
    if (Object.hasOwn(names, name) || !Object.hasOwn(options, name)) continue;
    if (options[name] === undefined) continue;
    throw new ConfigurationError(
      code,
      `unknown option ${where}${name}${didYouMean(name, Object.keys(names))}`,
    );
  }
}

/** An option that is a function, or a list of them, when it is given. */
export function checkFunctions(code: ConfigurationErrorCode, option: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new ConfigurationError(
    code,
    `invalid option ${option}: expected a function, got ${given(value)}`,
  );
}

/** An option that is a list of functions, when it is given. */
export function checkFunctionList(
  code: ConfigurationErrorCode,
  option: string,
  value: unknown,
): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    throw new ConfigurationError(
      code,
      `invalid option ${option}: expected an array of functions, got ${given(value)}`,
    );
  }
  for (const [index, one] of value.entries()) {
    checkFunctions(code, `${option}[${index}]`, one as unknown);
  }
}

/** An option that is a list of observers, when it is given: objects with the method `name`. */
export function checkObservers(code: ConfigurationErrorCode, name: string, value: unknown): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    throw new ConfigurationError(
      code,
      `invalid option observers: expected an array of observers, got ${given(value)}`,
    );
  }
  for (const [index, one] of value.entries()) {
    // An instance of a class is not a record.
    const observer = (one ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof observer[name] === "function") continue;
    throw new ConfigurationError(
      code,
      `invalid option observers[${index}]: expected an object with the method ${name}, got ${given(one)}`,
    );
  }
}

/**
 * An option that is text as a header field can carry it, when it is given: without control characters,
 * and without a space at either end (RFC 9113 section 8.2.1).
 */
export function checkFieldText(code: ConfigurationErrorCode, option: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && /^[!-~]([ -~]*[!-~])?$/.test(value))) {
    return;
  }
  throw new ConfigurationError(
    code,
    `invalid option ${option}: expected printable ASCII text without a space at either end, got ${given(value)}`,
  );
}

/** A host and perhaps a port (RFC 3986 section 3.2), of the characters that it may have. */
const AUTHORITY = /^(?:\[[\da-fA-F:.]+(?:%[\w.~-]+)?\]|[\w.~!$&'()*+,;=%:@-]+)(?::\d*)?$/;

/** @throws ConfigurationError unless `value` is undefined or text that may stand as `:authority` */
export function checkAuthority(code: ConfigurationErrorCode, value: unknown): void {
  checkFieldText(code, "authority", value);
  if (value === undefined || AUTHORITY.test(value as string)) return;
  throw new ConfigurationError(
    code,
    `invalid option authority: expected a host, such as "orders.example" or "[::1]:443", got ${given(value)}`,
  );
}

/** @param caller whose first parameter the service is: `createClient` */
export function checkService(caller: string, service: unknown): asserts service is ServiceType {
  if (
    isRecord(service) &&
    typeof service["typeName"] === "string" &&
    isRecord(service["methods"])
  ) {
    return;
  }
  throw new ConfigurationError(
    "SERVICE_INVALID",
    `invalid first parameter of ${caller}: expected a service, such as OrderService in generated code, got ${given(service)}`,
  );
}
