/** The field that the server has found fault with, to every part of a form. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** A path as JsonError has it, `lines[2].count`, and the text. */
export interface FieldProblem {
  readonly path: string;
  readonly text: string;
}

/** Holds the problem of a form; undefined for none. */
export const ProblemContext = createContext<FieldProblem | undefined>(undefined);

/** Returns the text of what is wrong with the value at a path, if anything is. */
export function useProblem(path: string): string | undefined {
  const problem = useContext(ProblemContext);
  return problem?.path === path ? problem.text : undefined;
}
