// Errors as buyers read them: a sentence, what can be done, and which fields are wrong.
import {
  BadRequest,
  ErrorInfo,
  LocalizedMessage,
  PreconditionFailure,
} from "@tramline/rpc/google/rpc";
import type { SchemaIssue } from "@tramline/validate";
import { StatusError } from "@tramline/web";

/** An error in words. */
export interface Problem {
  readonly title: string;
  readonly text: string;
  /** Whether the same request may go well later. */
  readonly isTransient: boolean;
  /** The error of each invalid field, by its path in the request as JSON: "buyer.email", "card.securityCode". */
  readonly fields: Readonly<Record<string, string>>;
  /** For programs, such as "OUT_OF_STOCK"; the code of the status where there is none. */
  readonly reason: string;
}

/** Returns what to show for an error, whatever was thrown. */
export function problemOf(error: unknown): Problem {
  const status = StatusError.from(error);
  const [info] = status.detailsOf(ErrorInfo);
  const [localized] = status.detailsOf(LocalizedMessage);
  const fields: Record<string, string> = {};
  for (const { fieldViolations } of status.detailsOf(BadRequest)) {
    for (const { field, description } of fieldViolations)
      fields[jsonPath(field)] ??= sentence(description);
  }
  for (const { violations } of status.detailsOf(PreconditionFailure)) {
    for (const { subject, description } of violations) fields[subject] ??= sentence(description);
  }
  const { title, text, isTransient } = textsOf(status.code, info?.reason);
  return {
    title,
    text: localized?.message ?? text,
    isTransient,
    fields,
    reason: info?.reason ?? status.code,
  };
}

/**
 * Returns what to show for a value that breaks the rules of its contract.
 *
 * @param name of the field that has the value: "buyer"
 */
export function problemOfIssues(name: string, issues: readonly SchemaIssue[]): Problem {
  const fields: Record<string, string> = {};
  for (const { message, path = [] } of issues) {
    fields[[name, ...path.map(String)].join(".")] ??= sentence(message);
  }
  return { ...textsOfCode("INVALID_ARGUMENT"), fields, reason: "INVALID_ARGUMENT" };
}

type Texts = Pick<Problem, "title" | "text" | "isTransient">;

function textsOf(code: string, reason: string | undefined): Texts {
  switch (reason) {
    case "OUT_OF_STOCK":
      return lasting("Not enough left", "Somebody was faster. Change your cart and try again.");
    case "ORDER_INVALID":
      return lasting("We cannot take this order", "Please look at the marked items.");
    case "CARD_DECLINED":
      return lasting("Payment declined", "Your bank declined this card. Try another one.");
    case "INSUFFICIENT_FUNDS":
      return lasting("Payment declined", "There is not enough money on this card.");
    default:
      return textsOfCode(code);
  }
}

function textsOfCode(code: string): Texts {
  switch (code) {
    case "UNAVAILABLE":
      return transient("The shop cannot be reached", "Check your connection. Nothing is lost.");
    case "DEADLINE_EXCEEDED":
      return transient("This takes too long", "The shop did not respond in time.");
    case "RESOURCE_EXHAUSTED":
      return transient("The shop is very busy", "Please try again in a moment.");
    case "INVALID_ARGUMENT":
      return lasting("Something is not right yet", "Please look at the marked fields.");
    case "NOT_FOUND":
      return lasting("Not found", "We looked everywhere.");
    default:
      return transient("Something went wrong on our side", "Please try again.");
  }
}

const lasting = (title: string, text: string): Texts => ({ title, text, isTransient: false });
const transient = (title: string, text: string): Texts => ({ title, text, isTransient: true });

/** The path of a field with its names in JSON, which forms have. */
function jsonPath(field: string): string {
  return field.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function sentence(description: string): string {
  const text = description.charAt(0).toUpperCase() + description.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
