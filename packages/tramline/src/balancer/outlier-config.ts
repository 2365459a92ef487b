import type { NoteConfigField } from "@tramline/rpc";
import type { SelectedBalancer } from "../service-config/load-balancing-config.ts";
import type { BalancerRegistry } from "./balancer.ts";
import { ConfigFields } from "./config-fields.ts";

/** Which backends an algorithm looks at, and how often it acts. */
interface EjectionRule {
  /** How often an outlier is ejected, in percent. */
  readonly enforcementPercentage: number;
  /** How many backends must have had enough calls. */
  readonly minimumHosts: number;
  /** How many calls in one interval are enough. */
  readonly requestVolume: number;
}

/** Ejects backends whose share of successes is far below that of the others. */
export interface SuccessRateEjection extends EjectionRule {
  /** How many thousandths of the standard deviation below the mean. */
  readonly stdevFactor: number;
}

/** Ejects backends whose share of failures is above a threshold. */
export interface FailurePercentageEjection extends EjectionRule {
  /** In percent. */
  readonly threshold: number;
}

/** The `outlier_detection_experimental` part of a service config. */
export interface OutlierDetectionConfig {
  /** From one look at the backends to the next. */
  readonly intervalMs: number;
  /** How long the first ejection of a backend lasts; the second one lasts twice as long, and so on. */
  readonly baseEjectionTimeMs: number;
  /** How long an ejection lasts at most. */
  readonly maxEjectionTimeMs: number;
  /** No further backend is ejected while so many are, in percent. */
  readonly maxEjectionPercent: number;
  readonly successRate: SuccessRateEjection | undefined;
  readonly failurePercentage: FailurePercentageEjection | undefined;
  /** The policy that balances over the backends that are left. */
  readonly child: SelectedBalancer;
}

const SECOND = 1_000;
const MAX_COUNT = 0xffff_ffff;

const RULE_FIELDS = ["enforcementPercentage", "minimumHosts", "requestVolume"];
const FIELDS = [
  "interval",
  "baseEjectionTime",
  "maxEjectionTime",
  "maxEjectionPercent",
  "successRateEjection",
  "failurePercentageEjection",
  "childPolicy",
];

/** @throws TypeError at the first field that is wrong */
export function parseOutlierDetection(
  json: unknown,
  balancers: BalancerRegistry,
  note?: NoteConfigField,
): OutlierDetectionConfig {
  const fields = new ConfigFields(json, note);
  fields.onlyKnown(FIELDS);
  const baseEjectionTimeMs = fields.durationMs("baseEjectionTime", 30 * SECOND);
  const successRate = fields.object("successRateEjection");
  const failurePercentage = fields.object("failurePercentageEjection");
  successRate?.onlyKnown(["stdevFactor", ...RULE_FIELDS]);
  failurePercentage?.onlyKnown(["threshold", ...RULE_FIELDS]);
  return {
    intervalMs: fields.durationMs("interval", 10 * SECOND),
    baseEjectionTimeMs,
    maxEjectionTimeMs: Math.max(
      fields.durationMs("maxEjectionTime", 300 * SECOND),
      baseEjectionTimeMs,
    ),
    maxEjectionPercent: fields.integer("maxEjectionPercent", 0, 100, 10),
    successRate: successRate && {
      stdevFactor: successRate.integer("stdevFactor", 0, MAX_COUNT, 1_900),
      ...rule(successRate, 100),
    },
    failurePercentage: failurePercentage && {
      threshold: failurePercentage.integer("threshold", 0, 100, 85),
      ...rule(failurePercentage, 50),
    },
    child: fields.childPolicy(balancers),
  };
}

function rule(fields: ConfigFields, requestVolume: number): EjectionRule {
  return {
    enforcementPercentage: fields.integer("enforcementPercentage", 0, 100, 100),
    minimumHosts: fields.integer("minimumHosts", 0, MAX_COUNT, 5),
    requestVolume: fields.integer("requestVolume", 0, MAX_COUNT, requestVolume),
  };
}
