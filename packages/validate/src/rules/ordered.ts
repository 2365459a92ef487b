// Rules of types with an order: numbers, durations, and timestamps.

import type { CelInput } from "@bufbuild/cel";
import { formatText } from "../cel/format.ts";
import { RuleList } from "./standard-rule.ts";

/** A bound as a oneof of the rules has it. */
interface Bound {
  readonly case: string | undefined;
  readonly value?: unknown;
}

/** The rules of a type with an order. */
export interface OrderedRules<V> {
  readonly const?: V | undefined;
  readonly lessThan: Bound;
  readonly greaterThan: Bound;
  readonly in?: readonly V[] | undefined;
  readonly notIn?: readonly V[] | undefined;
}

/** How values of a type compare. */
export interface Order<V> {
  /** Less than zero when `a` is less, NaN when the two have no order. */
  readonly compare: (a: V, b: V) => number;
  readonly print: (value: V) => CelInput;
  /** Returns something equal for equal values, to find them in a set. */
  readonly identity: (value: V) => unknown;
}

/** Compiles the rules that all types with an order have. */
export function orderedRules<V>(rules: OrderedRules<V>, order: Order<V>): RuleList<V> {
  const list = new RuleList<V>();
  const { compare, print } = order;
  list.addFor("const", rules.const, {
    text: "must equal %s",
    print,
    isViolated: (value, expected) => compare(value, expected) !== 0,
  });
  addRange(list, rules, order);
  addLists(list, { in: rules.in ?? [], notIn: rules.notIn ?? [] }, order);
  return list;
}

/** Adds `in` and `not_in`. */
export function addLists<V>(
  list: RuleList<V>,
  rules: { readonly in: readonly V[]; readonly notIn: readonly V[] },
  { print, identity }: Pick<Order<V>, "print" | "identity">,
): void {
  if (rules.in.length > 0) {
    const known = new Set(rules.in.map((value) => identity(value)));
    const message = formatText("must be in list %s", [rules.in.map((value) => print(value))]);
    list.add("in", message, (value) => !known.has(identity(value)));
  }
  if (rules.notIn.length > 0) {
    const known = new Set(rules.notIn.map((value) => identity(value)));
    const message = formatText("must not be in list %s", [
      rules.notIn.map((value) => print(value)),
    ]);
    list.add("not_in", message, (value) => known.has(identity(value)));
  }
}

const texts: Readonly<Record<string, string>> = {
  lt: "less than %s",
  lte: "less than or equal to %s",
  gt: "greater than %s",
  gte: "greater than or equal to %s",
};

function addRange<V>(list: RuleList<V>, rules: OrderedRules<V>, order: Order<V>): void {
  const { compare, print } = order;
  const upperCase = boundCase(rules.lessThan);
  const lowerCase = boundCase(rules.greaterThan);
  const upper = rules.lessThan.value as V;
  const lower = rules.greaterThan.value as V;
  // A comparison with NaN is false: such a value is not within any bound.
  const isBelow = (value: V): boolean =>
    upperCase === "lt" ? compare(value, upper) < 0 : compare(value, upper) <= 0;
  const isAbove = (value: V): boolean =>
    lowerCase === "gt" ? compare(value, lower) > 0 : compare(value, lower) >= 0;
  if (upperCase !== undefined && lowerCase !== undefined) {
    const isExclusive = compare(upper, lower) < 0;
    const joint = isExclusive ? "or" : "and";
    list.addNamed({
      field: lowerCase,
      id: `${lowerCase}_${upperCase}${isExclusive ? "_exclusive" : ""}`,
      message: formatText(`must be ${texts[lowerCase]} ${joint} ${texts[upperCase]}`, [
        print(lower),
        print(upper),
      ]),
      isViolated: isExclusive
        ? (value) => !isAbove(value) && !isBelow(value)
        : (value) => !isAbove(value) || !isBelow(value),
    });
  } else if (upperCase !== undefined) {
    list.add(upperCase, formatText(`must be ${texts[upperCase]}`, [print(upper)]), (value) => {
      return !isBelow(value);
    });
  } else if (lowerCase !== undefined) {
    list.add(lowerCase, formatText(`must be ${texts[lowerCase]}`, [print(lower)]), (value) => {
      return !isAbove(value);
    });
  }
}

/** The name of a bound; `lt_now` and `gt_now` of timestamps are not bounds. */
function boundCase(bound: Bound): string | undefined {
  return bound.case !== undefined && bound.case in texts ? bound.case : undefined;
}
