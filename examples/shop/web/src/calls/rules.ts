// The rules of the contract in forms: as Standard Schemas, by the same code that the server checks requests with. It is
// loaded when a form is opened, since the catalogue does without.
import { type Problem, problemOfIssues } from "./problem.ts";

/** A form whose values a contract has rules for. */
export type RuledForm = "buyer" | "card";

/** Begins to load the rules, ahead of their use. A failure shows when they are used. */
export function loadRules(): void {
  import("./schemas.ts").catch(() => {});
}

/**
 * Checks the values of a form, without the server.
 *
 * @returns what is wrong; undefined if nothing is, or if the rules cannot be loaded: then the server says it
 */
export async function checkForm(form: RuledForm, values: object): Promise<Problem | undefined> {
  const loaded = await import("./schemas.ts").catch(() => undefined);
  if (loaded === undefined) return undefined;
  const { issues } = loaded.schemas[form]["~standard"].validate(values);
  return issues === undefined ? undefined : problemOfIssues(form, issues);
}
