import { type BalancerRegistry, createBalancerRegistry } from "./balancer.ts";
import { pickFirst } from "./pick-first.ts";
import { roundRobin } from "./round-robin.ts";

/** The policies every channel knows: pick_first, round_robin. */
export const DEFAULT_BALANCERS: BalancerRegistry = /*@__PURE__*/ createBalancerRegistry([
  pickFirst,
  roundRobin,
]);
