import { given } from "../argument-check.ts";
import type { JsonObject } from "./json-reader.ts";

/** A part of a service config that does not hold as it is written. */
export interface ServiceConfigNotice {
  /** Its place, as in `methodConfig[0].retryPolicy.maxAttempts`. */
  readonly field: string;
  /** The field and the value that holds instead, for a person. */
  readonly message: string;
}

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
    for (const name of Object.keys(fields)) {
      if (known.includes(name) || COMMENTS.has(name)) continue;
      const field = path === "" ? name : `${path}.${name}`;
      const message = `${field} is ignored: Tramline does not know it (${given(fields[name])})`;
      this.list.push({ field, message });
    }
  }
}
