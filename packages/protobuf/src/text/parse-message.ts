// Messages from text, by descriptor.
// https://protobuf.dev/reference/protobuf/textformat-spec/

import type {
  ExtensionDescriptor,
  FieldDescriptor,
  MapShape,
  MessageDescriptor,
} from "../descriptor/descriptor.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { setExtension } from "../dynamic/extension.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import { type DynamicMessage, messageTemplate, zeroValue } from "../dynamic/message-template.ts";
import { wellKnownForm } from "../json/well-known.ts";
import type { Registry } from "../registry/registry.ts";
import { MAX_DECODE_DEPTH } from "../wire/wire-type.ts";
import { fieldByTextName, findExtension, isBracketName, isReservedName } from "./field-names.ts";
import { TextLexer } from "./lexer.ts";
import { parseEnum, parseScalar } from "./parse-scalar.ts";
import { skipFieldValue } from "./skip-value.ts";
import type { TextError } from "./text-error.ts";

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

/** An enum value to be skipped, since unknown ones are ignored. */
const skipped = Symbol("skipped");

/** A message of which some fields have been read. */
interface Unfinished {
  readonly type: MessageDescriptor;
  readonly message: DynamicMessage;
  /** Fields, extensions and oneofs that were there. */
  readonly seen: Set<unknown>;
  /** Values of extensions; their bytes are made when all are known. */
  readonly extensions: Map<ExtensionDescriptor, unknown>;
}

/** One run from text to a message. */
export class TextParser {
  private readonly lexer: TextLexer;
  private readonly registry: Registry | undefined;
  private readonly ignoreUnknownFields: boolean;
  private depth: number;

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

  private message(type: MessageDescriptor): DynamicMessage {
    if (++this.depth > MAX_DECODE_DEPTH) {
      throw this.lexer.error(
        "TEXT_DEPTH",
        `messages lie more than ${MAX_DECODE_DEPTH} deep in one another`,
      );
    }
    const message = this.fields(type, this.open());
    this.depth--;
    return message;
  }

  /** Takes the opening bracket of a message; returns what closes it. */
  private open(): "}" | ">" {
    if (this.lexer.take("<")) return ">";
    this.lexer.expect("{");
    return "}";
  }

  /** Reads fields to the closing bracket, or to the end of the text. */
  private fields(type: MessageDescriptor, close: string | undefined): DynamicMessage {
    const { lexer } = this;
    const unfinished: Unfinished = {
      type,
      message: messageTemplate(type).create(),
      seen: new Set(),
      extensions: new Map(),
    };
    while (close === undefined ? lexer.kind !== "end" : !lexer.is(close)) {
      if (lexer.is("[")) this.bracketed(unfinished);
      else this.named(unfinished, close);
      this.separator();
    }
    const { message, seen, extensions } = unfinished;
    for (const [extension, value] of extensions) setExtension(message, extension, value);
    for (const field of type.fields) {
      if (field.required && !seen.has(field)) {
        throw lexer.error(
          "TEXT_REQUIRED_MISSING",
          `${field.name} is required in ${type.typeName} and is not given`,
        );
      }
    }
    if (close !== undefined) lexer.expect(close);
    return message;
  }

  private separator(): void {
    if (!this.lexer.take(",")) this.lexer.take(";");
  }

  /** Takes the name of a field; a number can only be one where unknown fields are ignored. */
  private fieldName(close: string | undefined): string {
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

  private named(unfinished: Unfinished, close: string | undefined): void {
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
      this.values(field, true, () => this.entry(map, entries));
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
    this.checkOnce(seen, field, name, at);
    const { oneof } = field;
    if (oneof !== undefined) {
      if (seen.has(oneof)) {
        throw this.lexer.error(
          "TEXT_ONEOF_TWICE",
          `another field of oneof ${oneof.name} is given, too`,
          at,
        );
      }
      seen.add(oneof);
    }
    this.values(field, false, () => {
      const value = this.value(field);
      if (value === skipped) return;
      if (oneof === undefined) message[field.localName] = value;
      else message[oneof.localName] = { case: field.localName, value };
    });
  }

  private checkOnce(seen: Set<unknown>, field: TaggedField, name: string, at: number): void {
    if (seen.has(field)) {
      throw this.lexer.error("TEXT_FIELD_TWICE", `${name} is given twice, and is no list`, at);
    }
    seen.add(field);
  }

  /** Reads what comes behind a name: a value, or a list of them. */
  private values(field: TaggedField, isList: boolean, read: () => void): void {
    const { lexer } = this;
    if (!lexer.take(":") && field.type !== "message") throw lexer.unexpected('":"');
    if (!lexer.is("[")) {
      read();
      return;
    }
    if (!isList) {
      throw lexer.error("TEXT_NOT_REPEATED", `${field.name} takes one value, and no list`);
    }
    lexer.next();
    if (lexer.take("]")) return;
    do read();
    while (lexer.take(","));
    lexer.expect("]");
  }

  /** A singular value, or an element. */
  private value(field: TaggedField): unknown {
    if (field.message !== undefined) return this.message(field.message);
    if (field.enum === undefined) return parseScalar(this.lexer, field);
    return parseEnum(this.lexer, field.enum, this.ignoreUnknownFields) ?? skipped;
  }

  /** Reads an entry of a map, which replaces one with the same key. */
  private entry(map: MapShape, entries: Map<unknown, unknown>): void {
    const { lexer } = this;
    // As in the binary form, entries are no level of their own.
    const close = this.open();
    const seen = new Set<unknown>();
    let key: unknown = zeroValue(map.key);
    let element: unknown;
    while (!lexer.take(close)) {
      const at = lexer.start;
      const name = this.fieldName(close);
      const field = map.entry.fieldByName(name);
      if (field === undefined) {
        if (!this.ignoreUnknownFields) throw this.unknownField(map.entry, name, at);
        skipFieldValue(lexer, this.depth);
      } else {
        this.checkOnce(seen, field, name, at);
        this.values(field, false, () => {
          const value = this.value(field);
          if (field === map.key) key = value;
          else element = value;
        });
      }
      this.separator();
    }
    if (element !== skipped) entries.set(key, element ?? initialElement(map.value));
  }

  /** Reads an extension, or the content of an Any. */
  private bracketed(unfinished: Unfinished): void {
    const { lexer } = this;
    const at = lexer.start;
    const name = lexer.bracketName();
    if (!isBracketName(name)) {
      throw lexer.error(
        "TEXT_NAME",
        `[${name}] is neither like [package.extension] nor like [type.googleapis.com/package.Type]`,
        at,
      );
    }
    if (name.includes("/")) this.any(unfinished, name, at);
    else this.extension(unfinished, name, at);
  }

  private extension({ type, seen, extensions }: Unfinished, name: string, at: number): void {
    const extension = findExtension(this.registry, type, name);
    if (extension === undefined) {
      if (!this.ignoreUnknownFields) {
        throw this.lexer.error(
          "TEXT_EXTENSION_UNKNOWN",
          `the registry has no extension ${name} of ${type.typeName}; pass one that has it as option \`registry\``,
          at,
        );
      }
      skipFieldValue(this.lexer, this.depth);
      return;
    }
    if (extension.repeated) {
      const list = (extensions.get(extension) ?? []) as unknown[];
      extensions.set(extension, list);
      this.values(extension, true, () => {
        const value = this.value(extension);
        if (value !== skipped) list.push(value);
      });
      return;
    }
    this.checkOnce(seen, extension, name, at);
    this.values(extension, false, () => {
      const value = this.value(extension);
      if (value !== skipped) extensions.set(extension, value);
    });
  }

  private any({ type, message, seen }: Unfinished, typeUrl: string, at: number): void {
    const { lexer } = this;
    if (wellKnownForm(type) !== "any") {
      throw lexer.error(
        "TEXT_ANY",
        `[${typeUrl}] can only stand in a google.protobuf.Any, and this is a ${type.typeName}`,
        at,
      );
    }
    const typeName = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
    const content = this.registry?.getMessage(typeName);
    if (content === undefined) {
      throw lexer.error(
        "TEXT_ANY",
        `${typeName} is not in the registry; pass one that has it as option \`registry\``,
        at,
      );
    }
    if (type.fields.some((field) => seen.has(field))) {
      throw lexer.error("TEXT_ANY", "an Any has one content, and this one has it already", at);
    }
    for (const field of type.fields) seen.add(field);
    lexer.take(":");
    const value = this.message(content);
    message["typeUrl"] = typeUrl;
    message["value"] = dynamicType(content).encode(value);
  }

  private unknownField(type: MessageDescriptor, name: string, at: number): TextError {
    const known = type.fields.map((field) => field.name);
    const shown = known.slice(0, 10).join(", ") + (known.length > 10 ? ", …" : "");
    return this.lexer.error(
      "TEXT_FIELD_UNKNOWN",
      `${type.typeName} has no field ${name}` + (known.length === 0 ? "" : `; it has ${shown}`),
      at,
    );
  }
}

/** What an entry holds that has no value. */
function initialElement(field: FieldDescriptor): unknown {
  return field.message === undefined ? zeroValue(field) : messageTemplate(field.message).create();
}
