// Default values: the text of FieldDescriptorProto.default_value.

import type { EnumDescriptor, ScalarType, ScalarValue } from "./descriptor.ts";

const integerRanges = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
} as const;

/**
 * The value that a default's text stands for: numbers in decimal, "inf", "-inf"
 * and "nan", "true" and "false", strings as they are, bytes with C escapes,
 * enum values by name. Undefined when the text is not of the type.
 */
export function parseDefaultValue(
  text: string,
  type: ScalarType | "enum",
  enumType: EnumDescriptor | undefined,
): ScalarValue | undefined {
  switch (type) {
    case "string":
      return text;
    case "bytes":
      return unescapeBytes(text);
    case "bool":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "enum":
      return enumType?.valueByName(text)?.number;
    case "double":
      return parseFloatText(text);
    case "float": {
      const value = parseFloatText(text);
      return value === undefined ? undefined : Math.fround(value);
    }
    case "int32":
    case "sint32":
    case "sfixed32":
      return toNumber(parseInteger(text, "int32"));
    case "uint32":
    case "fixed32":
      return toNumber(parseInteger(text, "uint32"));
    case "int64":
    case "sint64":
    case "sfixed64":
      return parseInteger(text, "int64");
    case "uint64":
    case "fixed64":
      return parseInteger(text, "uint64");
  }
}

function parseFloatText(text: string): number | undefined {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  if (text === "-inf") return Number.NEGATIVE_INFINITY;
  if (text === "nan" || text === "-nan") return Number.NaN;
  return /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function parseInteger(text: string, range: keyof typeof integerRanges): bigint | undefined {
  // Twenty digits hold every 64-bit number; longer text would only cost time.
  if (!/^-?\d{1,20}$/.test(text)) return undefined;
  const value = BigInt(text);
  const [min, max] = integerRanges[range];
  return value >= min && value <= max ? value : undefined;
}

function toNumber(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

const simpleEscapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};

function unescapeBytes(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  // Each match is one escape or a run without any; what matches neither is refused.
  const pattern = /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|([abfnrtv\\'"?]))|([^\\]+)/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, octal, hex, simple, plain] = match;
    if (plain !== undefined) {
      for (const byte of new TextEncoder().encode(plain)) bytes.push(byte);
    } else if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8) & 0xff);
    } else if (hex !== undefined) {
      bytes.push(Number.parseInt(hex, 16));
    } else {
      bytes.push(simpleEscapes[simple ?? ""] ?? 0);
    }
  }
  return Uint8Array.from(bytes);
}
