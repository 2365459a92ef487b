import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import type { Registry } from "../registry/registry.ts";
import type { TextLexer } from "./lexer.ts";
import type { TextError } from "./text-error.ts";

/** An enum value to be skipped, since unknown ones are ignored. */
export const skipped: unique symbol = Symbol("skipped");

/** The functions that the parts of the text parser call on each other. */
export interface FieldReader {
  readonly lexer: TextLexer;
  readonly registry: Registry | undefined;
  readonly ignoreUnknownFields: boolean;
  /** Messages around the place at hand. */
  readonly depth: number;
  /** Takes the opening bracket of a message; returns what closes it. */
  open(): "}" | ">";
  /** Takes the name of a field; a number can only be one where unknown fields are ignored. */
  fieldName(close: string | undefined): string;
  /** Takes an optional `,` or `;` after a field. */
  separator(): void;
  /** Reads what comes behind a name: a value, or a list of them, each with `read`. */
  values(field: TaggedField, isList: boolean, read: () => void): void;
  /** A singular value, or an element; {@link skipped} for one to be left out. */
  value(field: TaggedField): unknown;
  /** A message with its brackets. */
  message(type: MessageDescriptor): DynamicMessage;
  unknownField(type: MessageDescriptor, name: string, at: number): TextError;
}
