// What protovalidate adds to CEL: formats of strings, and a few functions on numbers, bytes, lists, and messages.

import {
  type CelFunc,
  type CelInput,
  type CelList,
  CelScalar,
  type CelValue,
  celFromScalar,
  celFunc,
  celList,
  celMap,
  celMethod,
  isCelUint,
  listType,
} from "@bufbuild/cel";
import { isReflectMessage } from "@bufbuild/protobuf/reflect";
import { isHostAndPort, isHostname } from "../formats/host.ts";
import { type IpVersion, isIp, isIpPrefix } from "../formats/ip.ts";
import { email } from "../formats/patterns.ts";
import { isUri, isUriReference } from "../formats/uri.ts";
import { indexOfBytes } from "../rules/bytes.ts";

const { BOOL, BYTES, DOUBLE, DYN, INT, STRING } = CelScalar;

/** The functions, for the environment of an expression. */
export const functions: CelFunc[] = [
  celMethod("isNan", DOUBLE, [], BOOL, function () {
    return Number.isNaN(this);
  }),
  celMethod("isInf", DOUBLE, [], BOOL, function () {
    return isInfinite(Number(this), 0);
  }),
  celMethod("isInf", DOUBLE, [INT], BOOL, function (sign) {
    return isInfinite(Number(this), Number(sign));
  }),
  celMethod("isHostname", STRING, [], BOOL, function () {
    return isHostname(String(this));
  }),
  celMethod("isHostAndPort", STRING, [BOOL], BOOL, function (portRequired) {
    return isHostAndPort(String(this), portRequired);
  }),
  celMethod("isEmail", STRING, [], BOOL, function () {
    return email.test(String(this));
  }),
  celMethod("isIp", STRING, [], BOOL, function () {
    return isIp(String(this));
  }),
  celMethod("isIp", STRING, [INT], BOOL, function (version) {
    return isVersion(version) && isIp(String(this), Number(version) as IpVersion);
  }),
  celMethod("isIpPrefix", STRING, [], BOOL, function () {
    return isIpPrefix(String(this), { version: 0, strict: false });
  }),
  celMethod("isIpPrefix", STRING, [BOOL], BOOL, function (strict) {
    return isIpPrefix(String(this), { version: 0, strict });
  }),
  celMethod("isIpPrefix", STRING, [INT], BOOL, function (version) {
    return isPrefix(String(this), version, false);
  }),
  celMethod("isIpPrefix", STRING, [INT, BOOL], BOOL, function (version, strict) {
    return isPrefix(String(this), version, strict);
  }),
  celMethod("isUri", STRING, [], BOOL, function () {
    return isUri(String(this));
  }),
  celMethod("isUriRef", STRING, [], BOOL, function () {
    return isUriReference(String(this));
  }),
  celMethod("startsWith", BYTES, [BYTES], BOOL, function (prefix) {
    return indexOfBytes(this.subarray(0, prefix.length), prefix) === 0;
  }),
  celMethod("endsWith", BYTES, [BYTES], BOOL, function (suffix) {
    return indexOfBytes(this.subarray(Math.max(this.length - suffix.length, 0)), suffix) === 0;
  }),
  celMethod("contains", BYTES, [BYTES], BOOL, function (part) {
    return indexOfBytes(this, part) >= 0;
  }),
  celMethod("unique", listType(DYN), [], BOOL, function () {
    return isUnique(this);
  }),
  celFunc("getField", [DYN, STRING], DYN, getField),
];

function isInfinite(value: number, sign: number): boolean {
  return (
    (sign >= 0 && value === Number.POSITIVE_INFINITY) ||
    (sign <= 0 && value === Number.NEGATIVE_INFINITY)
  );
}

function isVersion(version: bigint): boolean {
  return version === 0n || version === 4n || version === 6n;
}

function isPrefix(text: string, version: bigint, strict: boolean): boolean {
  return isVersion(version) && isIpPrefix(text, { version: Number(version) as IpVersion, strict });
}

/** True when no two items are equal. Items are scalars, of one type. */
function isUnique(list: CelList): boolean {
  const seen = new Set<unknown>();
  for (const item of list) {
    const key = isCelUint(item) ? item.value : item instanceof Uint8Array ? String(item) : item;
    if (seen.has(key)) return false;
    seen.add(key);
  }
  return true;
}

/** A field by name, for names that are words of CEL: `getField(rules, 'const')`. */
function getField(message: CelValue, name: string): CelInput {
  const field = isReflectMessage(message)
    ? message.desc.fields.find((candidate) => candidate.name === name)
    : undefined;
  if (!isReflectMessage(message) || field === undefined) {
    throw new Error(`getField: unknown field ${name}`);
  }
  switch (field.fieldKind) {
    case "list":
      return celList(message.get(field));
    case "map":
      return celMap(message.get(field));
    case "enum":
      return BigInt(message.get(field));
    case "scalar":
      return celFromScalar(field.scalar, message.get(field));
    case "message":
      return message.get(field);
  }
}
