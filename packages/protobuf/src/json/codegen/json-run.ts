import { invalidCase, isUnset } from "../../message/no-such-case.ts";
import { JsonError, type JsonErrorCode } from "../json-error.ts";
import { formatPath, maxJsonDepth } from "../json-path.ts";
import type { RegistryJson } from "../registry-json.ts";
import type { JsonRun } from "./json-form.ts";

/** Depth and errors of one run. The way to a value is only put together when something is wrong with it. */
export class Run implements JsonRun {
  readonly registry: RegistryJson | undefined;
  depth: number;
  /** From the innermost segment outwards. */
  private trail: (string | number)[] | undefined;

  constructor(registry: { readonly json: RegistryJson } | undefined) {
    this.registry = registry?.json;
    this.depth = 0;
    this.trail = undefined;
  }

  enter(): void {
    if (++this.depth > maxJsonDepth) {
      throw this.error("JSON_DEPTH", `messages are nested more than ${maxJsonDepth} deep`);
    }
  }

  leave(): void {
    this.depth--;
  }

  error(code: JsonErrorCode, what: string): JsonError {
    return new JsonError(code, "", what);
  }

  within(thrown: unknown, segment: string | number): unknown {
    this.trail ??= [];
    this.trail.push(segment);
    return thrown;
  }

  noCase(name: string, oneof: unknown): void {
    if (oneof === undefined || isUnset(oneof)) return;
    throw this.within(this.error("JSON_TYPE", invalidCase(oneof)), name);
  }

  /** Returns the error with the path to the value. */
  failure(thrown: unknown): unknown {
    if (!(thrown instanceof JsonError) || this.trail === undefined) return thrown;
    const outer = formatPath(this.trail.toReversed());
    const { path, message } = thrown;
    const joint = path === "" || path.startsWith("[") ? "" : ".";
    const what = path === "" ? message : message.slice(path.length + 2);
    return new JsonError(thrown.code, `${outer}${joint}${path}`, what);
  }
}
