import type { OrcaLoadReport } from "tramline/contracts";

/** How busy a server is, or what a call has cost it. Left out: not known. */
export interface LoadValues {
  /** CPU in use, as a fraction of what there is; more than 1 beyond a soft limit. */
  readonly cpuUtilization?: number | undefined;
  /** Memory in use, as a fraction of what there is: 0 to 1. */
  readonly memUtilization?: number | undefined;
  /** How busy the application is by its own judgment, in place of `cpuUtilization`; may be more than 1. */
  readonly applicationUtilization?: number | undefined;
  /** Requests a second that the server handles, of all services (`rps_fractional`). */
  readonly requestsPerSecond?: number | undefined;
  /** Errors a second, of all services (`eps`). */
  readonly errorsPerSecond?: number | undefined;
  /** Resources in use by name, as fractions of what there is: 0 to 1. Undefined removes a name. */
  readonly utilization?: NamedValues | undefined;
  /** Other numbers by name. Undefined removes a name. */
  readonly namedMetrics?: NamedValues | undefined;
}

/** The report of a single call, with its costs. */
export interface CallLoadValues extends LoadValues {
  /** The costs of the call by name, as absolute numbers. Undefined removes a name. */
  readonly requestCost?: NamedValues | undefined;
}

/** Numbers by name. */
export type NamedValues = { readonly [name: string]: number | undefined };

type NumberField =
  | "cpuUtilization"
  | "memUtilization"
  | "applicationUtilization"
  | "rpsFractional"
  | "eps";
type MapField = "utilization" | "requestCost" | "namedMetrics";

const NUMBERS: readonly (readonly [keyof LoadValues, NumberField, number])[] = [
  ["cpuUtilization", "cpuUtilization", Number.MAX_VALUE],
  ["memUtilization", "memUtilization", 1],
  ["applicationUtilization", "applicationUtilization", Number.MAX_VALUE],
  ["requestsPerSecond", "rpsFractional", Number.MAX_VALUE],
  ["errorsPerSecond", "eps", Number.MAX_VALUE],
];
const MAPS: readonly (readonly [MapField, number, number])[] = [
  ["utilization", 0, 1],
  ["requestCost", -Number.MAX_VALUE, Number.MAX_VALUE],
  ["namedMetrics", -Number.MAX_VALUE, Number.MAX_VALUE],
];

/**
 * Writes values into a report. A value that is present replaces the former one, undefined clears it.
 *
 * @throws RangeError for a value that is out of range; nothing is written then
 */
export function writeLoad(report: OrcaLoadReport, values: CallLoadValues): void {
  for (const [name, , max] of NUMBERS) check(name, values[name] as number | undefined, 0, max);
  for (const [name, min, max] of MAPS) {
    for (const [key, value] of Object.entries(values[name] ?? {})) {
      check(`${name}.${key}`, value, min, max);
    }
  }
  for (const [name, field] of NUMBERS) {
    if (name in values) report[field] = (values[name] as number | undefined) ?? 0;
  }
  for (const [name] of MAPS) {
    for (const [key, value] of Object.entries(values[name] ?? {})) {
      if (value === undefined) report[name].delete(key);
      else report[name].set(key, value);
    }
  }
}

/** Fills in what a report does not have from another one. */
export function fillLoad(report: OrcaLoadReport, rest: OrcaLoadReport): void {
  for (const [, field] of NUMBERS) if (report[field] === 0) report[field] = rest[field];
  for (const [name] of MAPS) {
    for (const [key, value] of rest[name]) {
      if (!report[name].has(key)) report[name].set(key, value);
    }
  }
}

function check(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (typeof value === "number" && value >= min && value <= max)) return;
  const expected =
    max === 1
      ? "a number from 0 to 1"
      : min === 0
        ? "a finite number of at least 0"
        : "a finite number";
  throw new RangeError(`invalid ${name}: expected ${expected}, got ${String(value)}`);
}
