import type { EnumDefinition, EnumValueDefinition } from "../descriptor/definitions.ts";
import { isClosed } from "../features/field-features.ts";
import { checkFeatureSupport } from "../options/check-feature-support.ts";
import { checkEnumJson } from "./check-enum-json.ts";
import { checkEnumReserved } from "./check-reserved.ts";
import { checkExport } from "./check-visibility.ts";
import type { LinkInput } from "./link-types.ts";
import { report, reportWithin, warn } from "./report.ts";

/** Checks an enum: its values' numbers and names, its aliases and what it has reserved. */
export function checkEnum(declared: EnumDefinition, context: LinkInput): void {
  const { reporter } = context;
  const { file, values, node } = declared;
  const first = values[0];
  if (first === undefined) {
    if (!node.broken) {
      const text = "An enum has at least one value.";
      report(reporter, file, declared.nameNode, "ENUM_EMPTY", text);
    }
  } else if (
    !isClosed(declared) &&
    first.proto.number !== 0 &&
    first.node.number.valid &&
    !node.broken
  ) {
    const text =
      file.syntax === "proto3"
        ? "The first value of an enum must be 0 in proto3."
        : "The first value of an open enum must be 0.";
    report(reporter, file, first.node.number, "ENUM_FIRST_VALUE", text, {
      hint: `Begin with "${defaultValueName(declared)} = 0;".`,
    });
  }
  checkExport(declared, context);
  for (const value of values) checkFeatureSupport(value, context);
  checkAliases(declared, context);
  checkValueNames(declared, context);
  checkEnumJson(declared, context);
  checkEnumReserved(declared, context);
}

function defaultValueName(declared: EnumDefinition): string {
  const snake = declared.name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
  return `${snake}_UNSPECIFIED`;
}

function checkAliases(declared: EnumDefinition, context: LinkInput): void {
  const { reporter } = context;
  const { file } = declared;
  const option = declared.proto.options?.allowAlias;
  const byNumber = new Map<number, EnumValueDefinition>();
  let aliases = 0;
  for (const value of declared.values) {
    if (!value.node.number.valid) continue;
    const number = value.proto.number ?? 0;
    const other = byNumber.get(number);
    if (other === undefined) {
      byNumber.set(number, value);
      continue;
    }
    aliases += 1;
    if (option === true) continue;
    const text = `"${value.name}" has the same number as "${other.name}".`;
    report(reporter, file, value.node.number, "ENUM_ALIAS", text, {
      notes: [`"${other.name}" is ${reportWithin(file, other.node)}.`],
      hint: "If it is meant as another name for the same value, set 'option allow_alias = true;'.",
    });
  }
  const node = declared.node.statements.find(
    (statement) => statement.kind === "option" && statement.name[0]?.name === "allow_alias",
  );
  if (node === undefined || declared.node.broken) return;
  if (option === false) {
    report(reporter, file, node, "ENUM_ALIAS_OPTION", "'allow_alias = false' has no effect.", {
      hint: "Leave it out.",
    });
  } else if (option === true && aliases === 0) {
    const text = `"${declared.name}" allows aliases, but has none.`;
    report(reporter, file, node, "ENUM_ALIAS_OPTION", text, {
      hint: "Leave out 'option allow_alias = true;'.",
    });
  }
}

/** Names must differ without the enum's name before them, since generators strip that. */
function checkValueNames(declared: EnumDefinition, context: LinkInput): void {
  const { file } = declared;
  const seen = new Map<string, EnumValueDefinition>();
  for (const value of declared.values) {
    const stripped = pascalCase(withoutPrefix(value.name, declared.name));
    const other = seen.get(stripped);
    if (other === undefined) {
      seen.set(stripped, value);
      continue;
    }
    if (other.name === value.name || other.proto.number === value.proto.number) continue;
    const text =
      `"${value.name}" is the same name as "${other.name}" ` +
      "without case and without the enum's name before it.";
    const legacy = declared.proto.options?.deprecatedLegacyJsonFieldConflicts === true;
    if (legacy && file.syntax === "proto2") {
      warn(context.reporter, file, value.nameNode, "ENUM_VALUE_NAME", text);
    } else {
      report(context.reporter, file, value.nameNode, "ENUM_VALUE_NAME", text, {
        hint: "Rename one; if both mean the same, give them the same number and allow_alias.",
      });
    }
  }
}

/** A value's name without the enum's name, letters compared without case and underscores. */
function withoutPrefix(valueName: string, enumName: string): string {
  const prefix = enumName.replaceAll("_", "").toLowerCase();
  let matched = 0;
  let at = 0;
  while (at < valueName.length && matched < prefix.length) {
    const character = valueName.charAt(at);
    if (character !== "_") {
      if (character.toLowerCase() !== prefix.charAt(matched)) return valueName;
      matched += 1;
    }
    at += 1;
  }
  if (matched < prefix.length) return valueName;
  while (at < valueName.length && valueName.charAt(at) === "_") at += 1;
  return at === valueName.length ? valueName : valueName.slice(at);
}

function pascalCase(name: string): string {
  let out = "";
  let raise = true;
  for (const character of name) {
    if (character === "_") {
      raise = true;
    } else {
      out += raise ? character.toUpperCase() : character.toLowerCase();
      raise = false;
    }
  }
  return out;
}
