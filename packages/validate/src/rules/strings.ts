// Rules of strings.

import { celUint } from "@bufbuild/cel";
import { KnownRegex, type StringRules } from "@tramline/protobuf/buf/validate";
import { compilePattern } from "../formats/compile-pattern.ts";
import { isHostAndPort, isHostname } from "../formats/host.ts";
import { type IpVersion, isIp, isIpPrefix } from "../formats/ip.ts";
import * as patterns from "../formats/patterns.ts";
import { isUri, isUriReference } from "../formats/uri.ts";
import { addLists } from "./ordered.ts";
import { RuleList, type StandardRule } from "./standard-rule.ts";

/** The rules of a string. */
export function stringRules(rules: StringRules): readonly StandardRule[] {
  const list = new RuleList<string>();
  const print = (value: string): string => value;
  list.addFor("const", rules.const, {
    text: "must equal `%s`",
    print,
    isViolated: (value, expected) => value !== expected,
  });
  addLengths(list, rules);
  if (rules.pattern !== undefined) {
    const pattern = compilePattern(rules.pattern);
    const message = `does not match regex pattern \`${rules.pattern}\``;
    list.add("pattern", message, (value) => !pattern.test(value));
  }
  list.addFor("prefix", rules.prefix, {
    text: "does not have prefix `%s`",
    print,
    isViolated: (value, prefix) => !value.startsWith(prefix),
  });
  list.addFor("suffix", rules.suffix, {
    text: "does not have suffix `%s`",
    print,
    isViolated: (value, suffix) => !value.endsWith(suffix),
  });
  list.addFor("contains", rules.contains, {
    text: "does not contain substring `%s`",
    print,
    isViolated: (value, part) => !value.includes(part),
  });
  list.addFor("not_contains", rules.notContains, {
    text: "contains substring `%s`",
    print,
    isViolated: (value, part) => value.includes(part),
  });
  addLists(list, rules, { print, identity: (value) => value });
  addFormat(list, rules);
  return list.rules;
}

function addLengths(list: RuleList<string>, rules: StringRules): void {
  const lengths = [
    ["len", rules.len, "must be %s characters", codePoints, isOther],
    ["min_len", rules.minLen, "must be at least %s characters", codePoints, isLess],
    ["max_len", rules.maxLen, "must be at most %s characters", codePoints, isGreater],
    ["len_bytes", rules.lenBytes, "must be %s bytes", utf8Length, isOther],
    ["min_bytes", rules.minBytes, "must be at least %s bytes", utf8Length, isLess],
    ["max_bytes", rules.maxBytes, "must be at most %s bytes", utf8Length, isGreater],
  ] as const;
  for (const [field, limit, text, measure, isWrong] of lengths) {
    list.addFor(field, limit, {
      text,
      print: celUint,
      isViolated: (value, expected) => isWrong(measure(value), Number(expected)),
    });
  }
}

const isOther = (a: number, b: number): boolean => a !== b;
const isLess = (a: number, b: number): boolean => a < b;
const isGreater = (a: number, b: number): boolean => a > b;

/** The number of code points in a string. */
function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const high = text.charCodeAt(i);
    if (high < 0xd800 || high > 0xdbff) continue;
    const low = text.charCodeAt(i + 1);
    if (low >= 0xdc00 && low <= 0xdfff) {
      count--;
      i++;
    }
  }
  return count;
}

/** The number of bytes of a string in UTF-8. */
function utf8Length(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) count += 1;
    else if (unit < 0x800) count += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) {
      count += 4;
      i++;
    } else count += 3;
  }
  return count;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** A format with a name: what it is called in violations, and whether a text that is not empty has it. */
interface Format {
  readonly name: string;
  /** The name in the violation of an empty text, where it is another one; null when the format takes it. */
  readonly emptyName?: string | null;
  readonly isValid: (text: string) => boolean;
}

const prefix = (version: IpVersion, strict: boolean) => (text: string) =>
  isIpPrefix(text, { version, strict });

const formats: Readonly<Record<string, Format>> = {
  email: { name: "email address", isValid: (text) => patterns.email.test(text) },
  hostname: { name: "hostname", isValid: isHostname },
  ip: { name: "IP address", isValid: (text) => isIp(text) },
  ipv4: { name: "IPv4 address", isValid: (text) => isIp(text, 4) },
  ipv6: { name: "IPv6 address", isValid: (text) => isIp(text, 6) },
  uri: { name: "URI", isValid: isUri },
  uri_ref: { name: "URI Reference", emptyName: null, isValid: isUriReference },
  address: { name: "hostname, or ip address", isValid: (text) => isHostname(text) || isIp(text) },
  uuid: { name: "UUID", isValid: (text) => patterns.uuid.test(text) },
  tuuid: { name: "trimmed UUID", isValid: (text) => patterns.trimmedUuid.test(text) },
  ip_with_prefixlen: { name: "IP prefix", isValid: prefix(0, false) },
  ipv4_with_prefixlen: { name: "IPv4 address with prefix length", isValid: prefix(4, false) },
  ipv6_with_prefixlen: { name: "IPv6 address with prefix length", isValid: prefix(6, false) },
  ip_prefix: { name: "IP prefix", isValid: prefix(0, true) },
  ipv4_prefix: { name: "IPv4 prefix", isValid: prefix(4, true) },
  ipv6_prefix: { name: "IPv6 prefix", isValid: prefix(6, true) },
  host_and_port: {
    name: "host (hostname or IP address) and port pair",
    emptyName: "host and port pair",
    isValid: (text) => isHostAndPort(text, true),
  },
  ulid: { name: "ULID", isValid: (text) => patterns.ulid.test(text) },
  protobuf_fqn: {
    name: "fully-qualified Protobuf name",
    isValid: (text) => patterns.protobufName.test(text),
  },
  protobuf_dot_fqn: {
    name: "fully-qualified Protobuf name with a leading dot",
    isValid: (text) => patterns.protobufDotName.test(text),
  },
};

function addFormat(list: RuleList<string>, rules: StringRules): void {
  const { wellKnown } = rules;
  if (wellKnown.case === "wellKnownRegex") {
    addKnownPattern(list, wellKnown.value, rules.strict !== false);
    return;
  }
  if (wellKnown.case === undefined || !wellKnown.value) return;
  const field = wellKnown.case.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const format = formats[field];
  if (format !== undefined) addNamedFormat(list, { field, id: field, format });
}

function addNamedFormat(
  list: RuleList<string>,
  { field, id, format }: { readonly field: string; readonly id: string; readonly format: Format },
): void {
  const { name, emptyName = name, isValid } = format;
  list.addNamed({
    field,
    id,
    message: `must be a valid ${name}`,
    isViolated: (value) => (emptyName === null || value !== "") && !isValid(value),
  });
  if (emptyName === null) return;
  list.addNamed({
    field,
    id: `${id}_empty`,
    message: `value is empty, which is not a valid ${emptyName}`,
    isViolated: (value) => value === "",
  });
}

function addKnownPattern(list: RuleList<string>, known: KnownRegex, strict: boolean): void {
  const field = "well_known_regex";
  if (known === KnownRegex.HTTP_HEADER_NAME) {
    const pattern = strict ? patterns.headerName : patterns.looseHeaderName;
    const format = { name: "HTTP header name", isValid: (text: string) => pattern.test(text) };
    addNamedFormat(list, { field, id: `${field}.header_name`, format });
  } else if (known === KnownRegex.HTTP_HEADER_VALUE) {
    const pattern = strict ? patterns.headerValue : patterns.looseHeaderValue;
    const format = {
      name: "HTTP header value",
      emptyName: null,
      isValid: (text: string) => pattern.test(text),
    };
    addNamedFormat(list, { field, id: `${field}.header_value`, format });
  }
}
