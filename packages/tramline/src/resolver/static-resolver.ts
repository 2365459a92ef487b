import type { Address } from "../subchannel/address.ts";
import type { PreparedTarget, Resolver, ResolverListener } from "./resolver.ts";

/** For targets that name their addresses: reports them once. */
class StaticResolver implements Resolver {
  private readonly addresses: readonly Address[];
  private readonly listener: ResolverListener;

  constructor(addresses: readonly Address[], listener: ResolverListener) {
    this.addresses = addresses;
    this.listener = listener;
  }

  start(): void {
    this.listener.onResolved({ addresses: this.addresses });
  }

  requestResolution(): void {
    // Nothing else can come out.
  }

  resetBackoff(): void {
    // There is none.
  }

  close(): void {
    // Nothing is left after `start`.
  }
}

/** A target that stands for these addresses, now and always. */
export function staticTarget(authority: string, addresses: readonly Address[]): PreparedTarget {
  return {
    authority,
    createResolver: (listener) => new StaticResolver(addresses, listener),
  };
}
