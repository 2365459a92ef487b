import type { Address } from "../subchannel/address.ts";

/**
 * Returns the addresses with their families taking turns, beginning with the first one's, and the
 * order within a family kept: where one family does not work, the next attempt is at another
 * (RFC 8305 section 4, First Address Family Count 1; gRFC A61).
 */
export function interleaveFamilies(addresses: readonly Address[]): Address[] {
  const families = new Map<string, Address[]>();
  for (const address of addresses) {
    const family = familyOf(address);
    const members = families.get(family);
    if (members === undefined) families.set(family, [address]);
    else members.push(address);
  }
  const interleaved: Address[] = [];
  for (let turn = 0; interleaved.length < addresses.length; turn++) {
    for (const members of families.values()) {
      const address = members[turn];
      if (address !== undefined) interleaved.push(address);
    }
  }
  return interleaved;
}

function familyOf(address: Address): string {
  if (address.kind === "unix") return "unix";
  return address.host.includes(":") ? "ipv6" : "ipv4";
}
