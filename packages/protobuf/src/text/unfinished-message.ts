import type {
  ExtensionDescriptor,
  MessageDescriptor,
  OneofDescriptor,
} from "../descriptor/descriptor.ts";
import { setExtension } from "../dynamic/extension.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import { type DynamicMessage, messageTemplate } from "../dynamic/message-template.ts";
import type { TextLexer } from "./lexer.ts";

/** Notes fields that take one value, and refuses them the second time. */
export class SeenFields {
  private readonly seen: Set<unknown> = new Set();

  has(field: TaggedField): boolean {
    return this.seen.has(field);
  }

  /** Notes a field without a check. */
  add(field: TaggedField): void {
    this.seen.add(field);
  }

  /**
   * @param at where its name stands
   * @throws TextError TEXT_FIELD_TWICE
   */
  addOnce(field: TaggedField, name: string, lexer: TextLexer, at: number): void {
    if (this.seen.has(field)) {
      throw lexer.error("TEXT_FIELD_TWICE", `${name} is given twice, but is not repeated`, at);
    }
    this.seen.add(field);
  }

  /**
   * @param at where the name of one of its fields stands
   * @throws TextError TEXT_ONEOF_TWICE
   */
  addOneofOnce(oneof: OneofDescriptor, lexer: TextLexer, at: number): void {
    if (this.seen.has(oneof)) {
      throw lexer.error(
        "TEXT_ONEOF_TWICE",
        `more than one field of oneof ${oneof.name} is given`,
        at,
      );
    }
    this.seen.add(oneof);
  }
}

/** A message of which some fields have been read. */
export class UnfinishedMessage {
  readonly type: MessageDescriptor;
  readonly message: DynamicMessage;
  readonly seen: SeenFields;
  /** Values of extensions; their bytes are made when all are known. */
  readonly extensions: Map<ExtensionDescriptor, unknown>;

  constructor(type: MessageDescriptor) {
    this.type = type;
    this.message = messageTemplate(type).create();
    this.seen = new SeenFields();
    this.extensions = new Map();
  }

  /**
   * Returns the message, when all fields have been read.
   *
   * @param lexer at the end of the message
   * @throws TextError TEXT_REQUIRED_MISSING
   */
  finish(lexer: TextLexer): DynamicMessage {
    const { type, message, seen } = this;
    for (const [extension, value] of this.extensions) setExtension(message, extension, value);
    for (const field of type.fields) {
      if (field.required && !seen.has(field)) {
        throw lexer.error(
          "TEXT_REQUIRED_MISSING",
          `${field.name} is required in ${type.typeName} and is not given`,
        );
      }
    }
    return message;
  }
}
