import type { FieldDescriptor, MessageDescriptor, OneofDescriptor } from "@tramline/protobuf";
import { messageOf, zeroOf } from "./field-code.ts";
import type { FileScope } from "./file-scope.ts";
import { access, propertyKey, quote, type SourceText } from "./source-text.ts";

/** Writes the properties of a new message in which nothing is set. */
export function emitEmptyProperties(
  text: SourceText,
  scope: FileScope,
  message: MessageDescriptor,
): void {
  for (const member of message.members) {
    text.line(`${propertyKey(member.localName)}: ${absent(scope, member)},`);
  }
}

function absent(scope: FileScope, member: FieldDescriptor | OneofDescriptor): string {
  if (member.kind === "oneof") return "{ case: undefined, value: undefined }";
  if (member.map !== undefined) return "new Map()";
  if (member.repeated) return "[]";
  return member.presence || member.required ? "undefined" : zeroOf(scope, member);
}

/** The function behind `create`. */
export function emitCreate(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const type = scope.type(message);
  const init = `${scope.runtimeType("MessageInit")}<${type}>`;
  text.gap();
  text.block(`function ${scope.create(message)}(init: ${init} = {}): ${type} {`, () => {
    text.block(
      `const m: ${type} = {`,
      () => {
        for (const member of message.members) {
          text.line(`${propertyKey(member.localName)}: ${initial(scope, message, member)},`);
        }
      },
      "};",
    );
    text.line("if (init.$unknown !== undefined) m.$unknown = init.$unknown;");
    text.line("return m;");
  });
  for (const oneof of message.oneofs) emitCreateOneof(text, scope, message, oneof);
}

function initial(
  scope: FileScope,
  message: MessageDescriptor,
  member: FieldDescriptor | OneofDescriptor,
): string {
  const given = access("init", member.localName);
  if (member.kind === "oneof") {
    return `${scope.function("create", message, member.localName)}(${given})`;
  }
  if (member.map !== undefined) {
    const { key, value } = member.map;
    const parse = scope.runtime(mapKey(key));
    return value.type === "message"
      ? `${scope.runtime("createMapOf")}(${given}, ${parse}, ${creator(scope, value)})`
      : `${scope.runtime("createMap")}(${given}, ${parse})`;
  }
  if (member.repeated) {
    return member.type === "message"
      ? `${given} === undefined ? [] : ${given}.map((item) => ${creator(scope, member)}(item))`
      : `${given} === undefined ? [] : ${given}.slice()`;
  }
  if (member.type === "message") {
    return `${given} === undefined ? undefined : ${creator(scope, member)}(${given})`;
  }
  return member.presence || member.required ? given : `${given} ?? ${zeroOf(scope, member)}`;
}

function creator(scope: FileScope, field: FieldDescriptor): string {
  return scope.create(messageOf(field));
}

function emitCreateOneof(
  text: SourceText,
  scope: FileScope,
  message: MessageDescriptor,
  oneof: OneofDescriptor,
): void {
  const type = scope.type(message);
  const property = quote(oneof.localName);
  const name = scope.function("create", message, oneof.localName);
  const init = `${scope.runtimeType("MessageInit")}<${type}>[${property}]`;
  text.gap();
  text.block(`function ${name}(init: ${init}): ${type}[${property}] {`, () => {
    text.block("switch (init?.case) {", () => {
      for (const field of oneof.fields) {
        const value =
          field.type === "message" ? `${creator(scope, field)}(init.value)` : "init.value";
        text.line(`case ${quote(field.localName)}:`);
        text.line(`  return { case: ${quote(field.localName)}, value: ${value} };`);
      }
      text.line("default:");
      text.line("  return { case: undefined, value: undefined };");
    });
  });
}

/** The runtime's function that makes a key of the name of a property. */
export function mapKey(key: FieldDescriptor): string {
  switch (key.type) {
    case "string":
      return "stringKey";
    case "bool":
      return "booleanKey";
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return "bigintKey";
    default:
      return "numberKey";
  }
}
