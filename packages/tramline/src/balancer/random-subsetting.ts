import type { StatusError } from "@tramline/rpc";
import type { SelectedBalancer } from "../service-config/load-balancing-config.ts";
import { type Address, formatAddress, uniqueAddresses } from "../subchannel/address.ts";
import type { Balancer, BalancerFactory, BalancerHost } from "./balancer.ts";
import { ChildPolicy } from "./child-policy.ts";
import { ConfigFields } from "./config-fields.ts";
import { xxh64 } from "./xxh64.ts";

/** The `random_subsetting_experimental` part of a service config. */
export interface RandomSubsettingConfig {
  /** How many addresses the channel uses. */
  readonly subsetSize: number;
  /** The policy that balances over them. */
  readonly child: SelectedBalancer;
}

/** Returns the subset with this seed, in the order of the hashes; all addresses where `subsetSize` is not less. */
export function subsetOf(
  addresses: readonly Address[],
  subsetSize: number,
  seed: bigint,
): readonly Address[] {
  const unique = uniqueAddresses(addresses);
  if (unique.length <= subsetSize) return unique;
  const encoder = new TextEncoder();
  return unique
    .map((address) => ({ address, hash: xxh64(encoder.encode(formatAddress(address)), seed) }))
    .sort((one, other) => (one.hash < other.hash ? -1 : one.hash > other.hash ? 1 : 0))
    .slice(0, subsetSize)
    .map(({ address }) => address);
}

/** Passes a few of the addresses to the policy below it, the same ones as long as they exist. */
class RandomSubsettingBalancer implements Balancer {
  private readonly child: ChildPolicy;
  private readonly seed: bigint;

  constructor(host: BalancerHost) {
    this.child = new ChildPolicy(host);
    const half = (): bigint => BigInt(Math.floor(host.random() * 2 ** 32));
    this.seed = (half() << 32n) | half();
  }

  update(addresses: readonly Address[], config: unknown): StatusError | undefined {
    const { subsetSize, child } = config as RandomSubsettingConfig;
    return this.child.update(subsetOf(addresses, subsetSize, this.seed), child);
  }

  resolverFailed(error: StatusError): void {
    this.child.resolverFailed(error);
  }

  exitIdle(): void {
    this.child.exitIdle();
  }

  resetBackoff(): void {
    this.child.resetBackoff();
  }

  close(): void {
    this.child.close();
  }
}

/**
 * The policy `random_subsetting_experimental` (gRFC A68), above another one: each channel uses `subsetSize`
 * of the addresses, chosen by rendezvous hashing with a random seed. When an address comes or goes, at most
 * one of the subset changes.
 */
export const randomSubsetting: BalancerFactory = {
  name: "random_subsetting_experimental",
  parseConfig(json, balancers, note): RandomSubsettingConfig {
    const fields = new ConfigFields(json, note);
    fields.onlyKnown(["subsetSize", "childPolicy"]);
    return {
      subsetSize: fields.integer("subsetSize", 1, 0xffff_ffff),
      child: fields.childPolicy(balancers),
    };
  },
  create: (host) => new RandomSubsettingBalancer(host),
};
