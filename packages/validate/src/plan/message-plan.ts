// The rules of a message and of its fields.

import {
  type DynamicMessage,
  type FieldDescriptor,
  getOption,
  type MessageDescriptor,
} from "@tramline/protobuf";
import {
  type MessageOneofRule,
  message as messageOption,
  oneof as oneofOption,
  Rule,
} from "@tramline/protobuf/buf/validate";
import { celMessage } from "../cel/es-message.ts";
import { compileExpression } from "../cel/program.ts";
import { messageType } from "../cel/static-type.ts";
import type { Run } from "../run.ts";
import { invalidRule } from "../validate-error.ts";
import { fieldPlan, isSet, type PlanOf, read } from "./field-plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { celReporter, ownNow, type ValueCheck } from "./value-plan.ts";

/** Validates messages of one type. */
export class MessagePlan {
  private readonly checks: ValueCheck[] = [];

  /** Adds what `compileMessage` made; a plan is empty until then, for types may contain each other. */
  add(checks: readonly ValueCheck[]): void {
    this.checks.push(...checks);
  }

  check(message: DynamicMessage, run: Run): void {
    for (const check of this.checks) {
      if (run.isOver) return;
      check(message, run);
    }
  }
}

/**
 * Compiles the rules of a message type.
 *
 * @throws ValidateError when one is invalid
 */
export function compileMessage(
  descriptor: MessageDescriptor,
  context: PlanContext,
  planOf: PlanOf,
): ValueCheck[] {
  const rules = getOption(descriptor, messageOption);
  const oneofRules = rules?.oneof ?? [];
  const inOneofRules = new Set(oneofRules.flatMap(({ fields }) => fields));
  return [
    ...(rules?.celExpression ?? []).map((expression) =>
      celCheck(descriptor, context, Rule.create({ id: expression, expression })),
    ),
    ...(rules?.cel ?? []).map((rule) => celCheck(descriptor, context, rule)),
    ...oneofRules.map((rule) => oneofRuleCheck(descriptor, rule)),
    ...descriptor.oneofs.flatMap((member) => {
      if (getOption(member, oneofOption)?.required !== true) return [];
      const step = { member, key: undefined };
      return [
        (holder: unknown, run: Run) => {
          const chosen = (holder as DynamicMessage)[member.localName] as
            | { case?: string }
            | undefined;
          if (chosen?.case !== undefined) return;
          run.enter(step);
          run.report({ id: "required", path: [] }, "exactly one field is required in oneof");
          run.leave();
        },
      ];
    }),
    ...descriptor.fields.flatMap((field) => {
      const isInOneofRule = inOneofRules.has(field.name);
      return fieldPlan(field, { context, planOf, isInOneofRule }) ?? [];
    }),
  ];
}

function celCheck(descriptor: MessageDescriptor, context: PlanContext, rule: Rule): ValueCheck {
  const types = context.types(descriptor.file);
  const program = compileExpression({
    types,
    rule,
    place: descriptor.typeName,
    variables: new Map([
      ["this", messageType(types.message(descriptor))],
      ["now", ownNow(types)],
    ]),
  });
  return celReporter({ id: rule.id ?? "", path: [] }, program, (value) => ({
    this: celMessage(types, descriptor, value as DynamicMessage, program.fields),
  }));
}

function oneofRuleCheck(descriptor: MessageDescriptor, rule: MessageOneofRule): ValueCheck {
  const place = descriptor.typeName;
  if (rule.fields.length === 0) {
    throw invalidRule(place, "invalid oneof rule: expected the names of fields, got none");
  }
  const fields = rule.fields.map((name): FieldDescriptor => {
    const found = descriptor.fieldByName(name);
    if (found === undefined) throw invalidRule(place, `invalid oneof rule: unknown field ${name}`);
    return found;
  });
  if (new Set(fields).size < fields.length) {
    throw invalidRule(place, "invalid oneof rule: a field is named twice; name it once");
  }
  const names = rule.fields.join(", ");
  const planned = { id: "message.oneof", path: [] };
  return (holder, run) => {
    const set = fields.filter((field) => isSet(field, read(holder as DynamicMessage, field)));
    if (set.length > 1) run.report(planned, `only one of ${names} can be set`);
    else if (set.length === 0 && rule.required === true) {
      run.report(planned, `one of ${names} must be set`);
    }
  };
}
