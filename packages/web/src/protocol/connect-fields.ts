import { parseTimeout } from "@tramline/rpc";

/** At most ten digits. */
const MAX_TIMEOUT_MS = 9_999_999_999;

/** The fields of a call, with Connect's own for the timeout. */
export function connectFields(fields: readonly string[]): string[] {
  const own = [...fields];
  const at = own.lastIndexOf("grpc-timeout");
  // Values are at odd places, so that this can only be the name.
  if (at >= 0 && at % 2 === 0) {
    own[at] = "connect-timeout-ms";
    own[at + 1] =
      `${Math.min(Math.ceil(parseTimeout(own[at + 1] as string) ?? 0), MAX_TIMEOUT_MS)}`;
  }
  return own;
}
