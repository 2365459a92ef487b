// What generated code and the runtime say to each other about JSON: how a value of a type is printed
// and parsed (a form), and where it is printed to and parsed from (writer and reader).

import type { JsonError, JsonErrors } from "../json-error.ts";
import type { ParseJsonSettings, PrintJsonSettings } from "../json-settings.ts";
import type { JsonValue } from "../json-value.ts";
import type { RegistryJson } from "../registry-json.ts";

/** A message whose fields are looked up by name. */
export type AnyMessage = Readonly<Record<string, unknown>>;

/** The kind of a value, for printing and parsing; "plain" ones need no escapes. */
export type ValueShape = "string" | "bytes" | "int32" | "uint32" | "integer64" | "double" | "plain";

/** The form of a scalar or enum. */
export interface ValueForm<T> {
  /** Tells it from the form of a message. */
  readonly kind: "value";
  /** "int64", "string"; the full name of an enum. */
  readonly typeName: string;
  /** Whether JSON's null is one of its values. */
  readonly takesNull: boolean;
  /** Which of a few ways of printing and parsing the value takes. */
  readonly shape: ValueShape;
  /** Returns the value as JSON has it. */
  print(value: T, run: PrintRun): null | boolean | number | string;
  /**
   * Reads a value. Throws JsonError when it does not fit the type.
   *
   * @returns undefined for an enum value that is to be skipped
   */
  parse(json: JsonValue, reader: JsonReader): T | undefined;
}

/** The form of a scalar, of which none is ever skipped. */
export interface ScalarForm<T> extends ValueForm<T> {
  /** Reads a value. Throws JsonError when it does not fit the type. */
  parse(json: JsonValue, reader: JsonReader): T;
}

/** The form of a message. */
export interface MessageForm<T> {
  /** Tells it from the form of a value. */
  readonly kind: "message";
  /** "shop.v1.Order" */
  readonly typeName: string;
  /** Whether JSON's null is one of its values. */
  readonly takesNull: boolean;
  /** Set for the well-known types whose JSON is not an object of their fields. */
  readonly special: SpecialForm | undefined;
  /** The names of its fields. */
  readonly names: FieldNames;
  /** A message in which nothing is set. */
  readonly empty: () => T;
  /** Prints all fields. */
  readonly printFields: (message: T, writer: JsonWriter) => void;
  /**
   * Parses one field.
   * @param index which, in the order of `names`
   */
  readonly parseField: (message: T, index: number, json: JsonValue, reader: JsonReader) => void;
}

/** A form that looks into its values itself. Its `T` is known to who asked for it. */
export interface SpecialForm {
  /** Whether JSON's null is one of its values. */
  readonly takesNull: boolean;
  /** Returns the message as JSON has it. */
  print(message: AnyMessage, run: PrintRun): JsonValue;
  /** Reads a message. Throws JsonError when the JSON does not fit the type. */
  parse(json: JsonValue, reader: JsonReader): unknown;
}

/** The names of a message's fields. */
export interface FieldNames {
  /** In JSON, in the order of the contract. */
  readonly json: readonly string[];
  /** From the name in JSON to that in the .proto file, where they differ. */
  readonly byJson: ReadonlyMap<string, string>;
  /** From either name to the place in `json`. */
  readonly index: ReadonlyMap<string, number>;
  /** In JSON as text has them, with quotes and colon, in UTF-8. */
  readonly keys: readonly Uint8Array[];
}

/** The state that printing and parsing share: depth, and the path for errors. */
export interface JsonRun extends JsonErrors {
  /** Finds the types of messages in Any, and extensions; undefined without one. */
  readonly registry: RegistryJson | undefined;
  /** The number of messages around the current value. */
  readonly depth: number;
  /**
   * Goes one message deeper.
   * @throws JsonError JSON_DEPTH
   */
  enter(): void;
  /** Comes back from one message deeper. */
  leave(): void;
  /** For catch clauses: notes where what was thrown has come from, and returns it. */
  within(thrown: unknown, segment: string | number): unknown;
}

/** One run from a message to JSON. */
export interface PrintRun extends JsonRun {
  /** The options of the run, with defaults filled in. */
  readonly settings: PrintJsonSettings;
  /** Whether enum values are printed as numbers instead of names. */
  readonly enumAsInteger: boolean;
}

/**
 * Takes the fields of a message. Absent ones (undefined) are left out, as are empty lists and maps; null throws.
 * A key is a name in JSON as JSON text has it, with its colon: `"userId":`.
 */
export interface JsonWriter extends PrintRun {
  /** Fields without presence are wanted even when zero. */
  readonly all: boolean;
  /** Prints a string field. */
  string(key: string, value: string | null | undefined): void;
  /** Prints a field of another scalar type or an enum. */
  value<T>(key: string, value: T | null | undefined, form: ValueForm<T>): void;
  /** Prints a field that is a message. */
  message<T>(key: string, message: T | null | undefined, type: MessageForm<T>): void;
  /** Prints a repeated field. */
  list<T>(key: string, list: readonly T[], form: ValueForm<T> | MessageForm<T>): void;
  /** Prints a map field. */
  map<K, V>(
    key: string,
    map: ReadonlyMap<K, V>,
    keyForm: ValueForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): void;
  /**
   * For a oneof whose case is not one of its fields.
   * @throws JsonError JSON_TYPE unless nothing is chosen
   */
  noCase(name: string, oneof: unknown): void;
}

/** One run from JSON to a message. */
export interface JsonReader extends JsonRun {
  /** The options of the run, with defaults filled in. */
  readonly settings: ParseJsonSettings;
  /** How many names of objects were read, to be compared with how many there are. */
  names: number;
  /** Some part of the JSON was not read here. */
  incomplete: boolean;
  /** Reads a message. */
  message<T>(json: JsonValue, type: MessageForm<T>): T;
  /** Reads a repeated field. */
  list<T>(json: JsonValue, form: ValueForm<T> | MessageForm<T>): T[];
  /** Reads a map field. */
  map<K, V>(
    json: JsonValue,
    keyForm: ScalarForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): Map<K, V>;
  /** For a field of a oneof that holds another one already. */
  oneofTwice(name: string): JsonError;
}
