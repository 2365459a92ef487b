// The rules of a field of a message.

import {
  type DynamicMessage,
  type FieldDescriptor,
  getOption,
  type MessageDescriptor,
} from "@tramline/protobuf";
import type { FieldPathElement } from "@tramline/protobuf/buf/validate";
import { FieldRules, field as fieldOption, Ignore } from "@tramline/protobuf/buf/validate";
import type { Run } from "../run.ts";
import type { ElementKey, PlannedRule } from "../violation.ts";
import type { PlanContext } from "./plan-context.ts";
import { ruleElement, rulesMessage } from "./rule-path.ts";
import { isZero, nestedMessage, type Target } from "./target.ts";
import { type ValueCheck, valueChecks } from "./value-plan.ts";

/** Validates messages of one type. */
export interface NestedPlan {
  check(message: DynamicMessage, run: Run): void;
}

/** Returns the plan of a message type that a field holds; undefined for one without rules. */
export type PlanOf = (message: MessageDescriptor) => NestedPlan | undefined;

/** The surroundings of a field that is compiled. */
export interface FieldSource {
  readonly context: PlanContext;
  readonly planOf: PlanOf;
  /** Whether the field is in a rule of its message that makes a oneof of fields. */
  readonly isInOneofRule: boolean;
}

/** Returns a check of a field in its message, or undefined when it has no rules. */
export function fieldPlan(field: FieldDescriptor, source: FieldSource): ValueCheck | undefined {
  const rules = getOption(field, fieldOption) ?? FieldRules.create();
  const ignore = rules.ignore ?? (source.isInOneofRule ? Ignore.IF_ZERO_VALUE : Ignore.UNSPECIFIED);
  if (ignore === Ignore.ALWAYS) return undefined;
  const checks = fieldChecks(field, rules, source);
  const required: PlannedRule | undefined =
    rules.required === true ? { id: "required", path: [ruleElement("required")] } : undefined;
  if (checks.length === 0 && required === undefined) return undefined;
  const skipsUnset = hasPresence(field) || ignore === Ignore.IF_ZERO_VALUE;
  const step = { member: field, key: undefined };
  return (holder, run) => {
    const value = read(holder as DynamicMessage, field);
    if (!isSet(field, value)) {
      if (required !== undefined) {
        run.enter(step);
        run.report(required, "value is required");
        run.leave();
        return;
      }
      if (skipsUnset) return;
    }
    run.enter(step);
    const present = value ?? emptyValue(field);
    for (const check of checks) check(present, run);
    run.leave();
  };
}

/** The checks of a field's value, with those of its elements and of messages in it. */
function fieldChecks(field: FieldDescriptor, rules: FieldRules, source: FieldSource): ValueCheck[] {
  const { context } = source;
  const target: Target = { field, isElement: false, place: field.fullName };
  const checks = valueChecks({ context, rules, target, prefix: [] });
  if (field.map !== undefined) {
    const check = mapCheck(field, rules, source);
    if (check !== undefined) checks.push(check);
  } else if (field.repeated) {
    const check = itemsCheck(field, rules, source);
    if (check !== undefined) checks.push(check);
  } else {
    checks.push(...nestedChecks(target, source));
  }
  return checks;
}

function nestedChecks(target: Target, { planOf }: FieldSource): ValueCheck[] {
  const message = nestedMessage(target);
  const plan = message === undefined ? undefined : planOf(message);
  return plan === undefined ? [] : [(value, run) => plan.check(value as DynamicMessage, run)];
}

function elementChecks(
  target: Target,
  source: FieldSource,
  {
    rules,
    prefix,
  }: { readonly rules: FieldRules | undefined; readonly prefix: readonly FieldPathElement[] },
): ValueCheck[] {
  const checks =
    rules === undefined ? [] : valueChecks({ context: source.context, rules, target, prefix });
  if (rules?.ignore !== Ignore.ALWAYS) checks.push(...nestedChecks(target, source));
  return checks;
}

function itemsCheck(
  field: FieldDescriptor,
  rules: FieldRules,
  source: FieldSource,
): ValueCheck | undefined {
  const target: Target = { field, isElement: true, place: field.fullName };
  const checks = elementChecks(target, source, {
    rules: rules.type.case === "repeated" ? rules.type.value.items : undefined,
    prefix: [ruleElement("repeated"), ruleElement("items", { parent: rulesMessage("repeated") })],
  });
  if (checks.length === 0) return undefined;
  return (value, run) => {
    // The step to the list gives way to those to its items.
    run.leave();
    const items = value as readonly unknown[];
    for (let key = 0; key < items.length && !run.isOver; key++) {
      run.enter({ member: field, key });
      for (const check of checks) check(items[key], run);
      run.leave();
    }
    run.enter({ member: field, key: undefined });
  };
}

function mapCheck(
  field: FieldDescriptor,
  rules: FieldRules,
  source: FieldSource,
): ValueCheck | undefined {
  if (field.map === undefined) return undefined;
  const place = field.fullName;
  const own = rules.type.case === "map" ? rules.type.value : undefined;
  const parent = rulesMessage("map");
  const { key: keyField, value: valueField } = field.map;
  const keyChecks = elementChecks({ field: keyField, isElement: true, place }, source, {
    rules: own?.keys,
    prefix: [ruleElement("map"), ruleElement("keys", { parent })],
  });
  const checks = elementChecks({ field: valueField, isElement: true, place }, source, {
    rules: own?.values,
    prefix: [ruleElement("map"), ruleElement("values", { parent })],
  });
  if (keyChecks.length === 0 && checks.length === 0) return undefined;
  return (entries, run) => {
    run.leave();
    for (const [key, value] of entries as ReadonlyMap<ElementKey, unknown>) {
      if (run.isOver) break;
      run.enter({ member: field, key });
      if (keyChecks.length > 0) {
        run.atKey(() => {
          for (const check of keyChecks) check(key, run);
        });
      }
      for (const check of checks) check(value, run);
      run.leave();
    }
    run.enter({ member: field, key: undefined });
  };
}

/** The value of a field; undefined when another field of its oneof is set. */
export function read(holder: DynamicMessage, field: FieldDescriptor): unknown {
  if (field.oneof === undefined) return holder[field.localName];
  const chosen = holder[field.oneof.localName] as
    | { readonly case: string | undefined; readonly value?: unknown }
    | undefined;
  return chosen?.case === field.localName ? chosen.value : undefined;
}

/** True when a field is set; without presence, when it is not zero. */
export function isSet(field: FieldDescriptor, value: unknown): boolean {
  if (value === undefined) return false;
  if (field.map !== undefined) return (value as ReadonlyMap<unknown, unknown>).size > 0;
  if (field.repeated) return (value as readonly unknown[]).length > 0;
  return hasPresence(field) || !isZero(field, value);
}

function hasPresence(field: FieldDescriptor): boolean {
  if (field.map !== undefined || field.repeated) return false;
  return (
    field.presence || field.required || field.oneof !== undefined || field.message !== undefined
  );
}

/** The value of a field without presence that a message lacks, as a literal may. */
function emptyValue(field: FieldDescriptor): unknown {
  if (field.map !== undefined) return new Map();
  if (field.repeated) return [];
  switch (field.type) {
    case "bytes":
      return new Uint8Array(0);
    case "string":
      return "";
    case "bool":
      return false;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return field.jstype === "normal" ? 0n : 0;
    default:
      return 0;
  }
}
