import type { MessageDescriptor } from "@tramline/protobuf";
import { writeDocComment } from "./comments.ts";
import { emitCreate } from "./emit-create.ts";
import { emitDecode } from "./emit-decode.ts";
import { emitEncode } from "./emit-encode.ts";
import { emitInterface } from "./emit-interface.ts";
import { emitJson } from "./emit-json.ts";
import { literal, literalType } from "./field-code.ts";
import type { FileScope } from "./file-scope.ts";
import { propertyKey, quote, type SourceText } from "./source-text.ts";

/** A message: its interface, its codec object, and the functions of that. */
export function emitMessage(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  emitInterface(text, scope, message);
  emitCodec(text, scope, message);
  emitCreate(text, scope, message);
  emitEncode(text, scope, message);
  emitDecode(text, scope, message);
  emitJson(text, scope, message);
}

function emitCodec(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const name = scope.value(message);
  const type = `${scope.runtimeType("MessageType")}<${name}>`;
  const messageType = `/*@__PURE__*/ ${scope.runtime("messageType")}`;
  const args = [
    quote(message.typeName),
    scope.fileFunction,
    scope.create(message),
    scope.encode(message),
    scope.decode(message),
  ];
  text.gap();
  writeDocComment(text, [`Codec of ${message.typeName}.`]);
  if (message.fields.every((field) => field.defaultValue === undefined)) {
    text.line(`export const ${name}: ${type} = ${messageType}<${name}>(`);
  } else {
    const defaults = scope.function("defaults", message);
    args.push(defaults);
    text.line(`export const ${name}: ${type} & {`);
    text.line("  /** The declared defaults of absent fields. */");
    text.line(`  readonly defaults: typeof ${defaults};`);
    text.line(`} = ${messageType}<${name}, typeof ${defaults}>(`);
  }
  for (const arg of args) text.line(`  ${arg},`);
  text.line(");");
}

/** Emits the defaults of absent fields, before the codecs, which refer to them when they are created. */
export function emitDefaults(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const defaults = message.fields.flatMap((field) =>
    field.defaultValue === undefined ? [] : [{ field, value: field.defaultValue }],
  );
  if (defaults.length === 0) return;
  text.gap();
  text.block(
    `const ${scope.function("defaults", message)}: {`,
    () => {
      for (const { field, value } of defaults) {
        text.line(`readonly ${propertyKey(field.localName)}: ${literalType(field, value)};`);
      }
    },
    "} = {",
  );
  text.block(
    "",
    () => {
      for (const { field, value } of defaults) {
        text.line(`${propertyKey(field.localName)}: ${literal(field, value)},`);
      }
    },
    "};",
  );
}
