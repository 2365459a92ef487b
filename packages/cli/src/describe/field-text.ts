import type { ExtensionDescriptor, FieldDescriptor, ScalarValue } from "@tramline/protobuf";
import { harmless, type Style } from "../terminal/style.ts";
import { type Scope, shortName } from "./short-name.ts";

/** A field, or an extension. */
export type FieldLike = FieldDescriptor | ExtensionDescriptor;

/** The largest field number; ranges up to it are written "to max". */
const MAX_FIELD_NUMBER = 536_870_911;
const MAX_ENUM_NUMBER = 0x7fff_ffff;

/** A field's declaration without semicolon or body: `repeated Order.Item items = 3 [packed = false]`. */
export function fieldText(field: FieldLike, style: Style): string {
  const label = labelOf(field);
  const options = optionsOf(field);
  const isGroup = field.delimited && field.file.syntax === "proto2";
  const name = isGroup ? (field.message?.name ?? field.name) : field.name;
  return (
    (label === "" ? "" : `${style.magenta(label)} `) +
    `${typeText(field, style, { file: field.file, message: field.parent })} ${name} = ${style.yellow(String(field.number))}` +
    (options.length === 0 ? "" : ` [${options.join(", ")}]`)
  );
}

/** "3", "5 to 9" or "1000 to max". */
export function rangeText(
  range: { readonly start?: number | undefined; readonly end?: number | undefined },
  past: 0 | 1,
): string {
  const start = range.start ?? 0;
  const last = (range.end ?? 0) - past;
  if (last <= start) return String(start);
  const isMax = last === (past === 1 ? MAX_FIELD_NUMBER : MAX_ENUM_NUMBER);
  return `${start} to ${isMax ? "max" : last}`;
}

function labelOf(field: FieldLike): string {
  if (field.map !== undefined) return "";
  if (field.repeated) return "repeated";
  if (field.file.syntax === "editions") return "";
  if (field.required) return "required";
  if (field.kind === "field") {
    if (field.proto3Optional) return "optional";
    if (field.oneof !== undefined) return "";
  }
  return field.file.syntax === "proto2" ? "optional" : "";
}

function typeText(field: FieldLike, style: Style, scope: Scope): string {
  if (field.map !== undefined) {
    const { key, value } = field.map;
    return `map<${typeText(key, style, scope)}, ${typeText(value, style, scope)}>`;
  }
  if (field.delimited && field.file.syntax === "proto2") return style.magenta("group");
  const named = field.message ?? field.enum;
  return style.cyan(named === undefined ? field.type : shortName(named.typeName, scope));
}

function optionsOf(field: FieldLike): string[] {
  const options: string[] = [];
  if (field.defaultValue !== undefined) {
    options.push(`default = ${defaultText(field, field.defaultValue)}`);
  }
  const packed = field.proto.options?.packed;
  if (packed !== undefined) options.push(`packed = ${packed}`);
  if (field.jstype !== "normal") options.push(`jstype = JS_${field.jstype.toUpperCase()}`);
  if (field.deprecated) options.push("deprecated = true");
  if (field.kind === "field" && field.jsonName !== defaultJsonName(field.name)) {
    options.push(`json_name = ${harmless(JSON.stringify(field.jsonName))}`);
  }
  return options;
}

function defaultText(field: FieldLike, value: ScalarValue): string {
  if (field.enum !== undefined && typeof value === "number") {
    return field.enum.valueByNumber(value)?.name ?? String(value);
  }
  if (typeof value === "string") return harmless(JSON.stringify(value));
  if (value instanceof Uint8Array) return bytesText(value);
  if (value === Number.POSITIVE_INFINITY) return "inf";
  if (value === Number.NEGATIVE_INFINITY) return "-inf";
  return typeof value === "number" && Number.isNaN(value) ? "nan" : String(value);
}

function bytesText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    text += isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `"${text}"`;
}

function defaultJsonName(name: string): string {
  return name.replace(/_+(.?)/g, (_match, letter: string) => letter.toUpperCase());
}
