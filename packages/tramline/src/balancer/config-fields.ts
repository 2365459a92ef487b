import { given } from "@tramline/protobuf/internal";
import type { NoteConfigField } from "@tramline/rpc";
import { noteUnknownFields, parseDurationMs } from "@tramline/rpc/internal";
import { isRecord } from "../argument-check.ts";
import { type SelectedBalancer, selectBalancer } from "../service-config/load-balancing-config.ts";
import type { BalancerRegistry } from "./balancer.ts";

/**
 * Reads a policy's part of a service config, field by field. A field that is left out, or null, has its
 * default. Each reader throws a TypeError `invalid FIELD: expected Y, got Z` for any other value.
 */
export class ConfigFields {
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly where: string;
  private readonly note: NoteConfigField;

  /**
   * @param note is called for each field that does not hold as it is written
   * @param where in front of the names in errors: "" or "successRateEjection."
   * @throws TypeError when the value is not an object
   */
  constructor(json: unknown, note: NoteConfigField = () => {}, where = "") {
    if (!isRecord(json)) {
      const what = where === "" ? "configuration" : where.slice(0, -1);
      throw new TypeError(`invalid ${what}: expected an object, got ${given(json)}`);
    }
    this.fields = json;
    this.where = where;
    this.note = note;
  }

  /** Notes each field that is not one of these. */
  onlyKnown(known: readonly string[]): void {
    noteUnknownFields(this.fields, known, (name, problem) => {
      this.note(`${this.where}${name}`, problem);
    });
  }

  /** Returns a value, raised to the least that is allowed. Notes the change. */
  atLeast(field: string, value: number, least: number, leastText: string): number {
    if (value >= least) return value;
    this.noteBound(field, `${leastText} holds, the least allowed here`);
    return least;
  }

  /** Returns a value, lowered to the most that is allowed. Notes the change. */
  atMost(field: string, value: number, most: number): number {
    if (value <= most) return value;
    this.noteBound(field, `${most} holds, the most allowed here`);
    return most;
  }

  boolean(field: string, fallback: boolean): boolean {
    const value = this.fields[field] ?? fallback;
    if (typeof value !== "boolean") throw this.error(field, "true or false", value);
    return value;
  }

  /** A google.protobuf.Duration in JSON, not negative, in milliseconds. */
  durationMs(field: string, fallbackMs: number): number {
    const value = this.fields[field] ?? undefined;
    if (value === undefined) return fallbackMs;
    const durationMs = parseDurationMs(value);
    if (durationMs === undefined) throw this.error(field, 'a duration such as "1.5s"', value);
    return durationMs;
  }

  number(field: string, min: number, fallback: number): number {
    const value = this.fields[field] ?? fallback;
    if (typeof value !== "number" || !(value >= min && value < Infinity)) {
      throw this.error(field, `a number of at least ${min}`, value);
    }
    return value;
  }

  /** Without a default the field is required. */
  integer(field: string, min: number, max: number, fallback?: number): number {
    const value = this.fields[field] ?? fallback;
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      throw this.error(field, `an integer from ${min} to ${max}`, value);
    }
    return value as number;
  }

  /** The fields of an object in a field; undefined when it is left out. */
  object(field: string): ConfigFields | undefined {
    const value = this.fields[field] ?? undefined;
    return value === undefined
      ? undefined
      : new ConfigFields(value, this.note, `${this.where}${field}.`);
  }

  /** Reads the required field `childPolicy`, a list in the form of `loadBalancingConfig`. */
  childPolicy(balancers: BalancerRegistry): SelectedBalancer {
    const json = this.fields["childPolicy"] ?? undefined;
    if (!Array.isArray(json)) throw this.error("childPolicy", "an array of policies", json);
    return selectBalancer(json, balancers, "childPolicy", this.note);
  }

  private noteBound(field: string, problem: string): void {
    this.note(`${this.where}${field}`, `is ${given(this.fields[field])}: ${problem}`);
  }

  private error(field: string, expected: string, value: unknown): TypeError {
    return new TypeError(
      `invalid ${this.where}${field}: expected ${expected}, got ${given(value)}`,
    );
  }
}
