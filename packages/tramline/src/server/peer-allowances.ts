import { BlockList, isIP } from "node:net";
import { AllowanceTable, type Limits } from "@tramline/http2";
import { given } from "@tramline/protobuf/internal";
import { ConfigurationError } from "../configuration-error.ts";
import { booleanOption } from "../option-check.ts";

/** The options of a server about clients by their remote address. */
export interface PeerAllowanceOptions {
  readonly trustedProxies?: readonly string[] | undefined;
  readonly countsByAddress?: boolean | undefined;
}

/**
 * Makes the account of what clients cost by their remote address; undefined when it is switched off.
 *
 * @throws ConfigurationError SERVER_OPTION_INVALID
 */
export function peerAllowances(
  options: PeerAllowanceOptions,
  limits: Limits,
  now: () => number,
): AllowanceTable | undefined {
  const { trustedProxies, countsByAddress } = options;
  const counts = booleanOption("SERVER_OPTION_INVALID", "countsByAddress", countsByAddress, true);
  if (trustedProxies !== undefined && !Array.isArray(trustedProxies)) {
    throw invalid(`invalid option trustedProxies: expected an array, got ${given(trustedProxies)}`);
  }
  if (!counts) return undefined;
  if (trustedProxies === undefined || trustedProxies.length === 0) {
    return new AllowanceTable({ limits, now });
  }
  const trusted = new BlockList();
  for (const entry of trustedProxies as readonly unknown[]) addRange(trusted, entry);
  const isTrusted = (address: string) => {
    const plain = address.replace(/%.*$/, "");
    return trusted.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
  };
  return new AllowanceTable({ limits, now, isTrusted });
}

/** Adds an address or a range in CIDR notation. */
function addRange(ranges: BlockList, entry: unknown): void {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(String(entry)) ?? [];
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  if (typeof entry !== "string" || family === 0 || Number(bits ?? most) > most) {
    throw invalid(
      `invalid trustedProxies: expected addresses and ranges such as "10.0.0.0/8", got ${given(entry)}`,
    );
  }
  ranges.addSubnet(address, Number(bits ?? most), family === 6 ? "ipv6" : "ipv4");
}

function invalid(message: string): ConfigurationError {
  return new ConfigurationError("SERVER_OPTION_INVALID", message);
}
