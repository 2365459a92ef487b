// Rules of bytes.

import { celUint } from "@bufbuild/cel";
import type { BytesRules } from "@tramline/protobuf/buf/validate";
import { formatText } from "../cel/format.ts";
import { compilePattern } from "../formats/compile-pattern.ts";
import { ValidateError } from "../validate-error.ts";
import { addLists } from "./ordered.ts";
import { RuleList, type StandardRule } from "./standard-rule.ts";

/** The rules of bytes; `place` is the full name of the field. */
export function bytesRules(rules: BytesRules, place: string): readonly StandardRule[] {
  const list = new RuleList<Uint8Array>();
  if (rules.const !== undefined) {
    const expected = rules.const;
    list.add("const", formatText("must be %x", [expected]), (value) => !isEqual(value, expected));
  }
  addLengths(list, rules);
  addPattern(list, rules.pattern, place);
  addParts(list, rules);
  addLists(list, rules, { print: (value) => value, identity: (value) => String(value) });
  addFormat(list, rules);
  return list.rules;
}

function addLengths(list: RuleList<Uint8Array>, rules: BytesRules): void {
  list.addFor("len", rules.len, {
    text: "must be %s bytes",
    print: celUint,
    isViolated: (value, expected) => value.length !== Number(expected),
  });
  list.addFor("min_len", rules.minLen, {
    text: "must be at least %s bytes",
    print: celUint,
    isViolated: (value, expected) => value.length < Number(expected),
  });
  list.addFor("max_len", rules.maxLen, {
    text: "must be at most %s bytes",
    print: celUint,
    isViolated: (value, expected) => value.length > Number(expected),
  });
}

function addPattern(list: RuleList<Uint8Array>, pattern: string | undefined, place: string): void {
  if (pattern === undefined) return;
  const compiled = compilePattern(pattern);
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  list.add("pattern", `must match regex pattern \`${pattern}\``, (value) => {
    let text: string;
    try {
      text = utf8.decode(value);
    } catch (cause) {
      throw new ValidateError(
        "VALIDATE_RULE_FAILED",
        place,
        "bytes.pattern applies to UTF-8 only, got other bytes",
        { cause },
      );
    }
    return !compiled.test(text);
  });
}

function addParts(list: RuleList<Uint8Array>, rules: BytesRules): void {
  const { prefix, suffix, contains } = rules;
  if (prefix !== undefined) {
    list.add("prefix", formatText("does not have prefix %x", [prefix]), (value) => {
      return !isEqual(value.subarray(0, prefix.length), prefix);
    });
  }
  if (suffix !== undefined) {
    list.add("suffix", formatText("does not have suffix %x", [suffix]), (value) => {
      return !isEqual(value.subarray(Math.max(value.length - suffix.length, 0)), suffix);
    });
  }
  if (contains !== undefined) {
    list.add("contains", formatText("does not contain %x", [contains]), (value) => {
      return indexOfBytes(value, contains) < 0;
    });
  }
}

const lengths: Readonly<Record<string, readonly [name: string, lengths: readonly number[]]>> = {
  ip: ["IP address", [4, 16]],
  ipv4: ["IPv4 address", [4]],
  ipv6: ["IPv6 address", [16]],
  uuid: ["UUID", [16]],
};

function addFormat(list: RuleList<Uint8Array>, { wellKnown }: BytesRules): void {
  if (wellKnown.case === undefined || !wellKnown.value) return;
  const field = wellKnown.case;
  const [name, sizes] = lengths[field] ?? ["", []];
  list.add(field, `must be a valid ${name}`, (value) => {
    return value.length > 0 && !sizes.includes(value.length);
  });
  list.addNamed({
    field,
    id: `${field}_empty`,
    message: `value is empty, which is not a valid ${name}`,
    isViolated: (value) => value.length === 0,
  });
}

/** True when two runs of bytes are the same. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Where bytes first occur in others, or -1. */
export function indexOfBytes(bytes: Uint8Array, part: Uint8Array): number {
  const [first] = part;
  if (first === undefined) return 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + part.length > bytes.length) return -1;
    if (isEqual(bytes.subarray(at, at + part.length), part)) return at;
  }
  return -1;
}
