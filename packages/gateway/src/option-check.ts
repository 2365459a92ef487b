import { didYouMean, given } from "@tramline/protobuf/internal";
import { GatewayError } from "./gateway-error.ts";

/**
 * Checks that options are an object without unknown names. A name whose value is undefined passes.
 *
 * @param of the name of the function that takes them
 * @throws GatewayError REST_OPTION_INVALID
 */
export function checkNames<T extends object>(
  of: string,
  options: T,
  names: Readonly<Record<keyof T, true>>,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new GatewayError(
      "REST_OPTION_INVALID",
      `invalid options of ${of}: expected an object, got ${given(options)}`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name)) continue;
    throw new GatewayError(
      "REST_OPTION_INVALID",
      `unknown option ${name} of ${of}${didYouMean(name, Object.keys(names))}`,
    );
  }
}

/** @throws GatewayError REST_OPTION_INVALID if the value of an option is not valid */
export function checkValue(option: string, isValid: boolean, expected: string, got: string): void {
  if (isValid) return;
  throw new GatewayError(
    "REST_OPTION_INVALID",
    `invalid option ${option}: expected ${expected}, got ${got}`,
  );
}
