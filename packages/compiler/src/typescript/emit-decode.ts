import type { FieldDescriptor, MessageDescriptor } from "@tramline/protobuf";
import { emitEmptyProperties } from "./emit-create.ts";
import {
  enumOf,
  isPackable,
  jsForm,
  messageOf,
  packedName,
  packedTagOf,
  readValue,
  tagOf,
  valueType,
  zeroOf,
} from "./field-code.ts";
import type { FileScope } from "./file-scope.ts";
import { access, quote, type SourceText } from "./source-text.ts";

/** The function that decodes a message: a switch over the tags of its fields. */
export function emitDecode(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const type = scope.type(message);
  const reader = scope.runtimeType("Reader");
  const name = scope.decode(message);
  text.gap();
  text.block(`function ${name}(r: ${reader}, end: number, into?: ${type}): ${type} {`, () => {
    text.block(
      `const m: ${type} = into ?? {`,
      () => emitEmptyProperties(text, scope, message),
      "};",
    );
    text.block("while (r.position < end) {", () => {
      text.line("const start = r.position;");
      text.line("const tag = r.tag();");
      if (message.fields.length === 0) {
        text.line("r.keepUnknown(tag, start, end, m);");
        return;
      }
      text.block("switch (tag) {", () => {
        for (const field of message.fields) emitCases(text, scope, message, field);
        text.line("default:");
        text.line("  r.keepUnknown(tag, start, end, m);");
      });
    });
    text.line("if (r.position > end) r.overrun(end);");
    text.line("if (r.unknownOf === m) r.storeUnknown();");
    text.line("return m;");
  });
  for (const field of message.fields) {
    if (field.map !== undefined) emitMapEntry(text, scope, message, field);
  }
}

function emitCase(text: SourceText, tag: number, body: readonly string[], scoped: boolean): void {
  text.block(
    `case ${tag}:${scoped ? " {" : ""}`,
    () => {
      for (const line of body) text.line(line);
      text.line("break;");
    },
    scoped ? "}" : "",
  );
}

function emitCases(
  text: SourceText,
  scope: FileScope,
  message: MessageDescriptor,
  field: FieldDescriptor,
): void {
  const target = access("m", field.localName);
  if (field.map !== undefined) {
    const entry = scope.function("decode", message, field.localName);
    const call = `${entry}(r, r.delimited(end), ${target})`;
    const statement = isClosedEnum(field.map.value)
      ? `if (!${call}) r.keepField(start, m);`
      : `${call};`;
    emitCase(text, packedTagOf(field), [statement], false);
  } else if (field.repeated) {
    emitRepeatedCases(text, scope, field, target);
  } else if (field.oneof !== undefined) {
    emitOneofCase(text, scope, field, access("m", field.oneof.localName));
  } else if (field.type === "message") {
    const [read, leave] = readMessage(scope, field, target);
    emitCase(text, tagOf(field), [`${target} = ${read};`, leave], false);
  } else if (isClosedEnum(field)) {
    emitCase(text, tagOf(field), readClosed(scope, field, `${target} = value;`), true);
  } else {
    emitCase(text, tagOf(field), [`${target} = ${readValue(scope, field)};`], false);
  }
}

/** Expression that decodes a message, merging it with one that came before, and the statement after it. */
function readMessage(scope: FileScope, field: FieldDescriptor, before: string): [string, string] {
  const decode = scope.decode(messageOf(field));
  const merge = before === "" ? "" : `, ${before}`;
  return field.delimited
    ? [`${decode}(r, r.enterGroup(tag, end)${merge})`, "r.leaveGroup();"]
    : [`${decode}(r, r.enter(end)${merge})`, "r.leave();"];
}

function isClosedEnum(field: FieldDescriptor): boolean {
  return field.type === "enum" && !field.openEnum;
}

/** Statements that decode a closed enum: numbers without a name stay unknown fields. */
function readClosed(scope: FileScope, field: FieldDescriptor, store: string): string[] {
  return [
    "const value = r.int32();",
    `if (${scope.function("is", enumOf(field))}(value)) ${store}`,
    "else r.keepField(start, m);",
  ];
}

function emitRepeatedCases(
  text: SourceText,
  scope: FileScope,
  field: FieldDescriptor,
  target: string,
): void {
  if (field.type === "message") {
    const [read, leave] = readMessage(scope, field, "");
    emitCase(text, tagOf(field), [`${target}.push(${read});`, leave], false);
    return;
  }
  if (isClosedEnum(field)) {
    emitCase(text, tagOf(field), readClosed(scope, field, `${target}.push(value);`), true);
  } else {
    emitCase(text, tagOf(field), [`${target}.push(${readValue(scope, field)});`], false);
  }
  if (!isPackable(field)) return;
  const each = isClosedEnum(field)
    ? [
        "const value = r.int32();",
        `if (${scope.function("is", enumOf(field))}(value)) ${target}.push(value);`,
        `else r.keepValue(${tagOf(field)}, value, m);`,
      ]
    : [`${target}.push(${readValue(scope, field)});`];
  if (isClosedEnum(field) || jsForm(field) !== undefined) {
    const body = [
      "const stop = r.packed(end);",
      "while (r.position < stop) {",
      ...each.map((line) => `  ${line}`),
      "}",
      "if (r.position > stop) r.overrun(stop);",
    ];
    emitCase(text, packedTagOf(field), body, true);
  } else {
    const read = scope.runtime(`readPacked${packedName(field)}`);
    emitCase(text, packedTagOf(field), [`${target} = ${read}(r, end, ${target});`], false);
  }
}

function emitOneofCase(
  text: SourceText,
  scope: FileScope,
  field: FieldDescriptor,
  union: string,
): void {
  const name = quote(field.localName);
  if (field.type === "message") {
    const [read, leave] = readMessage(scope, field, "held");
    const body = [
      `const held = ${union}.case === ${name} ? ${union}.value : undefined;`,
      `${union} = { case: ${name}, value: ${read} };`,
      leave,
    ];
    emitCase(text, tagOf(field), body, true);
  } else if (isClosedEnum(field)) {
    emitCase(
      text,
      tagOf(field),
      readClosed(scope, field, `${union} = { case: ${name}, value };`),
      true,
    );
  } else {
    const body = [`${union} = { case: ${name}, value: ${readValue(scope, field)} };`];
    emitCase(text, tagOf(field), body, false);
  }
}

/** The function that decodes one entry into a map; of closed enums, it tells whether the value was known. */
function emitMapEntry(
  text: SourceText,
  scope: FileScope,
  message: MessageDescriptor,
  field: FieldDescriptor,
): void {
  if (field.map === undefined) return;
  const { key, value } = field.map;
  const closed = isClosedEnum(value);
  const keyType = valueType(scope, key);
  const type = valueType(scope, value);
  const reader = scope.runtimeType("Reader");
  const name = scope.function("decode", message, field.localName);
  const result = closed ? "boolean" : "void";
  text.gap();
  text.block(
    `function ${name}(r: ${reader}, end: number, map: Map<${keyType}, ${type}>): ${result} {`,
    () => {
      text.line(`let key: ${keyType} = ${zeroOf(scope, key)};`);
      if (value.type === "message") text.line(`let value: ${type} | undefined;`);
      else text.line(`let value: ${closed ? "number" : type} = ${zeroOf(scope, value)};`);
      text.block("while (r.position < end) {", () => {
        text.line("const tag = r.tag();");
        text.block("switch (tag) {", () => {
          emitCase(text, tagOf(key), [`key = ${readValue(scope, key)};`], false);
          if (value.type === "message") {
            const [read, leave] = readMessage(scope, value, "value");
            emitCase(text, tagOf(value), [`value = ${read};`, leave], false);
          } else {
            emitCase(text, tagOf(value), [`value = ${readValue(scope, value)};`], false);
          }
          text.line("default:");
          text.line("  r.skip(tag, end);");
        });
      });
      text.line("if (r.position > end) r.overrun(end);");
      if (closed) {
        text.line(`if (!${scope.function("is", enumOf(value))}(value)) return false;`);
      }
      const stored =
        value.type === "message" ? `value ?? ${scope.create(messageOf(value))}()` : "value";
      text.line(`map.set(key, ${stored});`);
      if (closed) text.line("return true;");
    },
  );
}

/** The closed enums whose numbers are checked by the code of these messages. */
export function closedEnums(
  messages: readonly MessageDescriptor[],
): Set<NonNullable<FieldDescriptor["enum"]>> {
  const found = new Set<NonNullable<FieldDescriptor["enum"]>>();
  for (const message of messages) {
    for (const field of message.fields) {
      const value = field.map === undefined ? field : field.map.value;
      if (isClosedEnum(value)) found.add(enumOf(value));
    }
  }
  return found;
}
