// The state of one validation: where it is, and what it found.

import {
  type PlannedRule,
  pathElement,
  printPath,
  propertyPath,
  type Step,
  type Violation,
} from "./violation.ts";

/** Finds violations of one message. */
export class Run {
  readonly violations: Violation[] = [];
  private readonly maxViolations: number;
  private readonly steps: Step[] = [];
  private readonly clock: () => number;
  private nowMs: number | undefined = undefined;
  private isKey = false;

  /**
   * @param maxViolations how many violations to look for
   * @param clock milliseconds since 1970
   */
  constructor(maxViolations: number, clock: () => number) {
    this.maxViolations = maxViolations;
    this.clock = clock;
  }

  /** True when nothing more is to be found. */
  get isOver(): boolean {
    return this.violations.length >= this.maxViolations;
  }

  /** The time, in milliseconds since 1970: one for all rules of a message. */
  get now(): number {
    this.nowMs ??= this.clock();
    return this.nowMs;
  }

  enter(step: Step): void {
    this.steps.push(step);
  }

  leave(): void {
    this.steps.pop();
  }

  /** Calls a function for the key of a map, where the last step is. */
  atKey(validate: () => void): void {
    this.isKey = true;
    validate();
    this.isKey = false;
  }

  /** Notes that the value at this place violates a rule. */
  report(rule: PlannedRule, message: string): void {
    if (this.isOver) return;
    const field = this.steps.map(({ member, key }) => pathElement(member, key));
    this.violations.push({
      fieldPath: printPath(field),
      field,
      path: propertyPath(this.steps),
      ruleId: rule.id,
      rulePath: printPath(rule.path),
      rule: rule.path,
      message,
      forKey: this.isKey,
    });
  }
}
