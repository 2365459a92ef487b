import { isIPv4, isIPv6 } from "node:net";
import { ConfigurationError } from "../configuration-error.ts";
import { type HostPort, parseHostPort } from "./host-port.ts";
import type { PreparedTarget, ResolverFactory } from "./resolver.ts";
import { staticTarget } from "./static-resolver.ts";
import { refuseAuthority, type Target } from "./target.ts";

const DEFAULT_PORT = 443;

/** `ipv4:10.0.0.1:50051,10.0.0.2`: addresses in order, port 443 where none is written. */
export const ipv4Resolver: ResolverFactory = {
  scheme: "ipv4",
  prepare: (target) => prepareAddresses(target, "IPv4", isIPv4),
};

/** `ipv6:[::1]:50051,[fe80::1%eth0]`: as ipv4; brackets can be left out where there is no port. */
export const ipv6Resolver: ResolverFactory = {
  scheme: "ipv6",
  prepare: (target) => prepareAddresses(target, "IPv6", isIPv6),
};

function prepareAddresses(
  target: Target,
  family: string,
  isOfFamily: (host: string) => boolean,
): PreparedTarget {
  refuseAuthority(target);
  const entries: HostPort[] = [];
  for (const text of target.path.replace(/^\//, "").split(",")) {
    const entry = parseHostPort(text, DEFAULT_PORT, target.text);
    if (!isOfFamily(entry.host)) {
      throw new ConfigurationError(
        "TARGET_HOST_INVALID",
        `invalid target "${target.text}": expected an ${family} address, got "${entry.host}"; to resolve a name, write dns:///${text}`,
      );
    }
    entries.push(entry);
  }
  const addresses = entries.map(({ host, port }) => ({ kind: "tcp", host, port }) as const);
  return staticTarget((entries[0] as HostPort).authority, addresses);
}
