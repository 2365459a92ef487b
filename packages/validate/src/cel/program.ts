// CEL expressions of rules, compiled for the types of one contract.

import {
  type CelEnv,
  type CelInput,
  type CelResult,
  celEnv,
  isCelError,
  parse,
  plan,
} from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import type { Rule } from "@tramline/protobuf/buf/validate";
import { compilePattern, type Pattern } from "../formats/compile-pattern.ts";
import { invalidRule, ValidateError } from "../validate-error.ts";
import { checkExpression } from "./check-expression.ts";
import type { EsTypes } from "./es-types.ts";
import { fieldsRead } from "./fields-read.ts";
import { functions } from "./functions.ts";
import type { StaticType } from "./static-type.ts";

/** The values of an expression's variables. */
export type Variables = Readonly<Record<string, CelInput>>;

/** A compiled expression. */
export interface CelProgram {
  /** Returns the text of the violation, or undefined for a valid value. */
  readonly run: (variables: Variables) => string | undefined;
  /** The fields that it reads of `this`, a message; undefined when it reads all. */
  readonly fields: ReadonlySet<string> | undefined;
  /** Whether it reads the time. */
  readonly readsNow: boolean;
}

const environments = new WeakMap<EsTypes, CelEnv>();

function environmentOf(types: EsTypes): CelEnv {
  let environment = environments.get(types);
  if (environment === undefined) {
    environment = createEnvironment(types);
    environments.set(types, environment);
  }
  return environment;
}

/** Compiled regular expressions that one environment keeps. */
const maxPatterns = 100;

function createEnvironment(types: EsTypes): CelEnv {
  const patterns = new Map<string, Pattern>();
  return celEnv({
    registry: types.registry,
    funcs: [...strings, ...functions],
    re2: {
      compile(pattern) {
        let compiled = patterns.get(pattern);
        if (compiled === undefined) {
          if (patterns.size >= maxPatterns) patterns.clear();
          compiled = compilePattern(pattern);
          patterns.set(pattern, compiled);
        }
        return compiled;
      },
    },
  });
}

/** An expression to compile. */
export interface Source {
  readonly types: EsTypes;
  readonly rule: Rule;
  /** The types of its variables. */
  readonly variables: ReadonlyMap<string, StaticType>;
  /** The full name of the declaration that has the rule. */
  readonly place: string;
}

/**
 * Compiles the expression of a rule.
 *
 * @throws ValidateError when it is not CEL, or does not fit the types of the contract
 */
export function compileExpression({ types, rule, variables, place }: Source): CelProgram {
  const text = rule.expression ?? "";
  const environment = environmentOf(types);
  let evaluate: (variables: Variables) => CelResult;
  let fields: ReadonlySet<string> | undefined;
  let readsNow: boolean;
  try {
    const parsed = parse(text);
    if (parsed.expr === undefined) throw new Error("the expression is empty");
    checkExpression(environment, parsed.expr, variables);
    evaluate = plan(environment, parsed) as typeof evaluate;
    fields = fieldsRead(parsed.expr, "this");
    readsNow = fieldsRead(parsed.expr, "now")?.size !== 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidRule(place, `invalid CEL expression ${JSON.stringify(text)}: ${reason}`, error);
  }
  const failed = rule.message || `${JSON.stringify(text)} returned false`;
  const run = (values: Variables): string | undefined => {
    let result: CelResult;
    try {
      result = evaluate(values);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw failure(place, `${JSON.stringify(text)} failed: ${reason}`, cause);
    }
    if (result === true || result === "") return undefined;
    if (result === false) return failed;
    if (typeof result === "string") return result;
    if (isCelError(result)) {
      throw failure(place, `${JSON.stringify(text)} failed: ${result.message}`, result);
    }
    throw failure(place, `${JSON.stringify(text)} must return a bool or a string`);
  };
  return { run, fields, readsNow };
}

/** The error of an expression that has no result for a message. */
function failure(place: string, what: string, cause?: unknown): ValidateError {
  return new ValidateError(
    "VALIDATE_RULE_FAILED",
    place,
    `CEL expression ${what}`,
    cause === undefined ? undefined : { cause },
  );
}
