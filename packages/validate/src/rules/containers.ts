// Rules of lists, maps, and enums.

import { celUint } from "@bufbuild/cel";
import type { EnumDescriptor } from "@tramline/protobuf";
import type { EnumRules, MapRules, RepeatedRules } from "@tramline/protobuf/buf/validate";
import { addLists } from "./ordered.ts";
import { RuleList, type StandardRule } from "./standard-rule.ts";

/** The rules of a list as a whole. */
export function repeatedRules(rules: RepeatedRules): readonly StandardRule[] {
  const list = new RuleList<readonly unknown[]>();
  list.addFor("min_items", rules.minItems, {
    text: "must contain at least %s item(s)",
    print: celUint,
    isViolated: (value, expected) => value.length < Number(expected),
  });
  list.addFor("max_items", rules.maxItems, {
    text: "must contain no more than %s item(s)",
    print: celUint,
    isViolated: (value, expected) => value.length > Number(expected),
  });
  if (rules.unique === true) {
    list.add("unique", "repeated value must contain unique items", (value) => !isUnique(value));
  }
  return list.rules;
}

function isUnique(items: readonly unknown[]): boolean {
  const seen = new Set<unknown>();
  for (const item of items) {
    seen.add(item instanceof Uint8Array ? String(item) : Number.isNaN(item) ? {} : item);
  }
  return seen.size === items.length;
}

/** The rules of a map as a whole. */
export function mapRules(rules: MapRules): readonly StandardRule[] {
  const list = new RuleList<ReadonlyMap<unknown, unknown>>();
  list.addFor("min_pairs", rules.minPairs, {
    text: "map must be at least %s entries",
    print: celUint,
    isViolated: (value, expected) => value.size < Number(expected),
  });
  list.addFor("max_pairs", rules.maxPairs, {
    text: "map must be at most %s entries",
    print: celUint,
    isViolated: (value, expected) => value.size > Number(expected),
  });
  return list.rules;
}

/** The rules of an enum. */
export function enumRules(rules: EnumRules, descriptor: EnumDescriptor): readonly StandardRule[] {
  const list = new RuleList<number>();
  list.addFor("const", rules.const, {
    text: "must equal %s",
    print: (value) => BigInt(value),
    isViolated: (value, expected) => value !== expected,
  });
  if (rules.definedOnly === true) {
    list.add("defined_only", "value must be one of the defined enum values", (value) => {
      return descriptor.valueByNumber(value) === undefined;
    });
  }
  addLists(list, rules, { print: (value) => BigInt(value), identity: (value) => value });
  return list.rules;
}
