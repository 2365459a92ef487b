// Rules of well-known messages: Any, Duration, FieldMask, Timestamp.

import type { CelInput } from "@bufbuild/cel";
import type {
  AnyRules,
  DurationRules,
  FieldMaskRules,
  TimestampRules,
} from "@tramline/protobuf/buf/validate";
import type { Any } from "@tramline/protobuf/wkt/any";
import type { Duration } from "@tramline/protobuf/wkt/duration";
import type { FieldMask } from "@tramline/protobuf/wkt/field_mask";
import type { Timestamp } from "@tramline/protobuf/wkt/timestamp";
import { formatText } from "../cel/format.ts";
import type { Run } from "../run.ts";
import { type Order, orderedRules } from "./ordered.ts";
import { RuleList, type StandardRule } from "./standard-rule.ts";

/** The rules of an Any. */
export function anyRules(rules: AnyRules): readonly StandardRule[] {
  const list = new RuleList<Any>();
  if (rules.in.length > 0) {
    const known = new Set(rules.in);
    list.add("in", "type URL must be in the allow list", ({ typeUrl }) => !known.has(typeUrl));
  }
  if (rules.notIn.length > 0) {
    const known = new Set(rules.notIn);
    list.add("not_in", "type URL must not be in the block list", ({ typeUrl }) => {
      return known.has(typeUrl);
    });
  }
  return list.rules;
}

/** Prints a well-known message. */
export type Print = (message: Duration | Timestamp) => CelInput;

interface Time {
  readonly seconds: bigint;
  readonly nanos: number;
}

function order(print: Print): Order<Time> {
  return {
    compare: (a, b) => (a.seconds < b.seconds ? -1 : a.seconds > b.seconds ? 1 : a.nanos - b.nanos),
    print,
    identity: ({ seconds, nanos }) => `${seconds} ${nanos}`,
  };
}

/** The rules of a Duration. */
export function durationRules(rules: DurationRules, print: Print): readonly StandardRule[] {
  return orderedRules<Time>(rules, order(print)).rules;
}

/** The rules of a Timestamp. */
export function timestampRules(
  rules: TimestampRules,
  print: Print,
  printDuration: Print,
): readonly StandardRule[] {
  const list: RuleList<Time> = orderedRules<Time>(rules, order(print));
  if (rules.lessThan.case === "ltNow" && rules.lessThan.value) {
    list.add("lt_now", "must be less than now", (value, run) => sinceNow(value, run) > 0n);
  }
  if (rules.greaterThan.case === "gtNow" && rules.greaterThan.value) {
    list.add("gt_now", "must be greater than now", (value, run) => sinceNow(value, run) < 0n);
  }
  const { within } = rules;
  if (within !== undefined) {
    const limit = nanoseconds(within);
    const message = formatText("must be within %s of now", [printDuration(within)]);
    list.add("within", message, (value, run) => {
      const difference = sinceNow(value, run);
      return difference > limit || difference < -limit;
    });
  }
  return list.rules;
}

function nanoseconds({ seconds, nanos }: Time): bigint {
  return seconds * 1_000_000_000n + BigInt(nanos);
}

function sinceNow(time: Time, run: Run): bigint {
  return nanoseconds(time) - BigInt(Math.trunc(run.now)) * 1_000_000n;
}

/** The rules of a FieldMask. */
export function fieldMaskRules(rules: FieldMaskRules): readonly StandardRule[] {
  const list = new RuleList<FieldMask>();
  if (rules.const !== undefined) {
    const { paths } = rules.const;
    list.add("const", formatText("must equal paths %s", [paths]), (value) => {
      return (
        value.paths.length !== paths.length || value.paths.some((path, i) => path !== paths[i])
      );
    });
  }
  if (rules.in.length > 0) {
    list.add("in", formatText("must only contain paths in %s", [rules.in]), ({ paths }) => {
      return !paths.every((path) => isCovered(path, rules.in));
    });
  }
  if (rules.notIn.length > 0) {
    const message = formatText("must not contain any paths in %s", [rules.notIn]);
    list.add("not_in", message, ({ paths }) => paths.some((path) => isCovered(path, rules.notIn)));
  }
  return list.rules;
}

/** Whether a path is one of some, or within one. */
function isCovered(path: string, paths: readonly string[]): boolean {
  return paths.some((known) => path === known || path.startsWith(`${known}.`));
}
