import type { StatusError } from "@tramline/rpc";
import { formatAddress } from "../subchannel/address.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import { UnreachableError, unreachableReason } from "../subchannel/unreachable-error.ts";

/** Addresses named in one message; of the others only the number. */
const MAX_NAMED_ADDRESSES = 3;

/**
 * The UNAVAILABLE that calls fail with when no backend can be reached, naming each address and
 * what was wrong with it: `no connection to dns:///orders:50051: 10.0.0.1:50051 ECONNREFUSED;
 * 10.0.0.2:50051 ETIMEDOUT; 2 more`. Its `cause` is what is behind the one failure, or an
 * AggregateError of all.
 */
export function connectionFailure(target: string, subchannels: Iterable<Subchannel>): StatusError {
  const failures: StatusError[] = [];
  const namesByReason = new Map<string, string[]>();
  for (const { address, lastError } of subchannels) {
    if (lastError === undefined) continue;
    failures.push(lastError);
    if (failures.length > MAX_NAMED_ADDRESSES) continue;
    const reason = unreachableReason(lastError);
    const names = namesByReason.get(reason);
    if (names === undefined) namesByReason.set(reason, [formatAddress(address)]);
    else names.push(formatAddress(address));
  }
  const parts = [...namesByReason].map(([reason, names]) => named(target, names, reason));
  const unnamed = failures.length - MAX_NAMED_ADDRESSES;
  if (unnamed > 0) parts.push(`${unnamed} more`);
  const [first] = failures;
  const cause =
    failures.length === 1
      ? (first?.cause ?? first)
      : new AggregateError(failures, "no backend responds");
  return new UnreachableError(target, parts.join("; "), cause);
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/(?=\/))?/;

/** The UNAVAILABLE for a name behind which there is nothing. */
export function noAddresses(target: string): StatusError {
  return new UnreachableError(target, "it resolved to no address");
}

/** `10.0.0.1:50051 ETIMEDOUT`; an address that is the target, or is part of the reason, is not repeated. */
function named(target: string, addresses: readonly string[], reason: string): string {
  const [address = ""] = addresses;
  if (addresses.length === 1 && (isTarget(address, target) || reason.includes(address))) {
    return reason;
  }
  return `${addresses.join(", ")}${reason.includes(" ") ? ":" : ""} ${reason}`;
}

/** Whether a target is nothing but this address, with or without its scheme: `dns:///10.0.0.1:50051`. */
function isTarget(address: string, target: string): boolean {
  const place = target.replace(SCHEME, "");
  const bare = address.replace(SCHEME, "");
  return place === bare || place === `/${bare}`;
}
