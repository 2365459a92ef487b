// Which fields of a message an expression reads: others need no conversion.

import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";

/**
 * The names of the fields that an expression selects from a variable; undefined when it uses the variable as a
 * whole as well.
 */
export function fieldsRead(expression: Expr, variable: string): ReadonlySet<string> | undefined {
  const fields = new Set<string>();
  return visit(expression, variable, fields) ? fields : undefined;
}

/** Returns false when the variable is used as a whole. */
function visit(expression: Expr | undefined, variable: string, fields: Set<string>): boolean {
  if (expression === undefined) return true;
  const all = (...parts: readonly (Expr | undefined)[]): boolean =>
    parts.every((part) => visit(part, variable, fields));
  const { exprKind } = expression;
  switch (exprKind.case) {
    case "identExpr":
      return exprKind.value.name !== variable;
    case "selectExpr": {
      const { operand, field } = exprKind.value;
      if (operand?.exprKind.case !== "identExpr") return all(operand);
      if (operand.exprKind.value.name === variable) fields.add(field);
      return true;
    }
    case "callExpr":
      return all(exprKind.value.target, ...exprKind.value.args);
    case "listExpr":
      return all(...exprKind.value.elements);
    case "structExpr":
      return exprKind.value.entries.every(({ keyKind, value }) =>
        all(keyKind.case === "mapKey" ? keyKind.value : undefined, value),
      );
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return all(iterRange, accuInit, loopCondition, loopStep, result);
    }
    default:
      return true;
  }
}
