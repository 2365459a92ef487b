// The rules of a value: of a field as a whole, or of each element of a list or map.

import type { DynamicMessage, ExtensionDescriptor } from "@tramline/protobuf";
import { getExtension, getOption, hasExtension } from "@tramline/protobuf";
import type { FieldPathElement, FieldRules } from "@tramline/protobuf/buf/validate";
import { Ignore, predefined, Rule } from "@tramline/protobuf/buf/validate";
import { Reader } from "@tramline/protobuf/wire";
import { celElement, celMessage, celTime, celValue } from "../cel/es-message.ts";
import { type CelProgram, compileExpression, type Variables } from "../cel/program.ts";
import { messageType, ownFieldType, type StaticType } from "../cel/static-type.ts";
import type { Run } from "../run.ts";
import { invalidRule } from "../validate-error.ts";
import { type PlannedRule, pathElement } from "../violation.ts";
import type { PlanContext } from "./plan-context.ts";
import { ruleElement, rulesMessage } from "./rule-path.ts";
import { ruleKindOf, standardRules } from "./standard-checks.ts";
import { isZero, normalizer, type Target } from "./target.ts";

/** Validates a value, where the run is. */
export type ValueCheck = (value: unknown, run: Run) => void;

/** Rules to compile, and the value that they apply to. */
export interface RulesOf {
  readonly context: PlanContext;
  readonly rules: FieldRules;
  readonly target: Target;
  /** The way to these rules in those of the field: `repeated.items`. */
  readonly prefix: readonly FieldPathElement[];
}

/** The checks of a value by its rules, without those of messages in it. */
export function valueChecks(source: RulesOf): ValueCheck[] {
  if (source.rules.ignore === Ignore.ALWAYS) return [];
  const checks = [...celChecks(source), ...standardChecks(source), ...predefinedChecks(source)];
  const { rules, target } = source;
  if (!target.isElement || rules.ignore !== Ignore.IF_ZERO_VALUE) return checks;
  return checks.map((check) => (value, run) => {
    if (!isZero(target.field, value)) check(value, run);
  });
}

function standardChecks({ rules, target, prefix }: RulesOf): ValueCheck[] {
  const kind = ruleKindOf(rules);
  if (kind === undefined) return [];
  const normalize = normalizer(target);
  return standardRules(rules, target).map(({ field, id, message, isViolated }) => {
    const rule: PlannedRule = {
      id: `${kind}.${id}`,
      path: [...prefix, ruleElement(kind), ruleElement(field, { parent: rulesMessage(kind) })],
    };
    const violates = isViolated as (value: unknown, run: Run) => boolean;
    if (normalize === undefined) {
      return (value: unknown, run: Run) => {
        if (violates(value, run)) run.report(rule, message);
      };
    }
    return (value: unknown, run: Run) => {
      if (violates(normalize(value), run)) run.report(rule, message);
    };
  });
}

function celChecks(source: RulesOf): ValueCheck[] {
  const { rules, prefix } = source;
  return [
    ...rules.celExpression.map((expression, index) =>
      celCheck(source, {
        rule: Rule.create({ id: expression, expression }),
        path: [...prefix, ruleElement("cel_expression", { index })],
      }),
    ),
    ...rules.cel.map((rule, index) =>
      celCheck(source, { rule, path: [...prefix, ruleElement("cel", { index })] }),
    ),
  ];
}

/** A rule in CEL, and what it has beside the value. */
interface Expression {
  readonly rule: Rule;
  readonly path: readonly FieldPathElement[];
  /** The values of `rule` and `rules`, of a predefined rule. */
  readonly constants?: Variables;
  readonly constantTypes?: readonly (readonly [string, StaticType])[];
}

function celCheck({ context, target }: RulesOf, expression: Expression): ValueCheck {
  const { rule, path, constants = {}, constantTypes = [] } = expression;
  const { field, place, isElement } = target;
  const types = context.types(field.file);
  const program = compileExpression({
    types,
    rule,
    place,
    variables: new Map([
      ...constantTypes,
      ["this", ownFieldType(types, field, isElement)],
      ["now", ownNow(types)],
    ]),
  });
  const convert = isElement ? celElement : celValue;
  return celReporter({ id: rule.id ?? "", path }, program, (value) => ({
    ...constants,
    this: convert(types, field, value),
  }));
}

/** The type of `now`. */
export function ownNow(types: ReturnType<PlanContext["types"]>): StaticType {
  const timestamp = types.registry.getMessage("google.protobuf.Timestamp");
  return timestamp === undefined ? { kind: "dyn" } : messageType(timestamp);
}

/**
 * A check that runs a program.
 *
 * @param variables returns the variables of the expression, without `now`
 */
export function celReporter(
  rule: PlannedRule,
  program: CelProgram,
  variables: (value: unknown) => Variables,
): ValueCheck {
  const { readsNow } = program;
  return (value, run) => {
    const own = variables(value);
    const message = program.run(readsNow ? { ...own, now: celTime(run.now) } : own);
    if (message !== undefined) run.report(rule, message);
  };
}

/** The rules that extensions of the rules' message stand for. */
function predefinedChecks(source: RulesOf): ValueCheck[] {
  const { context, rules, target } = source;
  const kind = ruleKindOf(rules);
  if (kind === undefined) return [];
  const holder = rules.type.value as { readonly $unknown?: Uint8Array | undefined };
  if (holder.$unknown === undefined || holder.$unknown.length === 0) return [];
  const { typeName } = rulesMessage(kind);
  const known = context.extensions(target.field.file, typeName);
  const checks: ValueCheck[] = [];
  for (const number of fieldNumbers(holder.$unknown)) {
    const extension = known.find((candidate) => candidate.number === number);
    if (extension === undefined) {
      throw invalidRule(
        target.place,
        `unknown field ${number} of ${typeName}: import the file that declares the extension, or give ` +
          "createValidator a registry that has it",
      );
    }
    if (hasExtension(holder, extension)) checks.push(...extensionChecks(source, kind, extension));
  }
  return checks;
}

function extensionChecks(
  source: RulesOf,
  kind: string,
  extension: ExtensionDescriptor,
): ValueCheck[] {
  const { context, rules, target, prefix } = source;
  const types = context.types(target.field.file);
  const holder = rules.type.value as DynamicMessage;
  const cel = getOption(extension, predefined)?.cel ?? [];
  const message = rulesMessage(kind);
  return cel.map((rule) =>
    celCheck(source, {
      rule,
      path: [...prefix, ruleElement(kind), pathElement(extension)],
      constants: {
        rules: celMessage(types, message, holder),
        rule: celValue(types, extension, getExtension(holder, extension)),
      },
      constantTypes: [
        ["rules", messageType(types.message(message))],
        ["rule", ownFieldType(types, extension, false)],
      ],
    }),
  );
}

/** The numbers of fields in encoded bytes, each once. */
function fieldNumbers(bytes: Uint8Array): ReadonlySet<number> {
  const reader = new Reader(bytes);
  const numbers = new Set<number>();
  while (reader.position < bytes.length) {
    const tag = reader.tag();
    numbers.add(tag >>> 3);
    reader.skip(tag, bytes.length);
  }
  return numbers;
}
