// Rules of numbers and of bool.

import { type CelInput, celUint } from "@bufbuild/cel";
import type { BoolRules } from "@tramline/protobuf/buf/validate";
import { type OrderedRules, orderedRules } from "./ordered.ts";
import { RuleList, type StandardRule } from "./standard-rule.ts";

type Numeric = number | bigint;

const unsigned: ReadonlySet<string> = new Set(["uint32", "fixed32", "uint64", "fixed64"]);

/** The rules of a number; values are numbers, and bigints for integers of 64 bits. */
export function numberRules(kind: string, rules: OrderedRules<Numeric>): readonly StandardRule[] {
  const isFloat = kind === "float" || kind === "double";
  const print = (value: Numeric): CelInput => {
    if (isFloat) return value;
    return unsigned.has(kind) ? celUint(BigInt(value)) : BigInt(value);
  };
  const list = orderedRules<Numeric>(rules, {
    compare: (a, b) => (a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN),
    print,
    // NaN equals nothing.
    identity: (value) => (Number.isNaN(value) ? {} : value),
  });
  if ((rules as { readonly finite?: boolean | undefined }).finite === true) {
    list.add("finite", "must be finite", (value) => !Number.isFinite(value));
  }
  return list.rules;
}

/** The rules of a bool. */
export function boolRules(rules: BoolRules): readonly StandardRule[] {
  const list = new RuleList<boolean>();
  list.addFor("const", rules.const, {
    text: "must equal %s",
    print: (value) => value,
    isViolated: (value, expected) => value !== expected,
  });
  return list.rules;
}
