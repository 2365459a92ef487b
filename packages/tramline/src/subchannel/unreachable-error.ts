import { StatusError } from "@tramline/rpc";

/** Why there is no connection to a backend or a target: `no connection to PLACE: REASON`. */
export class UnreachableError extends StatusError {
  /** The problem and its fix, without naming the place again. */
  readonly reason: string;

  /**
   * @param place an address, or the channel's target
   * @param cause the error behind it, if there is one
   */
  constructor(place: string, reason: string, cause?: unknown) {
    super("UNAVAILABLE", `no connection to ${place}: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** How deep a chain of causes is searched; a chain may be circular. */
const MAX_CAUSE_DEPTH = 8;

/** The reason alone, also of what a connector of somebody else's fails with: an errno, or its text. */
export function unreachableReason(error: StatusError): string {
  if (error instanceof UnreachableError) return error.reason;
  let cause: unknown = error.cause;
  for (let depth = 0; depth < MAX_CAUSE_DEPTH && cause instanceof Error; depth++) {
    if ("code" in cause && typeof cause.code === "string" && !(cause instanceof StatusError)) {
      return cause.code;
    }
    cause = cause.cause;
  }
  return error.rawMessage;
}
