import type { BalancerFactory } from "./balancer.ts";
import { leastRequest } from "./least-request.ts";
import { outlierDetection } from "./outlier-detection.ts";
import { pickFirst } from "./pick-first.ts";
import { randomSubsetting } from "./random-subsetting.ts";
import { roundRobin } from "./round-robin.ts";
import { weightedRoundRobin } from "./weighted-round-robin.ts";

/**
 * The load balancing policies of every channel: pick_first, round_robin, weighted_round_robin,
 * least_request_experimental, outlier_detection_experimental, and random_subsetting_experimental. Those in
 * its option `balancers` are added to them.
 */
export const defaultBalancers: readonly BalancerFactory[] = [
  pickFirst,
  roundRobin,
  weightedRoundRobin,
  leastRequest,
  outlierDetection,
  randomSubsetting,
];
