import type { FieldDescriptor, MessageDescriptor, OneofDescriptor } from "@tramline/protobuf";
import { writeComments, writeDocComment } from "./comments.ts";
import { valueType } from "./field-code.ts";
import type { FileScope } from "./file-scope.ts";
import { propertyKey, quote, type SourceText } from "./source-text.ts";

/** The interface of a message. */
export function emitInterface(
  text: SourceText,
  scope: FileScope,
  message: MessageDescriptor,
): void {
  text.gap();
  writeComments(text, message);
  text.block(`export interface ${scope.type(message)} {`, () => {
    for (const member of message.members) {
      writeComments(text, member);
      if (member.kind === "oneof") emitOneof(text, scope, member);
      else text.line(property(scope, member));
    }
    writeDocComment(text, ["Fields that the contract does not know, as they were encoded."]);
    text.line("$unknown?: Uint8Array | undefined;");
  });
}

function property(scope: FileScope, field: FieldDescriptor): string {
  const key = propertyKey(field.localName);
  if (field.map !== undefined) {
    const { key: keyField, value } = field.map;
    return `${key}: Map<${valueType(scope, keyField)}, ${valueType(scope, value)}>;`;
  }
  const type = valueType(scope, field);
  if (field.repeated) return `${key}: ${type}[];`;
  return field.presence || field.required ? `${key}?: ${type} | undefined;` : `${key}: ${type};`;
}

function emitOneof(text: SourceText, scope: FileScope, oneof: OneofDescriptor): void {
  text.block(
    `${propertyKey(oneof.localName)}:`,
    () => {
      for (const field of oneof.fields) emitOneofCase(text, scope, field);
      text.line("| { case: undefined; value?: undefined };");
    },
    "",
  );
}

function emitOneofCase(text: SourceText, scope: FileScope, field: FieldDescriptor): void {
  const name = quote(field.localName);
  const type = valueType(scope, field);
  const { leading, trailing } = field.comments;
  if (leading === undefined && trailing === undefined && !field.deprecated) {
    text.line(`| { case: ${name}; value: ${type} }`);
    return;
  }
  text.block(
    "| {",
    () => {
      text.block(
        "",
        () => {
          writeComments(text, field);
          text.line(`case: ${name};`);
          text.line(`value: ${type};`);
        },
        "",
      );
      text.line("}");
    },
    "",
  );
}
