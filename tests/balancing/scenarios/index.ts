/** Each policy with servers in order, and with servers in trouble of the kind that it is for. */
import type { Behavior } from "../programs/messages.ts";
import { RATE } from "../runner/figures.ts";
import { FLEET_SIZE, type Fleet, ordinary } from "../runner/fleet.ts";
import {
  alike,
  EDGE,
  failures,
  noMoreFailures,
  shares,
  together,
  togetherAlike,
  used,
} from "./checks.ts";
import { type Scenario, sleep } from "./scenario.ts";

const equal = Array.from({ length: FLEET_SIZE }, () => 1);
const rising = Array.from({ length: FLEET_SIZE }, (_, index) => index + 1);
/** Calls of one server in so many seconds, when all have as many. */
const callsIn = (seconds: number): number => Math.ceil((RATE / FLEET_SIZE) * seconds);
/**
 * Taking turns leaves each server within one call of its part for each time that the turn starts over,
 * which is rare.
 */
const TURNS = EDGE;
/** Each new scheduler leaves each server within two calls of its part; there is one a second. */
const WEIGHED = EDGE + 12;
/** The back-off of 1 s before the second attempt to connect is spread by a fifth, on both sides. */
const RECONNECTED = callsIn(0.4) + EDGE;

const load = (requestsPerSecond: number, errorsPerSecond = 0): Partial<Behavior> => ({
  load: { cpuUtilization: 0.5, requestsPerSecond, errorsPerSecond },
});

/** It must listen again before the second attempt to connect, 0.8 s after the end at the earliest. */
const killAndReplace = (fleet: Fleet, index: number): Promise<void> =>
  fleet.at(index).killAndReplace(50);

/** One server is slow, one fails half of its calls, one closes in order, one is killed; two of them come back. */
const troubled: Pick<Scenario, "behavior" | "events"> = {
  behavior: (index) => {
    if (index === 0) return { delayMs: 200 };
    return index === 1 ? { failing: 0.5 } : {};
  },
  async events(fleet) {
    await sleep(300);
    await Promise.all([
      fleet.at(2).order({ kind: "drain", awayMs: 300 }),
      sleep(300).then(() => killAndReplace(fleet, 3)),
    ]);
  },
};

const roundRobin = [{ round_robin: {} }];
const weighted = (fields: object): object[] => [
  { weighted_round_robin: { blackoutPeriod: "0.5s", ...fields } },
];
const outlier = (fields: object): object[] => [
  {
    outlier_detection_experimental: {
      interval: "0.5s",
      baseEjectionTime: "60s",
      childPolicy: roundRobin,
      ...fields,
    },
  },
];
/** grpc-go's default for `enforcementPercentage` is 0 here, gRFC A50's 100. */
const failing = { threshold: 60, enforcementPercentage: 100, minimumHosts: 3, requestVolume: 5 };

export const scenarios: readonly Scenario[] = [
  {
    name: "pick_first, addresses shuffled",
    policy: [{ pick_first: { shuffleAddressList: true } }],
    checks: [used(1), failures(0, 0)],
  },
  {
    name: "round_robin",
    policy: roundRobin,
    checks: [shares(equal, TURNS), alike(TURNS), failures(0, 0)],
  },
  {
    name: "round_robin, a server is killed and comes back",
    policy: roundRobin,
    behavior: () => ({ delayMs: 50 }),
    async events(fleet) {
      await sleep(400);
      await killAndReplace(fleet, 4);
    },
    checks: [
      alike((count) => RECONNECTED + count * 0.03),
      // What is under way when it is killed: 50 ms of its calls, and what is sent before the end is known.
      failures(0, callsIn(0.05) + 8, "UNAVAILABLE"),
      noMoreFailures(6),
    ],
  },
  {
    name: "round_robin, two servers close in order and come back",
    policy: roundRobin,
    behavior: () => ({ delayMs: 50 }),
    async events(fleet) {
      await sleep(300);
      await Promise.all(
        [6, 7].map((index) => fleet.at(index).order({ kind: "drain", awayMs: 200 })),
      );
    },
    checks: [alike((count) => RECONNECTED + count * 0.03), failures(0, 0)],
  },
  {
    name: "round_robin with health checks, two servers stop serving for a second",
    policy: roundRobin,
    config: { healthCheckConfig: { serviceName: "" } },
    async events(fleet) {
      await sleep(300);
      for (const index of [0, 5]) await fleet.at(index).behave({ ...ordinary, isServing: false });
      await sleep(1_000);
      for (const index of [0, 5]) await fleet.at(index).behave(ordinary);
    },
    checks: [
      alike(TURNS + callsIn(0.2)),
      failures(0, 0),
      {
        name: "calls while not serving",
        // Each misses a second of its calls, which the other eight share.
        each: ({ counts, calls }) => {
          const missing = calls / FLEET_SIZE - (counts[5] ?? 0);
          const wanted = callsIn(1);
          const isWrong = Math.abs(missing - wanted) > TURNS + callsIn(0.2);
          return isWrong ? `${missing.toFixed(0)} calls missing, expected ${wanted}` : undefined;
        },
      },
    ],
  },
  {
    name: "round_robin, servers in trouble",
    policy: roundRobin,
    ...troubled,
    checks: [
      alike((count) => RECONNECTED + count * 0.03),
      failures(1, Number.POSITIVE_INFINITY, "INTERNAL", "UNAVAILABLE"),
      noMoreFailures(EDGE + 6),
    ],
  },
  {
    name: "weighted_round_robin, loads reported with calls",
    policy: weighted({}),
    behavior: (index) => load(100 * (index + 1)),
    checks: [shares(rising, WEIGHED), alike(WEIGHED), failures(0, 0)],
  },
  {
    name: "weighted_round_robin, loads reported out of band",
    policy: weighted({ enableOobLoadReport: true, oobReportingPeriod: "0.1s" }),
    behavior: (index) => load(100 * (index + 1)),
    checks: [shares(rising, WEIGHED), alike(WEIGHED), failures(0, 0)],
  },
  {
    name: "weighted_round_robin, errors of two servers as utilization",
    policy: weighted({ errorUtilizationPenalty: 1 }),
    behavior: (index) => load(100, index < 2 ? 50 : 0),
    // 100 / (0.5 + 50/100) beside 100 / 0.5.
    checks: [shares([1, 1, 2, 2, 2, 2, 2, 2, 2, 2], WEIGHED), alike(WEIGHED), failures(0, 0)],
  },
  {
    name: "weighted_round_robin, servers in trouble",
    policy: weighted({}),
    ...troubled,
    checks: [
      // A server that comes back has no weight for half a second, and until the next update.
      alike((count) => RECONNECTED + WEIGHED + count * 0.05),
      failures(1, Number.POSITIVE_INFINITY, "INTERNAL", "UNAVAILABLE"),
      noMoreFailures(EDGE + 6),
    ],
  },
  {
    name: "least_request, two slow servers",
    policy: [{ least_request_experimental: { choiceCount: 2 } }],
    behavior: (index) => (index < 2 ? { delayMs: 200 } : {}),
    checks: [
      // Even shares would be 20 %; they are drawn twice in a row at least: 4 % of the draws.
      together([0, 1], 2, 9),
      togetherAlike([0, 1]),
      togetherAlike([2, 3, 4, 5]),
      failures(0, 0),
    ],
  },
  {
    name: "least_request, five choices, two slow servers",
    policy: [{ least_request_experimental: { choiceCount: 5 } }],
    behavior: (index) => (index < 2 ? { delayMs: 200 } : {}),
    checks: [together([0, 1], 0.2, 6), togetherAlike([0, 1]), failures(0, 0)],
  },
  {
    name: "least_request, servers in trouble",
    policy: [{ least_request_experimental: {} }],
    ...troubled,
    checks: [
      togetherAlike([0]),
      togetherAlike([1]),
      togetherAlike([4, 5, 6, 7, 8, 9]),
      failures(1, Number.POSITIVE_INFINITY, "INTERNAL", "UNAVAILABLE"),
      // Half of the calls of one server, which are drawn: four deviations of √40.
      noMoreFailures(26),
    ],
  },
  {
    name: "outlier_detection by failure percentage, two servers fail",
    policy: outlier({ maxEjectionPercent: 50, failurePercentageEjection: failing }),
    behavior: (index) => (index < 2 ? { failing: 1 } : {}),
    checks: [used(8), shares([0, 0, 1, 1, 1, 1, 1, 1, 1, 1], TURNS), alike(TURNS), failures(0, 0)],
  },
  {
    name: "outlier_detection by failure percentage, a server begins to fail",
    policy: outlier({ maxEjectionPercent: 50, failurePercentageEjection: failing }),
    async events(fleet) {
      await sleep(300);
      await fleet.at(3).behave({ ...ordinary, failing: 1 });
    },
    checks: [
      // It is seen at the end of an interval in which most calls failed: half a second to one.
      failures(1, callsIn(1) + EDGE, "INTERNAL"),
      noMoreFailures(callsIn(0.8)),
      alike(callsIn(0.8) + TURNS),
    ],
  },
  {
    name: "outlier_detection, no more than a fifth of the servers",
    policy: outlier({ maxEjectionPercent: 20, failurePercentageEjection: failing }),
    behavior: (index) => (index < 4 ? { failing: 1 } : {}),
    checks: [
      used(8),
      // Two of eight go on failing.
      { name: "failures", each: ({ failed, calls }) => quarter(failed, calls) },
    ],
  },
  {
    name: "outlier_detection by success rate, one server stands out",
    policy: outlier({ successRateEjection: { requestVolume: 5 } }),
    behavior: (index) => (index === 8 ? { failing: 0.6 } : {}),
    checks: [used(9), failures(0, 0)],
  },
  {
    name: "outlier_detection, an ejection ends",
    policy: outlier({
      baseEjectionTime: "0.5s",
      maxEjectionPercent: 50,
      failurePercentageEjection: failing,
    }),
    behavior: (index) => (index === 1 ? { failing: 1 } : {}),
    async events(fleet) {
      await fleet.at(1).behave(ordinary);
    },
    // The ejection in force when the server recovers may be its third: it lasts for three times half a
    // second, to the next end of an interval.
    checks: [used(10), together([1], 1, 10), failures(0, EDGE, "INTERNAL")],
  },
  {
    name: "outlier_detection over round_robin, servers in trouble",
    policy: outlier({
      maxEjectionPercent: 50,
      failurePercentageEjection: { ...failing, threshold: 40 },
    }),
    ...troubled,
    checks: [
      alike((count) => RECONNECTED + count * 0.04),
      failures(0, callsIn(0.1) + 8, "INTERNAL", "UNAVAILABLE"),
      noMoreFailures(6),
    ],
  },
  {
    name: "random_subsetting, four servers by round_robin",
    policy: [{ random_subsetting_experimental: { subsetSize: 4, childPolicy: roundRobin } }],
    checks: [
      used(4),
      failures(0, 0),
      {
        name: "shares of the subset",
        each: ({ counts, calls }) => {
          const wrong = counts.find((count) => count > 0 && Math.abs(count - calls / 4) > TURNS);
          return wrong === undefined ? undefined : `${wrong} calls, expected ${calls / 4}`;
        },
      },
    ],
  },
];

function quarter(failed: number, calls: number): string | undefined {
  const wanted = calls / 4;
  const isRight = Math.abs(failed - wanted) <= 2 * EDGE;
  return isRight
    ? undefined
    : `${failed} calls failed, expected ${wanted.toFixed(0)} ± ${2 * EDGE}`;
}
