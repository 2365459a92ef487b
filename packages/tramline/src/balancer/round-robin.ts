import type { Subchannel } from "../subchannel/subchannel.ts";
import type { BalancerFactory, BalancerHost } from "./balancer.ts";
import { ConfigFields } from "./config-fields.ts";
import { type Picker, type PickResult, QUEUE } from "./picker.ts";
import { ReadyBalancer, type ReadyPolicy } from "./ready-balancer.ts";

/** Walks over the ready subchannels, past those that take no stream at this moment. */
class RoundRobinPicker implements Picker {
  private readonly ready: readonly Subchannel[];
  private position: number;

  /** @param start where to begin, in [0, 1): random, or a fleet of clients would move in step. */
  constructor(ready: readonly Subchannel[], start: number) {
    this.ready = ready;
    this.position = Math.floor(start * ready.length);
  }

  pick(): PickResult {
    const { ready } = this;
    for (let tried = 0; tried < ready.length; tried++) {
      const subchannel = ready[this.position] as Subchannel;
      this.position = this.position + 1 === ready.length ? 0 : this.position + 1;
      if (subchannel.acceptsStreams) return subchannel;
      subchannel.prove();
    }
    // All are full: they make room in turn, with another connection each.
    const next = ready[this.position] as Subchannel;
    this.position = this.position + 1 === ready.length ? 0 : this.position + 1;
    return next.findRoom() === undefined ? QUEUE : next;
  }
}

/** Has no configuration, and pickers that need nothing but the list. */
class RoundRobinPolicy implements ReadyPolicy {
  private readonly host: BalancerHost;

  constructor(host: BalancerHost) {
    this.host = host;
  }

  configure(): boolean {
    return false;
  }

  retain(): void {}

  onReady(): void {}

  createPicker(ready: readonly Subchannel[]): Picker {
    return new RoundRobinPicker(ready, this.host.random());
  }

  close(): void {}
}

/**
 * The policy `round_robin`: calls in turn to every backend that is READY. All addresses are connected at
 * all times. It has no configuration.
 */
export const roundRobin: BalancerFactory = {
  name: "round_robin",
  parseConfig(json, _balancers, note): undefined {
    new ConfigFields(json ?? {}, note).onlyKnown([]);
  },
  create: (host) => new ReadyBalancer(host, new RoundRobinPolicy(host)),
};
