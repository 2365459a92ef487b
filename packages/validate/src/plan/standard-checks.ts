// The standard rules of a field, by the field of FieldRules that has them.

import type { EnumDescriptor } from "@tramline/protobuf";
import type { FieldRules } from "@tramline/protobuf/buf/validate";
import { celElement } from "../cel/es-message.ts";
import { EsTypes } from "../cel/es-types.ts";
import { bytesRules } from "../rules/bytes.ts";
import { enumRules, mapRules, repeatedRules } from "../rules/containers.ts";
import { boolRules, numberRules } from "../rules/numbers.ts";
import type { StandardRule } from "../rules/standard-rule.ts";
import { stringRules } from "../rules/strings.ts";
import {
  anyRules,
  durationRules,
  fieldMaskRules,
  type Print,
  timestampRules,
} from "../rules/well-known.ts";
import { invalidRule } from "../validate-error.ts";
import { ruleFile, rulesMessage } from "./rule-path.ts";
import { ruleKind, type Target } from "./target.ts";

/** The standard rules of a target, or a reason why they do not fit it. */
export function standardRules(rules: FieldRules, target: Target): readonly StandardRule[] {
  const kind = ruleKindOf(rules);
  if (kind === undefined) return [];
  const expected = ruleKind(target);
  if (kind !== expected) {
    const fix =
      expected === undefined ? "write a CEL rule" : `use rules of \`${expected}\` for this field`;
    throw invalidRule(
      target.place,
      `invalid rules: expected ${expected ?? "none of a type"}, got \`${kind}\`; ${fix}`,
    );
  }
  try {
    return compile(rules, kind, target);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidRule(target.place, `invalid rules of \`${kind}\`: ${reason}`, error);
  }
}

/** The name of the field of FieldRules that is set: `field_mask`. */
export function ruleKindOf({ type }: FieldRules): string | undefined {
  return type.case === "fieldMask" ? "field_mask" : type.case;
}

function compile({ type }: FieldRules, kind: string, target: Target): readonly StandardRule[] {
  switch (type.case) {
    case undefined:
      return [];
    case "bool":
      return boolRules(type.value);
    case "string":
      return stringRules(type.value);
    case "bytes":
      return bytesRules(type.value, target.place);
    case "enum":
      return enumRules(type.value, target.field.enum as EnumDescriptor);
    case "repeated":
      return repeatedRules(type.value);
    case "map":
      return mapRules(type.value);
    case "any":
      return anyRules(type.value);
    case "duration":
      return durationRules(type.value, printer("duration"));
    case "timestamp":
      return timestampRules(type.value, printer("timestamp"), printer("duration"));
    case "fieldMask":
      return fieldMaskRules(type.value);
    default:
      return numberRules(kind, type.value);
  }
}

let ruleTypes: EsTypes | undefined;

/** Prints durations or timestamps, as CEL takes them. */
function printer(kind: "duration" | "timestamp"): Print {
  const field = rulesMessage(kind).fieldByName("const");
  if (field === undefined) throw new TypeError(`the rules of a ${kind} have no const`);
  return (value) => {
    ruleTypes ??= new EsTypes([ruleFile()]);
    return celElement(ruleTypes, field, value);
  };
}
