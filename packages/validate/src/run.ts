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
  readonly failFast: boolean;
  private readonly steps: Step[] = [];
  private readonly clock: () => number;
  private nowMs: number | undefined = undefined;
  private isKey = false;

  /**
   * @param failFast whether to stop at the first violation
   * @param clock milliseconds since 1970
   */
  constructor(failFast: boolean, clock: () => number) {
    this.failFast = failFast;
    this.clock = clock;
  }

  /** True when nothing more is to be found. */
  get isOver(): boolean {
    return this.failFast && this.violations.length > 0;
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
