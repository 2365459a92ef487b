import type { RandomSource } from "../subchannel/clock.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import type { BalancerFactory, BalancerHost } from "./balancer.ts";
import type { CallTracker } from "./call-tracker.ts";
import { ConfigFields } from "./config-fields.ts";
import { pickWithRoom } from "./pick-with-room.ts";
import type { Picker, PickResult } from "./picker.ts";
import { ReadyBalancer, type ReadyPolicy } from "./ready-balancer.ts";

/** The `least_request_experimental` part of a service config. */
export interface LeastRequestConfig {
  /** How many backends are drawn for each call. */
  readonly choiceCount: number;
}

const DEFAULT_CHOICES = 2;
const MOST_CHOICES = 10;

/** The calls that are under way, by backend. */
class ActiveCalls implements CallTracker {
  private readonly counts: Map<Subchannel, number>;

  constructor() {
    this.counts = new Map();
  }

  of(subchannel: Subchannel): number {
    return this.counts.get(subchannel) ?? 0;
  }

  /** Forgets the others; what they end is not counted. */
  retain(subchannels: ReadonlySet<Subchannel>): void {
    for (const subchannel of this.counts.keys()) {
      if (!subchannels.has(subchannel)) this.counts.delete(subchannel);
    }
    for (const subchannel of subchannels) {
      if (!this.counts.has(subchannel)) this.counts.set(subchannel, 0);
    }
  }

  onCallStart(subchannel: Subchannel): void {
    this.change(subchannel, 1);
  }

  onCallEnd(subchannel: Subchannel): void {
    this.change(subchannel, -1);
  }

  private change(subchannel: Subchannel, by: number): void {
    const count = this.counts.get(subchannel);
    if (count !== undefined) this.counts.set(subchannel, count + by);
  }
}

/** Draws a few backends for each call and takes the one with the fewest calls under way. */
class LeastRequestPicker implements Picker {
  readonly tracker: ActiveCalls;
  private readonly ready: readonly Subchannel[];
  private readonly choices: number;
  private readonly random: RandomSource;

  constructor(
    ready: readonly Subchannel[],
    choices: number,
    tracker: ActiveCalls,
    random: RandomSource,
  ) {
    this.tracker = tracker;
    this.ready = ready;
    this.choices = choices;
    this.random = random;
  }

  pick(): PickResult {
    const { ready, tracker, random } = this;
    let chosen = Math.floor(random() * ready.length);
    let fewest = tracker.of(ready[chosen] as Subchannel);
    for (let drawn = 1; drawn < this.choices; drawn++) {
      const other = Math.floor(random() * ready.length);
      const calls = tracker.of(ready[other] as Subchannel);
      if (calls >= fewest) continue;
      chosen = other;
      fewest = calls;
    }
    return pickWithRoom(ready, chosen);
  }
}

class LeastRequestPolicy implements ReadyPolicy {
  private readonly host: BalancerHost;
  private readonly active: ActiveCalls;
  private choices: number;

  constructor(host: BalancerHost) {
    this.host = host;
    this.active = new ActiveCalls();
    this.choices = DEFAULT_CHOICES;
  }

  configure(config: unknown): boolean {
    const { choiceCount } = config as LeastRequestConfig;
    const isOther = choiceCount !== this.choices;
    this.choices = choiceCount;
    return isOther;
  }

  retain(subchannels: ReadonlySet<Subchannel>): void {
    this.active.retain(subchannels);
  }

  onReady(): void {}

  createPicker(ready: readonly Subchannel[]): Picker {
    return new LeastRequestPicker(ready, this.choices, this.active, this.host.random);
  }

  close(): void {}
}

/**
 * The policy `least_request_experimental` (gRFC A48): draws `choiceCount` of the READY backends at
 * random for each call, 2 by default and 10 at most, and takes the one with the fewest calls under way.
 * All addresses are connected at all times.
 */
export const leastRequest: BalancerFactory = {
  name: "least_request_experimental",
  parseConfig(json, _balancers, note): LeastRequestConfig {
    const fields = new ConfigFields(json, note);
    fields.onlyKnown(["choiceCount"]);
    const choiceCount = fields.integer("choiceCount", 2, 0xffff_ffff, DEFAULT_CHOICES);
    return { choiceCount: fields.atMost("choiceCount", choiceCount, MOST_CHOICES) };
  },
  create: (host) => new ReadyBalancer(host, new LeastRequestPolicy(host)),
};
