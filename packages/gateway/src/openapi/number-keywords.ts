// Rules of numbers as keywords of JSON Schema. Integers of 64 bits are strings in JSON, whose range no keyword says.

import type { Schema } from "./document.ts";

/** The rules that all numbers have. */
export interface NumberRules {
  readonly const?: number | bigint | undefined;
  readonly lessThan: { readonly case: string | undefined; readonly value?: number | bigint };
  readonly greaterThan: { readonly case: string | undefined; readonly value?: number | bigint };
  readonly in: readonly (number | bigint)[];
  readonly notIn: readonly (number | bigint)[];
}

/** The keywords for a number. */
export function numberKeywords(kind: string, rules: NumberRules): Schema {
  const inJson = (value: number | bigint): number | string =>
    typeof value === "bigint" ? String(value) : value;
  const { notIn } = rules;
  return {
    ...(kind.includes("64") ? {} : rangeKeywords(rules)),
    ...(rules.const !== undefined && { const: inJson(rules.const) }),
    ...(rules.in.length > 0 && { enum: [...new Set(rules.in.map(inJson))] }),
    ...(notIn.length > 0 && { not: { enum: [...new Set(notIn.map(inJson))] } }),
  };
}

const upperKeywords: Readonly<Record<string, string>> = { lt: "exclusiveMaximum", lte: "maximum" };
const lowerKeywords: Readonly<Record<string, string>> = { gt: "exclusiveMinimum", gte: "minimum" };

function rangeKeywords({ lessThan, greaterThan }: NumberRules): Schema {
  const upper = bound(lessThan, upperKeywords);
  const lower = bound(greaterThan, lowerKeywords);
  // An upper bound below the lower one excludes what is between them.
  const isExclusive = Number(lessThan.value) < Number(greaterThan.value);
  return isExclusive ? { anyOf: [lower, upper] } : { ...lower, ...upper };
}

function bound(
  { case: name, value }: NumberRules["lessThan"],
  keywords: Readonly<Record<string, string>>,
): Schema {
  const keyword = keywords[name ?? ""];
  return keyword === undefined || !Number.isFinite(value) ? {} : { [keyword]: value };
}
