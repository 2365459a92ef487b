import { didYouMean, given } from "@tramline/protobuf/internal";
import { StatusError } from "../status/status-error.ts";
import type { CallOptions } from "./call-options.ts";

/** Every option of a call, and what it must be. */
const EXPECTED: Readonly<Record<keyof CallOptions, string>> = {
  timeoutMs: "a number of milliseconds",
  deadline: "a Date or milliseconds since 1970",
  signal: "an AbortSignal",
  metadata: "Metadata, an object, or a list of entries",
  waitForReady: "true or false",
  compression: "the name of a compression",
  callCredentials: "a function",
  interceptors: "an array of functions",
  maxReceiveBytes: "a number greater than 0",
  onHeaders: "a function",
  onTrailers: "a function",
  context: "the context of a server's handler, or null",
};

/**
 * Checks what plain JavaScript gives as options of a call: unknown names, and values of another kind. A
 * property that is undefined passes.
 *
 * @returns the error of the call, INTERNAL; undefined when all is well
 */
export function checkCallOptions(options: CallOptions): StatusError | undefined {
  if (typeof options !== "object" || options === null) {
    return invalid("options of the call", "an object", options);
  }
  return isCommon(options) ? undefined : findWrong(options);
}

/** Whether all is well, for the options of most calls, in a few nanoseconds: no name is looked up. */
function isCommon(options: CallOptions): boolean {
  const { timeoutMs, signal, metadata, waitForReady } = options;
  let good = 0;
  if (typeof timeoutMs === "number") good++;
  if (typeof signal === "object" && signal !== null && "aborted" in signal) good++;
  if (typeof metadata === "object" && metadata !== null) good++;
  if (typeof waitForReady === "boolean") good++;
  for (const _ in options) good--;
  return good === 0;
}

function findWrong(options: CallOptions): StatusError | undefined {
  // Inherited ones too: options may have defaults as prototype.
  for (const name in options) {
    const value: unknown = options[name as keyof CallOptions];
    if (value !== undefined && !isValid(name, value)) return errorOf(name, value);
  }
  return undefined;
}

function isValid(name: string, value: unknown): boolean {
  switch (name) {
    case "timeoutMs":
      return typeof value === "number";
    case "signal":
      return typeof value === "object" && value !== null && "aborted" in value;
    case "metadata":
      return typeof value === "object" && value !== null;
    case "context":
      return value === null || (typeof value === "object" && "deadlineMs" in value);
    case "deadline":
      return typeof value === "number" || value instanceof Date;
    case "waitForReady":
      return typeof value === "boolean";
    case "compression":
      return typeof value === "string";
    case "maxReceiveBytes":
      return typeof value === "number" && value > 0;
    case "onHeaders":
    case "onTrailers":
    case "callCredentials":
      return typeof value === "function";
    case "interceptors":
      return Array.isArray(value) && value.every((one) => typeof one === "function");
    default:
      return false;
  }
}

function errorOf(name: string, value: unknown): StatusError {
  if (!Object.hasOwn(EXPECTED, name)) {
    const names = Object.keys(EXPECTED);
    return new StatusError(
      "INTERNAL",
      `unknown option ${name} of the call${didYouMean(name, names)}`,
    );
  }
  if (name === "interceptors" && Array.isArray(value)) {
    const index = value.findIndex((one) => typeof one !== "function");
    return invalid(`option interceptors[${index}]`, "a function", value[index]);
  }
  const error = invalid(`option ${name}`, EXPECTED[name as keyof CallOptions], value);
  const isController =
    name === "signal" && typeof value === "object" && value !== null && "signal" in value;
  return isController
    ? new StatusError("INTERNAL", `${error.rawMessage}; pass controller.signal`)
    : error;
}

/** The error of a stream of requests that is still to come. */
export function promisedRequests(value: unknown): StatusError {
  const error = invalid("requests", "an iterable or async iterable of messages", value);
  return new StatusError("INTERNAL", `${error.rawMessage}; await it first`);
}

function invalid(what: string, expected: string, value: unknown): StatusError {
  return new StatusError("INTERNAL", `invalid ${what}: expected ${expected}, got ${given(value)}`);
}
