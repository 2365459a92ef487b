// Messages from text, by descriptor.
// https://protobuf.dev/reference/protobuf/textformat-spec/

import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import type { Registry } from "../registry/registry.ts";
import { MAX_DECODE_DEPTH } from "../wire/wire-type.ts";
import { fieldByTextName, isReservedName } from "./field-names.ts";
import { type FieldReader, skipped } from "./field-reader.ts";
import { TextLexer } from "./lexer.ts";
import { parseBracketed } from "./parse-bracketed.ts";
import { parseMapEntry } from "./parse-map-entry.ts";
import { parseEnum, parseScalar } from "./parse-scalar.ts";
import { skipFieldValue } from "./skip-value.ts";
import type { TextError } from "./text-error.ts";
import { UnfinishedMessage } from "./unfinished-message.ts";

/** How text is parsed. */
export interface ParseTextOptions {
  /** Finds the types of what google.protobuf.Any holds, and extensions. */
  readonly registry?: Registry | undefined;
  /**
   * Fields, extensions and enum values that the contract does not have are skipped, fields given by
   * number among them. Default: an error.
   */
  readonly ignoreUnknownFields?: boolean | undefined;
}

/** One run from text to a message. */
export class TextParser implements FieldReader {
  readonly lexer: TextLexer;
  readonly registry: Registry | undefined;
  readonly ignoreUnknownFields: boolean;
  depth: number;

  constructor(text: string, options: ParseTextOptions) {
    this.lexer = new TextLexer(text);
    this.registry = options.registry;
    this.ignoreUnknownFields = options.ignoreUnknownFields ?? false;
    this.depth = 0;
  }

  /** The whole text as one message. */
  parse(type: MessageDescriptor): DynamicMessage {
    return this.fields(type, undefined);
  }

  message(type: MessageDescriptor): DynamicMessage {
    if (++this.depth > MAX_DECODE_DEPTH) {
      throw this.lexer.error(
        "TEXT_DEPTH",
        `messages are nested more than ${MAX_DECODE_DEPTH} deep`,
      );
    }
    const message = this.fields(type, this.open());
    this.depth--;
    return message;
  }

  open(): "}" | ">" {
    if (this.lexer.take("<")) return ">";
    this.lexer.expect("{");
    return "}";
  }

  /** Reads fields to the closing bracket, or to the end of the text. */
  private fields(type: MessageDescriptor, close: string | undefined): DynamicMessage {
    const { lexer } = this;
    const unfinished = new UnfinishedMessage(type);
    while (close === undefined ? lexer.kind !== "end" : !lexer.is(close)) {
      if (lexer.is("[")) parseBracketed(unfinished, this);
      else this.named(unfinished, close);
      this.separator();
    }
    const message = unfinished.finish(lexer);
    if (close !== undefined) lexer.expect(close);
    return message;
  }

  separator(): void {
    if (!this.lexer.take(",")) this.lexer.take(";");
  }

  fieldName(close: string | undefined): string {
    const { lexer } = this;
    const isName =
      lexer.kind === "identifier" || (lexer.kind === "integer" && this.ignoreUnknownFields);
    if (!isName) {
      throw lexer.unexpected(close === undefined ? "a field" : `a field or "${close}"`);
    }
    const name = lexer.text;
    lexer.next();
    return name;
  }

  private named(unfinished: UnfinishedMessage, close: string | undefined): void {
    const { type, message, seen } = unfinished;
    const at = this.lexer.start;
    const name = this.fieldName(close);
    const field = fieldByTextName(type, name);
    if (field === undefined) {
      if (!isReservedName(type, name) && !this.ignoreUnknownFields) {
        throw this.unknownField(type, name, at);
      }
      skipFieldValue(this.lexer, this.depth);
      return;
    }
    if (field.map !== undefined) {
      const { map } = field;
      const entries = message[field.localName] as Map<unknown, unknown>;
      this.values(field, true, () => parseMapEntry(map, entries, this));
      return;
    }
    if (field.repeated) {
      const list = message[field.localName] as unknown[];
      this.values(field, true, () => {
        const value = this.value(field);
        if (value !== skipped) list.push(value);
      });
      return;
    }
    seen.addOnce(field, name, this.lexer, at);
    const { oneof } = field;
    if (oneof !== undefined) seen.addOneofOnce(oneof, this.lexer, at);
    this.values(field, false, () => {
      const value = this.value(field);
      if (value === skipped) return;
      if (oneof === undefined) message[field.localName] = value;
      else message[oneof.localName] = { case: field.localName, value };
    });
  }

  values(field: TaggedField, isList: boolean, read: () => void): void {
    const { lexer } = this;
    if (!lexer.take(":") && field.type !== "message") throw lexer.unexpected('":"');
    if (!lexer.is("[")) {
      read();
      return;
    }
    if (!isList) {
      throw lexer.error(
        "TEXT_NOT_REPEATED",
        `${field.name} is not repeated: expected one value, got a list`,
      );
    }
    lexer.next();
    if (lexer.take("]")) return;
    do read();
    while (lexer.take(","));
    lexer.expect("]");
  }

  value(field: TaggedField): unknown {
    if (field.message !== undefined) return this.message(field.message);
    if (field.enum === undefined) return parseScalar(this.lexer, field);
    return parseEnum(this.lexer, field.enum, this.ignoreUnknownFields) ?? skipped;
  }

  unknownField(type: MessageDescriptor, name: string, at: number): TextError {
    const known = type.fields.map((field) => field.name);
    const shown = known.slice(0, 10).join(", ") + (known.length > 10 ? ", …" : "");
    return this.lexer.error(
      "TEXT_FIELD_UNKNOWN",
      `${type.typeName} has no field ${name}` + (known.length === 0 ? "" : `; it has ${shown}`),
      at,
    );
  }
}
