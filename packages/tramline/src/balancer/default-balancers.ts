import type { BalancerFactory } from "./balancer.ts";
import { pickFirst } from "./pick-first.ts";
import { roundRobin } from "./round-robin.ts";

/**
 * The load balancing policies of every channel: pick_first, round_robin. Those in its option
 * `balancers` are added to them.
 */
export const defaultBalancers: readonly BalancerFactory[] = [pickFirst, roundRobin];
