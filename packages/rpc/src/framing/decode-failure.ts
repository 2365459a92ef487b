import { DecodeError } from "@tramline/protobuf/wire";
import { StatusError } from "../status/status-error.ts";
import { withoutStack } from "../status/without-stack.ts";

/**
 * The error of a call that received a message which is not one of its type: INTERNAL, or the status
 * that a codec has thrown.
 *
 * @param start where the message began in the memory that it was read from: the network's, of which
 * the position in the error says nothing
 */
export function decodeFailure(typeName: string, error: unknown, start: number): StatusError {
  if (error instanceof StatusError) return error;
  const cause = error instanceof DecodeError ? error.from(start) : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return withoutStack(
    () => new StatusError("INTERNAL", `cannot decode ${typeName}: ${reason}`, { cause }),
  );
}
