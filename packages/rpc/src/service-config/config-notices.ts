import { given } from "@tramline/protobuf/internal";
import type { JsonObject } from "./json-reader.ts";

/** A part of a service config that does not hold as it is written. */
export interface ServiceConfigNotice {
  /** Its place, as in `methodConfig[0].retryPolicy.maxAttempts`. */
  readonly field: string;
  /** The field and the value that holds instead, for a person. */
  readonly message: string;
}

/**
 * Notes a field of a policy's configuration that does not hold as it is written.
 *
 * @param field its place within the configuration, as in `choiceCount`
 * @param problem what holds instead, as in `is 50: 10 holds, the most allowed here`
 */
export type NoteConfigField = (field: string, problem: string) => void;

/** The fields that a service config may have and that mean nothing here. */
const COMMENTS: ReadonlySet<string> = new Set(["comment", "//"]);

/** Collects what a service config says in vain, as it is read. */
export class ConfigNotices {
  /** The most attempts of one call. */
  readonly maxAttempts: number;
  readonly list: ServiceConfigNotice[];

  constructor(maxAttempts: number) {
    this.maxAttempts = maxAttempts;
    this.list = [];
  }

  /** @returns the value, or the most that holds */
  clamped(field: string, value: number, most: number): number {
    if (value <= most) return value;
    // Somebody has switched retries off here.
    if (most > 1)
      this.list.push({
        field,
        message: `${field} is ${value}: ${most} holds, the most allowed here`,
      });
    return most;
  }

  /** Notes fields that are not among those that are known. */
  ignored(fields: JsonObject, path: string, known: readonly string[]): void {
    noteUnknownFields(fields, known, (name, problem) => {
      this.note(path === "" ? name : `${path}.${name}`, problem);
    });
  }

  /** Adds a notice about a field: its place and the problem. */
  note(field: string, problem: string): void {
    this.list.push({ field, message: `${field} ${problem}` });
  }
}

/** Notes each field that is neither known nor a comment. */
export function noteUnknownFields(
  fields: JsonObject,
  known: readonly string[],
  note: NoteConfigField,
): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name) || COMMENTS.has(name)) continue;
    note(name, `is ignored: Tramline does not know it (${given(fields[name])})`);
  }
}
