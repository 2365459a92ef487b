// Replaces check-call-options.ts in browsers (package.json, `browser`): the same options are allowed, and fewer words
// said of others.
import { didYouMean, given } from "@tramline/protobuf/internal";
import { StatusError } from "../status/status-error.ts";
import type { CallOptions } from "./call-options.ts";

type Check = readonly [expected: string, isValid: (value: unknown) => boolean];

const ofKind = (kind: string): Check => [`a ${kind}`, (value) => typeof value === kind];
const having = (name: string) => (value: unknown) =>
  typeof value === "object" && value !== null && name in value;

/** Every option of a call, and what it must be. */
const CHECKS: Readonly<Record<keyof CallOptions, Check>> = {
  timeoutMs: /*@__PURE__*/ ofKind("number"),
  deadline: [
    "a Date or milliseconds since 1970",
    (value) => typeof value === "number" || value instanceof Date,
  ],
  signal: ["an AbortSignal", /*@__PURE__*/ having("aborted")],
  metadata: ["Metadata or an object", (value) => typeof value === "object" && value !== null],
  waitForReady: /*@__PURE__*/ ofKind("boolean"),
  compression: /*@__PURE__*/ ofKind("string"),
  callCredentials: /*@__PURE__*/ ofKind("function"),
  interceptors: [
    "an array of functions",
    (value) => Array.isArray(value) && value.every((one) => typeof one === "function"),
  ],
  maxReceiveBytes: ["a number greater than 0", (value) => typeof value === "number" && value > 0],
  onHeaders: /*@__PURE__*/ ofKind("function"),
  onTrailers: /*@__PURE__*/ ofKind("function"),
  context: [
    "the context of a server's handler, or null",
    (value) => value === null || having("deadlineMs")(value),
  ],
};

/** See check-call-options.ts. */
export function checkCallOptions(options: CallOptions): StatusError | undefined {
  if (typeof options !== "object" || options === null) {
    return invalid("options of the call", "an object", options);
  }
  for (const name in options) {
    const value: unknown = options[name as keyof CallOptions];
    if (value === undefined) continue;
    if (!Object.hasOwn(CHECKS, name)) {
      const text = `unknown option ${name} of the call${didYouMean(name, Object.keys(CHECKS))}`;
      return new StatusError("INTERNAL", text);
    }
    const [expected, isValid] = CHECKS[name as keyof CallOptions];
    if (!isValid(value)) return invalid(`option ${name}`, expected, value);
  }
  return undefined;
}

/** See check-call-options.ts. */
export function promisedRequests(value: unknown): StatusError {
  return invalid("requests", "an iterable of messages, awaited", value);
}

function invalid(what: string, expected: string, value: unknown): StatusError {
  return new StatusError("INTERNAL", `invalid ${what}: expected ${expected}, got ${given(value)}`);
}
