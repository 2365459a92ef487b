import { StatusError } from "@tramline/rpc";
import { formatAddress } from "../subchannel/address.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";

/** Addresses named in one message; of the others only the number is told. */
const MAX_NAMED_ADDRESSES = 3;

/**
 * The UNAVAILABLE that calls fail with when no backend can be reached, naming each address and
 * what was wrong with it: `no connection to dns:///orders:50051: 10.0.0.1:50051 ECONNREFUSED;
 * 10.0.0.2:50051 ETIMEDOUT; 2 more`. Its `cause` is the one failure, or an AggregateError of all.
 */
export function connectionFailure(target: string, subchannels: Iterable<Subchannel>): StatusError {
  const named: string[] = [];
  const causes: StatusError[] = [];
  let unnamed = 0;
  for (const { address, lastError } of subchannels) {
    if (lastError === undefined) continue;
    causes.push(lastError);
    if (named.length === MAX_NAMED_ADDRESSES) unnamed++;
    else named.push(namedFailure(formatAddress(address), lastError));
  }
  if (unnamed > 0) named.push(`${unnamed} more`);
  const cause = causes.length === 1 ? causes[0] : new AggregateError(causes, "no backend answers");
  const message = `no connection to ${target}: ${named.join("; ")}`;
  return new StatusError("UNAVAILABLE", message, { cause });
}

/** The UNAVAILABLE for a name behind which there is nothing. */
export function noAddresses(target: string): StatusError {
  return new StatusError("UNAVAILABLE", `no connection to ${target}: it resolved to no address`);
}

/** `10.0.0.1:50051 ETIMEDOUT`; a message that names the address itself is not given it twice. */
function namedFailure(address: string, error: StatusError): string {
  const reason = failureReason(error);
  return reason.includes(address) ? reason : `${address} ${reason}`;
}

/** How deep a chain of causes is searched; a chain may be circular. */
const MAX_CAUSE_DEPTH = 8;

/** The errno at the bottom of the failure if there is one, else its message. */
function failureReason(error: StatusError): string {
  let cause: unknown = error.cause;
  for (let depth = 0; depth < MAX_CAUSE_DEPTH && cause instanceof Error; depth++) {
    if ("code" in cause && typeof cause.code === "string" && !(cause instanceof StatusError)) {
      return cause.code;
    }
    cause = cause.cause;
  }
  return error.rawMessage;
}
