// The shape of a standard rule once it is compiled: plain code, and the text of its violations.

import type { CelInput } from "@bufbuild/cel";
import { formatText } from "../cel/format.ts";
import type { Run } from "../run.ts";

/** A rule on a value, of which the set of rules of its type is known by `kind`. */
export interface StandardRule {
  /** The field of the rules that says it: `min_len`. */
  readonly field: string;
  /** The id within the type: `min_len`, `gt_lt`, `email_empty`. */
  readonly id: string;
  readonly message: string;
  /** True when the value, as `validate` normalizes it, violates the rule. */
  readonly isViolated: (value: never, run: Run) => boolean;
}

/** Collects the rules of a type. */
export class RuleList<V> {
  readonly rules: StandardRule[] = [];

  /** Adds a rule whose id is its field's name. */
  add(field: string, message: string, isViolated: (value: V, run: Run) => boolean): void {
    this.rules.push({ field, id: field, message, isViolated });
  }

  /** Adds a rule with an id of its own. */
  addNamed(rule: {
    readonly field: string;
    readonly id: string;
    readonly message: string;
    readonly isViolated: (value: V, run: Run) => boolean;
  }): void {
    this.rules.push(rule);
  }

  /** Adds a rule if there is a value for it, and prints the value into the text. */
  addFor<R>(
    field: string,
    expected: R | undefined,
    { text, print, isViolated }: RuleFor<V, R>,
  ): void {
    if (expected === undefined) return;
    this.add(field, formatText(text, [print(expected)]), (value) => isViolated(value, expected));
  }
}

/** A rule that compares with what the contract says. */
export interface RuleFor<V, R> {
  /** With `%s` where the expected value goes. */
  readonly text: string;
  readonly print: (expected: R) => CelInput;
  readonly isViolated: (value: V, expected: R) => boolean;
}
