// Rules of contracts (buf.validate) as keywords of JSON Schema: as far as JSON Schema can say them. A schema never
// rejects what the rules allow.

import {
  type EnumDescriptor,
  type FieldDescriptor,
  getOption,
  wellKnownForm,
} from "@tramline/protobuf";
import {
  type BytesRules,
  type EnumRules,
  type FieldRules,
  field as fieldOption,
  Ignore,
  type StringRules,
} from "@tramline/protobuf/buf/validate";
import type { Schema } from "./document.ts";
import { type NumberRules, numberKeywords } from "./number-keywords.ts";

/** The rules of a field, unless they are passed over. */
export function rulesOf(field: FieldDescriptor): FieldRules | undefined {
  const rules = getOption(field, fieldOption);
  return rules?.ignore === Ignore.ALWAYS ? undefined : rules;
}

/** Whether rules name the field as one that must be set. */
export function isRequiredByRules(field: FieldDescriptor): boolean {
  return rulesOf(field)?.required === true;
}

/** A value that rules apply to. */
export interface Ruled {
  /** The field; of an element of a map, its key or value. */
  readonly field: FieldDescriptor;
  /** Whether enums are numbers in JSON. */
  readonly enumAsInteger: boolean;
}

/** The keywords for a single value: of a field, an item, a key, or a value of a map. */
export function valueKeywords(rules: FieldRules | undefined, ruled: Ruled): Schema {
  if (rules === undefined || rules.ignore === Ignore.ALWAYS) return {};
  const keywords = typeKeywords(rules, ruled);
  const isNullable = isWrapper(ruled.field);
  // Null is none of the values that these list.
  if (isNullable) {
    for (const keyword of ["const", "enum", "not", "anyOf"]) delete keywords[keyword];
  }
  if (rules.ignore !== Ignore.IF_ZERO_VALUE || Object.keys(keywords).length === 0) return keywords;
  return { anyOf: [{ const: zeroOf(ruled) }, keywords] };
}

/** The keywords for a list or a map as a whole, without those of its elements. */
export function containerKeywords(rules: FieldRules | undefined): Schema {
  if (rules === undefined) return {};
  const isOptional = rules.ignore === Ignore.IF_ZERO_VALUE;
  const least = rules.required === true ? 1 : undefined;
  if (rules.type.case === "map") {
    const { minPairs, maxPairs } = rules.type.value;
    return {
      ...limit("minProperties", isOptional ? undefined : (minPairs ?? least)),
      ...limit("maxProperties", maxPairs),
    };
  }
  if (rules.type.case !== "repeated") return {};
  const { minItems, maxItems, unique } = rules.type.value;
  return {
    ...limit("minItems", isOptional ? undefined : (minItems ?? least)),
    ...limit("maxItems", maxItems),
    ...(unique === true && { uniqueItems: true }),
  };
}

function typeKeywords({ type }: FieldRules, { field, enumAsInteger }: Ruled): Schema {
  switch (type.case) {
    case "string":
      return stringKeywords(type.value);
    case "bytes":
      return bytesKeywords(type.value);
    case "bool":
      return type.value.const === undefined ? {} : { const: type.value.const };
    case "enum":
      return field.enum === undefined ? {} : enumKeywords(type.value, field.enum, enumAsInteger);
    case "any":
      return type.value.in.length === 0
        ? {}
        : { properties: { "@type": { type: "string", enum: [...type.value.in] } } };
    case undefined:
    case "repeated":
    case "map":
    case "duration":
    case "timestamp":
    case "fieldMask":
      return {};
    default:
      return numberKeywords(type.case, type.value as NumberRules);
  }
}

const formats: Readonly<Record<string, string>> = {
  email: "email",
  hostname: "hostname",
  ipv4: "ipv4",
  ipv6: "ipv6",
  uri: "uri",
  uriRef: "uri-reference",
  uuid: "uuid",
};

function stringKeywords(rules: StringRules): Schema {
  const { wellKnown } = rules;
  const format = wellKnown.value === true ? formats[wellKnown.case ?? ""] : undefined;
  const patterns = [
    ...(rules.pattern === undefined ? [] : [rules.pattern].filter(isPortable)),
    ...(rules.prefix === undefined ? [] : [`^${escapePattern(rules.prefix)}`]),
    ...(rules.suffix === undefined ? [] : [`${escapePattern(rules.suffix)}$`]),
    ...(rules.contains === undefined ? [] : [escapePattern(rules.contains)]),
  ];
  const [pattern, ...others] = patterns;
  // Each character has at least one byte of UTF-8, and an empty text is not of any format but this.
  const isEmptyInvalid = wellKnown.value === true && wellKnown.case !== "uriRef";
  return {
    ...limit("minLength", rules.len ?? rules.minLen ?? (isEmptyInvalid ? 1n : undefined)),
    ...limit("maxLength", rules.len ?? rules.maxLen ?? rules.lenBytes ?? rules.maxBytes),
    ...(pattern !== undefined && { pattern }),
    ...(others.length > 0 && { allOf: others.map((other) => ({ pattern: other })) }),
    ...(format !== undefined && { format }),
    ...listKeywords(rules.const, rules.in, rules.notIn),
  };
}

/** Bytes are base64, with padding or without. */
function bytesKeywords(rules: BytesRules): Schema {
  const least = rules.len ?? rules.minLen;
  const most = rules.len ?? rules.maxLen;
  return {
    ...(least !== undefined && { minLength: Math.ceil((Number(least) * 4) / 3) }),
    ...(most !== undefined && { maxLength: 4 * Math.ceil(Number(most) / 3) }),
  };
}

function enumKeywords(rules: EnumRules, type: EnumDescriptor, asInteger: boolean): Schema {
  const inJson = (number: number): number | string =>
    asInteger ? number : (type.valueByNumber(number)?.name ?? number);
  return listKeywords(
    rules.const === undefined ? undefined : inJson(rules.const),
    rules.in.map(inJson),
    rules.notIn.map(inJson),
  );
}

/** `const`, `enum`, and what is excluded. */
function listKeywords<T>(
  only: T | undefined,
  included: readonly T[],
  excluded: readonly T[],
): Schema {
  return {
    ...(only !== undefined && { const: only }),
    ...(included.length > 0 && { enum: [...new Set(included)] }),
    ...(excluded.length > 0 && { not: { enum: [...new Set(excluded)] } }),
  };
}

function limit(keyword: string, value: bigint | number | undefined): Schema {
  const number = Number(value ?? Number.NaN);
  return Number.isSafeInteger(number) ? { [keyword]: number } : {};
}

/** Whether a pattern of RE2 means the same to ECMAScript: without flags, names, and classes that differ. */
function isPortable(pattern: string): boolean {
  if (/\(\?(?!:)|\\[AzZQECpPaxbB]|\[\[:|\$(?!$)|[*+?}]\+/.test(pattern)) return false;
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function isWrapper({ message }: FieldDescriptor): boolean {
  return message !== undefined && wellKnownForm(message) === "wrapper";
}

function zeroOf({ field, enumAsInteger }: Ruled): string | number | boolean {
  switch (field.type) {
    case "string":
    case "bytes":
      return "";
    case "bool":
      return false;
    case "enum":
      return enumAsInteger ? 0 : (field.enum?.valueByNumber(0)?.name ?? 0);
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return "0";
    default:
      return 0;
  }
}
