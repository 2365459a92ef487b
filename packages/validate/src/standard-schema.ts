// Message types as schemas of Standard Schema v1 (https://standardschema.dev), which form libraries, routers,
// and fetch handlers take.

import {
  fromJson,
  JsonError,
  type JsonValue,
  type MessageType,
  type ParseJsonOptions,
} from "@tramline/protobuf";
import { createValidator, type Validator } from "./validator.ts";

/** A problem with a value: what is wrong, and where. */
export interface SchemaIssue {
  /** The problem, for people. */
  readonly message: string;
  /** Properties from the outside in, by the names of ProtoJSON; absent for the whole value. */
  readonly path?: readonly PropertyKey[] | undefined;
}

/** A valid value, or what is wrong with it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** A schema of Standard Schema v1. */
export interface MessageSchema<Input, Output> {
  /** The schema's own part, by the standard's name. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "tramline";
    /** Synchronous, and never throws: everything that is wrong is an issue. */
    readonly validate: (value: unknown) => SchemaResult<Output>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** How a schema reads values. */
export interface StandardSchemaOptions {
  /** Default: one of its own, with `createValidator()`. */
  readonly validator?: Validator | undefined;
  /**
   * The form of values: `"json"`, the message in ProtoJSON, as forms and request bodies have it; or `"message"`, a
   * literal of the message as `Type.create` takes it. Default: `"json"`.
   */
  readonly input?: "json" | "message" | undefined;
  /** How ProtoJSON is read: whether fields that the type lacks are passed over, and a registry for Any. */
  readonly json?: ParseJsonOptions | undefined;
}

/**
 * The schema of a message type. A valid value becomes a message of the type. A value that is not one (a field
 * that does not exist, a number out of its type's range, a getter that throws) is an issue like a violation of a rule.
 *
 * A rule that is invalid in its contract, or fails for a value, is an issue of the whole value, with the text of the
 * ValidateError: no value is valid then.
 */
export function standardSchema<T, I>(
  type: MessageType<T, I>,
  options: StandardSchemaOptions & { readonly input: "message" },
): MessageSchema<I, T>;
/** The schema of a message type, for values in ProtoJSON. */
export function standardSchema<T, I>(
  type: MessageType<T, I>,
  options?: StandardSchemaOptions & { readonly input?: "json" | undefined },
): MessageSchema<JsonValue, T>;
export function standardSchema<T, I>(
  type: MessageType<T, I>,
  options: StandardSchemaOptions = {},
): MessageSchema<unknown, T> {
  const validator = options.validator ?? createValidator();
  const read = options.input === "message" ? readLiteral : readJson;
  return {
    "~standard": {
      version: 1,
      vendor: "tramline",
      validate: (value) => {
        try {
          const message = read(type, value, options.json);
          const violations = validator.validate(type, message);
          if (violations.length === 0) return { value: message };
          return { issues: violations.map(({ message: text, path }) => issue(text, path)) };
        } catch (error) {
          return { issues: [issueOf(error)] };
        }
      },
    },
  };
}

function readJson<T, I>(
  type: MessageType<T, I>,
  value: unknown,
  options: ParseJsonOptions | undefined,
): T {
  return fromJson(type as MessageType<T, never>, value as JsonValue, options);
}

function readLiteral<T, I>(type: MessageType<T, I>, value: unknown): T {
  // Encoding checks the type of each value, which `create` does not.
  return type.decode(type.encode(value as I));
}

function issue(message: string, path: readonly PropertyKey[]): SchemaIssue {
  return path.length === 0 ? { message } : { message, path };
}

/** The issue of an error. What a value throws can be anything, even something that throws when it is looked at. */
function issueOf(error: unknown): SchemaIssue {
  try {
    if (error instanceof JsonError) return issue(error.message, splitPath(error.path));
    return { message: error instanceof Error ? String(error.message) : String(error) };
  } catch {
    return { message: "invalid value: expected one that can be read, got one that throws" };
  }
}

/** `a.b[0]["c"]` as properties. */
function splitPath(path: string): (string | number)[] {
  const steps = path.matchAll(/\.?([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g);
  return [...steps].map(([, name, index, key]) => {
    if (index !== undefined) return Number(index);
    return key === undefined ? (name ?? "") : (JSON.parse(key) as string);
  });
}
