// Messages to text, by descriptor. Fields stand in the order of their numbers and maps in that of
// their keys, so that equal messages have equal texts.

import type { FieldDescriptor, MapShape, MessageDescriptor } from "../descriptor/descriptor.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { eachUnknownField, getExtension, unknownFieldNumbers } from "../dynamic/extension.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import { type DynamicMessage, type OneofValue, zeroValue } from "../dynamic/message-template.ts";
import { wellKnownForm } from "../json/well-known.ts";
import { invalidCase, isKnownCase } from "../message/no-such-case.ts";
import type { Registry } from "../registry/registry.ts";
import { isMessage } from "../wire/empty-message.ts";
import { isNoBytes } from "../wire/get.ts";
import { kindOf } from "../wire/value-kind.ts";
import { DecodeError } from "../wire/wire-error.ts";
import { MAX_DECODE_DEPTH } from "../wire/wire-type.ts";
import { extensionTextName, fieldTextName, isBracketName } from "./field-names.ts";
import { hasLoneSurrogate } from "./literals.ts";
import { printEnum, printScalar } from "./print-scalar.ts";
import { printUnknown } from "./print-unknown.ts";
import { TextError, type TextErrorCode } from "./text-error.ts";
import { TextOutput } from "./text-output.ts";

/** How messages are printed. */
export interface PrintTextOptions {
  /** Finds the types of what google.protobuf.Any holds, and extensions. */
  readonly registry?: Registry | undefined;
  /**
   * Unknown fields are printed, too, by number; extensions are among them when `registry` does not
   * have them. For people to read: what they are is a guess, and parsing takes them for an error, or
   * skips them. Default: false.
   */
  readonly printUnknownFields?: boolean | undefined;
  /** Spaces to indent each level by; 0 puts everything on one line. Default: 2. */
  readonly indent?: number | undefined;
  /** Characters of strings that are not ASCII are written as bytes in octal. Default: false. */
  readonly escapeNonAscii?: boolean | undefined;
}

interface PresentField {
  readonly field: TaggedField;
  readonly name: string;
  readonly value: unknown;
}

/** One run from a message to text. */
export class TextPrinter {
  private readonly registry: Registry | undefined;
  private readonly printUnknownFields: boolean;
  private readonly escapeNonAscii: boolean;
  private readonly output: TextOutput;
  private readonly path: (string | number)[];
  private depth: number;

  constructor(options: PrintTextOptions) {
    this.registry = options.registry;
    this.printUnknownFields = options.printUnknownFields ?? false;
    this.escapeNonAscii = options.escapeNonAscii ?? false;
    this.output = new TextOutput(options.indent ?? 2);
    this.path = [];
    this.depth = 0;
  }

  print(type: MessageDescriptor, message: unknown): string {
    this.fields(type, message);
    return this.output.toString();
  }

  private fields(type: MessageDescriptor, message: unknown): void {
    if (!isMessage(message)) throw this.mismatch(message, `message ${type.typeName}`);
    if (wellKnownForm(type) === "any" && this.any(message)) return;
    for (const { field, name, value } of this.presentFields(type, message)) {
      this.path.push(name);
      this.field(field, name, value);
      this.path.pop();
    }
    const unknown = message["$unknown"];
    if (this.printUnknownFields && unknown instanceof Uint8Array) {
      eachUnknownField(message, type, (_tag, number, start, end) => {
        const isKnown = this.registry?.getExtensionByNumber(type, number) !== undefined;
        if (!isKnown) printUnknown(unknown.subarray(start, end), this.output);
      });
    }
  }

  private presentFields(type: MessageDescriptor, message: DynamicMessage): PresentField[] {
    const present: PresentField[] = [];
    for (const field of type.fields) {
      let value: unknown;
      if (field.oneof === undefined) {
        value = message[field.localName];
      } else {
        const chosen = message[field.oneof.localName] as OneofValue | undefined;
        // A case without its value is invalid, as null is.
        if (chosen?.case === field.localName) value = chosen.value ?? null;
      }
      if (value !== undefined && !isAbsent(field, value)) {
        present.push({ field, name: fieldTextName(field), value });
      }
    }
    for (const oneof of type.oneofs) {
      const given = message[oneof.localName];
      if (isKnownCase(oneof, given)) continue;
      this.path.push(oneof.localName);
      throw this.error("TEXT_TYPE", invalidCase(given));
    }
    if (this.registry !== undefined && message["$unknown"] !== undefined) {
      for (const number of unknownFieldNumbers(message, type)) {
        const extension = this.registry.getExtensionByNumber(type, number);
        if (extension === undefined) continue;
        const value = getExtension(message, extension);
        if (value === undefined) continue;
        present.push({ field: extension, name: `[${extensionTextName(extension)}]`, value });
      }
    }
    return present.sort((a, b) => a.field.number - b.field.number);
  }

  private field(field: TaggedField, name: string, value: unknown): void {
    if (field.map !== undefined) {
      this.map(field.map, name, value);
    } else if (field.repeated) {
      if (!Array.isArray(value))
        throw this.error("TEXT_TYPE", `invalid list: expected an array, got ${kindOf(value)}`);
      // Holes, too, are elements, which forEach() would pass over.
      for (let i = 0; i < value.length; i++) {
        this.path.push(i);
        this.value(field, name, value[i]);
        this.path.pop();
      }
    } else {
      this.value(field, name, value);
    }
  }

  /** A singular value, or an element. */
  private value(field: TaggedField, name: string, value: unknown): void {
    if (field.message !== undefined) {
      this.open(name);
      this.fields(field.message, value);
      this.close();
      return;
    }
    let text: string | undefined;
    if (field.enum !== undefined) text = printEnum(value, field.enum);
    else if (field.type !== "message" && field.type !== "enum") {
      if (typeof value === "string" && hasLoneSurrogate(value)) {
        throw this.error("TEXT_UTF8", "invalid string: it has half of a surrogate pair");
      }
      text = printScalar(value, field.type, field.jstype, this.escapeNonAscii);
    }
    if (text === undefined) throw this.mismatch(value, field.enum?.typeName ?? field.type);
    this.output.line(`${name}: ${text}`);
  }

  private map(map: MapShape, name: string, value: unknown): void {
    if (!(value instanceof Map))
      throw this.error("TEXT_TYPE", `invalid map: expected a Map, got ${kindOf(value)}`);
    const entries = [...(value as ReadonlyMap<string, unknown>)];
    // Keys are of one type, be it numbers, bigints or booleans.
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    for (const [key, element] of entries) {
      this.path.push(`[${typeof key === "string" ? JSON.stringify(key) : String(key)}]`);
      // As in the binary form, entries are no level of their own.
      this.output.open(name);
      this.value(map.key, "key", key);
      this.value(map.value, "value", element);
      this.output.close();
      this.path.pop();
    }
  }

  /** Prints what an Any holds, if that can be decoded. */
  private any(message: DynamicMessage): boolean {
    const { typeUrl, value } = message;
    if (typeof typeUrl !== "string" || !(value instanceof Uint8Array)) return false;
    const slash = typeUrl.lastIndexOf("/");
    const type = this.registry?.getMessage(typeUrl.slice(slash + 1));
    if (type === undefined || slash < 0 || !isBracketName(typeUrl)) return false;
    let content: DynamicMessage;
    try {
      content = dynamicType(type).decode(value);
    } catch (error) {
      if (error instanceof DecodeError) return false;
      throw error;
    }
    this.open(`[${typeUrl}]`);
    this.fields(type, content);
    this.close();
    return true;
  }

  private open(name: string): void {
    // Also stops at messages that hold themselves.
    if (++this.depth > MAX_DECODE_DEPTH) {
      throw this.error("TEXT_DEPTH", `messages are nested more than ${MAX_DECODE_DEPTH} deep`);
    }
    this.output.open(name);
  }

  private close(): void {
    this.output.close();
    this.depth--;
  }

  private mismatch(value: unknown, wanted: string): TextError {
    const shown = typeof value === "object" && value !== null ? "an object" : String(value);
    return this.error("TEXT_TYPE", `expected a value of type ${wanted}, got ${shown}`);
  }

  private error(code: TextErrorCode, what: string): TextError {
    let path = "";
    for (const segment of this.path) {
      if (typeof segment === "number") path += `[${segment}]`;
      else if (segment.startsWith("[")) path += segment;
      else path += path === "" ? segment : `.${segment}`;
    }
    return new TextError(code, path, what);
  }
}

/** Whether a field without presence has the value that stands for its absence. */
function isAbsent(field: FieldDescriptor, value: unknown): boolean {
  if (field.presence || field.required) return false;
  if (field.repeated || field.map !== undefined) return false;
  if (field.type === "bytes") return isNoBytes(value);
  // -0 is not 0: it is on the wire, too.
  return Object.is(value, zeroValue(field));
}
