// Examples of values that keep the rules of their fields (buf.validate), where that is easy to tell.

import type { FieldDescriptor } from "@tramline/protobuf";
import type { StringRules } from "@tramline/protobuf/buf/validate";
import type { NumberRules } from "./number-keywords.ts";
import { rulesOf } from "./rule-keywords.ts";

const formats: Readonly<Record<string, string>> = {
  email: "ada@example.com",
  hostname: "example.com",
  address: "example.com",
  ip: "192.0.2.1",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  uriRef: "/path",
  uuid: "123e4567-e89b-12d3-a456-426614174000",
  tuuid: "123e4567e89b12d3a456426614174000",
  ulid: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  hostAndPort: "example.com:443",
  ipPrefix: "192.0.2.0/24",
  ipv4Prefix: "192.0.2.0/24",
  ipv6Prefix: "2001:db8::/32",
  ipWithPrefixlen: "192.0.2.1/24",
  ipv4WithPrefixlen: "192.0.2.1/24",
  ipv6WithPrefixlen: "2001:db8::1/32",
  protobufFqn: "acme.v1.Thing",
  protobufDotFqn: ".acme.v1.Thing",
};

/** An example that the rules of a field name or imply; undefined when any value will do. */
export function ruleExample(field: FieldDescriptor): unknown {
  const rules = rulesOf(field);
  const type = rules?.type.case === "repeated" ? rules.type.value.items?.type : rules?.type;
  switch (type?.case) {
    case "string":
      return stringExample(type.value, field.name);
    case "int32":
    case "uint32":
    case "sint32":
    case "fixed32":
    case "sfixed32":
    case "float":
    case "double":
      return numberExample(type.value as NumberRules & { readonly example: readonly number[] });
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64": {
      const number = numberExample(
        type.value as NumberRules & { readonly example: readonly bigint[] },
      );
      return number === undefined ? undefined : String(number);
    }
    default:
      return undefined;
  }
}

function stringExample(rules: StringRules, name: string): string | undefined {
  const [chosen] = [
    ...rules.example,
    ...(rules.const === undefined ? [] : [rules.const]),
    ...rules.in,
  ];
  if (chosen !== undefined) return chosen;
  const { wellKnown } = rules;
  if (wellKnown.value === true) return formats[wellKnown.case];
  const { prefix = "", contains = "", suffix = "" } = rules;
  const fixed = prefix.length + contains.length + suffix.length;
  const least = Math.max(Number(rules.len ?? rules.minLen ?? 0) - fixed, 0);
  const most = Math.max(Number(rules.len ?? rules.maxLen ?? Number.POSITIVE_INFINITY) - fixed, 0);
  if (least >= LONG) return undefined;
  const text = `${prefix}${contains}${name.padEnd(least, "x").slice(0, most)}${suffix}`;
  return text === name ? undefined : text;
}

/** Texts that must have this many characters have no example. */
const LONG = 1000;

function numberExample<N extends number | bigint>(
  rules: NumberRules & { readonly example: readonly N[] },
): number | bigint | undefined {
  const { lessThan, greaterThan } = rules;
  const [chosen] = [
    ...rules.example,
    ...(rules.const === undefined ? [] : [rules.const]),
    ...rules.in,
  ];
  if (chosen !== undefined) return chosen;
  const lower = boundOf(greaterThan);
  const upper = boundOf(lessThan);
  if (typeof lower === "number" && typeof upper === "number" && lower < upper) {
    // A whole number between the two, if there is one.
    const least = Math.ceil(lower);
    const above = greaterThan.case === "gt" && least === lower ? least + 1 : least;
    const isBelow = lessThan.case === "lt" ? above < upper : above <= upper;
    return isBelow ? above : (lower + upper) / 2;
  }
  if (lower !== undefined) return shifted(lower, greaterThan.case === "gt" ? 1 : 0);
  return upper === undefined ? undefined : shifted(upper, lessThan.case === "lt" ? -1 : 0);
}

/** A bound that is a number. */
function boundOf({ value }: NumberRules["lessThan"]): number | bigint | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function shifted(value: number | bigint, step: number): number | bigint {
  return typeof value === "bigint" ? value + BigInt(step) : value + step;
}
