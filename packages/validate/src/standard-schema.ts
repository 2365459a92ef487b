// Message types as schemas of Standard Schema v1 (https://standardschema.dev), which form libraries, routers,
// and fetch handlers take.

import {
  EncodeError,
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
    /** Never rejects a value by throwing, and is synchronous. */
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
 * that does not exist, a number out of its type's range) is an issue like a violation of a rule.
 *
 * A rule that is invalid in its contract, or fails, throws a ValidateError: it is not the value's fault.
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
        const message = read(type, value, options.json);
        if ("issues" in message) return message;
        const violations = validator.validate(type, message.value);
        if (violations.length === 0) return message;
        return {
          issues: violations.map(({ message: text, path }) =>
            path.length === 0 ? { message: text } : { message: text, path },
          ),
        };
      },
    },
  };
}

type Read<T> = { readonly value: T } | { readonly issues: readonly SchemaIssue[] };

function readJson<T, I>(
  type: MessageType<T, I>,
  value: unknown,
  options: ParseJsonOptions | undefined,
): Read<T> {
  try {
    return { value: fromJson(type as MessageType<T, never>, value as JsonValue, options) };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const path = splitPath(error.path);
    return {
      issues: [path.length === 0 ? { message: error.message } : { message: error.message, path }],
    };
  }
}

function readLiteral<T, I>(type: MessageType<T, I>, value: unknown): Read<T> {
  try {
    // Encoding checks the type of each value, which `create` does not.
    return { value: type.decode(type.encode(value as I)) };
  } catch (error) {
    if (!(error instanceof EncodeError) && !(error instanceof TypeError)) throw error;
    return { issues: [{ message: error.message }] };
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
