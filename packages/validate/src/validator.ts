// Validators: the rules of contracts, compiled when a type is validated first.

import {
  type DynamicMessage,
  descriptorOf,
  type MessageDescriptor,
  type MessageType,
  type Registry,
} from "@tramline/protobuf";
import { checkNames, checkValue, isFunction } from "./option-check.ts";
import { compileMessage, MessagePlan } from "./plan/message-plan.ts";
import { PlanContext } from "./plan/plan-context.ts";
import { Run } from "./run.ts";
import type { Violation } from "./violation.ts";

/** How a validator works. */
export interface ValidatorOptions {
  /**
   * How many violations to look for, at least 1; the rest of a message is not validated then. It bounds what a
   * list of invalid items costs. Default: 100.
   */
  readonly maxViolations?: number | undefined;
  /**
   * Has predefined rules, and types that CEL expressions find in a google.protobuf.Any, beyond those that a
   * contract imports. Default: none.
   */
  readonly registry?: Registry | undefined;
  /** Returns the time for rules about now, in milliseconds since 1970. Default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/** Validates messages by the rules of their contracts (buf.validate). */
export interface Validator {
  /**
   * Returns the violations of a message, at most `maxViolations`; none for a valid one.
   *
   * @param type the message's type, or its descriptor
   * @throws ValidateError when a rule is invalid, or fails for this message
   */
  validate<T>(type: MessageType<T, never> | MessageDescriptor, message: T): readonly Violation[];
  /**
   * Whether a message of this type can violate anything: it, or a message that it can hold, has rules.
   */
  hasRules(type: MessageType<unknown, never> | MessageDescriptor): boolean;
}

/**
 * Creates a validator. The rules of a message type, and of all types that it can hold, are compiled when it is
 * validated first, and kept.
 *
 * @throws TypeError for an unknown option, and for an invalid value of one
 */
export function createValidator(options: ValidatorOptions = {}): Validator {
  checkNames("createValidator", options, optionNames);
  return new CompilingValidator(options);
}

const optionNames: Readonly<Record<keyof ValidatorOptions, true>> = {
  maxViolations: true,
  registry: true,
  now: true,
};

class CompilingValidator implements Validator {
  private readonly context: PlanContext;
  private readonly maxViolations: number;
  private readonly now: () => number;
  /** A plan, or why there is none. A type without rules has an undefined plan. */
  private readonly plans = new Map<MessageDescriptor, MessagePlan | undefined>();
  private readonly failures = new Map<MessageDescriptor, unknown>();
  private readonly descriptors = new WeakMap<object, MessageDescriptor>();

  constructor({ maxViolations = 100, registry, now = Date.now }: ValidatorOptions) {
    checkValue("maxViolations", maxViolations, isCount, "a number of at least 1");
    checkValue("registry", registry, isRegistry, "a registry");
    checkValue("now", now, isFunction, "a function");
    this.context = new PlanContext(registry);
    this.maxViolations = maxViolations;
    this.now = now;
  }

  validate<T>(type: MessageType<T, never> | MessageDescriptor, message: T): readonly Violation[] {
    const descriptor = this.descriptorOf(type);
    const plan = this.plans.has(descriptor) ? this.plans.get(descriptor) : this.compile(descriptor);
    if (plan === undefined) return none;
    const run = new Run(this.maxViolations, this.now);
    plan.check(message as DynamicMessage, run);
    return run.violations;
  }

  hasRules(type: MessageType<unknown, never> | MessageDescriptor): boolean {
    return this.context.hasRules(this.descriptorOf(type));
  }

  private descriptorOf<T>(type: MessageType<T, never> | MessageDescriptor): MessageDescriptor {
    if ("kind" in type) return type;
    let descriptor = this.descriptors.get(type);
    if (descriptor === undefined) {
      descriptor = descriptorOf(type);
      this.descriptors.set(type, descriptor);
    }
    return descriptor;
  }

  /** Compiles a type and all that it can hold, or none of them. */
  private compile(root: MessageDescriptor): MessagePlan | undefined {
    if (this.failures.has(root)) throw this.failures.get(root);
    const made = new Map<MessageDescriptor, MessagePlan | undefined>();
    const waiting: MessageDescriptor[] = [];
    const planOf = (descriptor: MessageDescriptor): MessagePlan | undefined => {
      if (this.plans.has(descriptor)) return this.plans.get(descriptor);
      if (!made.has(descriptor)) {
        const isRuled = this.context.hasRules(descriptor);
        made.set(descriptor, isRuled ? new MessagePlan() : undefined);
        if (isRuled) waiting.push(descriptor);
      }
      return made.get(descriptor);
    };
    planOf(root);
    try {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        made.get(next)?.add(compileMessage(next, this.context, planOf));
      }
    } catch (error) {
      this.failures.set(root, error);
      throw error;
    }
    for (const [descriptor, plan] of made) this.plans.set(descriptor, plan);
    return made.get(root);
  }
}

const none: readonly Violation[] = Object.freeze([]);

function isCount(value: unknown): boolean {
  return typeof value === "number" && value >= 1;
}

function isRegistry(value: unknown): boolean {
  return typeof value === "object" && value !== null && "files" in value;
}
