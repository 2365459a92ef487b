import type { FieldDescriptor, MessageDescriptor, OneofDescriptor } from "@tramline/protobuf";
import { mapKey } from "./emit-create.ts";
import {
  isNotZero,
  jsForm,
  messageOf,
  packedName,
  packedTagOf,
  tagOf,
  writeValue,
} from "./field-code.ts";
import type { FileScope } from "./file-scope.ts";
import { access, quote, type SourceText } from "./source-text.ts";

/** The function that encodes a message: one statement a field, in the order of their numbers. */
export function emitEncode(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const init = `${scope.runtimeType("MessageInit")}<${scope.type(message)}>`;
  const writer = scope.runtimeType("Writer");
  text.gap();
  text.block(`function ${scope.encode(message)}(m: ${init}, w: ${writer}): void {`, () => {
    for (const member of [...message.members].sort((a, b) => firstNumber(a) - firstNumber(b))) {
      if (member.kind === "oneof") emitOneof(text, scope, member);
      else if (member.map !== undefined) emitMap(text, scope, member);
      else if (member.repeated) emitRepeated(text, scope, member);
      else emitSingular(text, scope, member);
    }
    text.line("if (m.$unknown !== undefined) w.raw(m.$unknown);");
  });
}

function firstNumber(member: FieldDescriptor | OneofDescriptor): number {
  if (member.kind === "field") return member.number;
  return Math.min(...member.fields.map((field) => field.number));
}

function emitSingular(text: SourceText, scope: FileScope, field: FieldDescriptor): void {
  const value = access("m", field.localName);
  if (field.required) {
    const missing = scope.runtime("missingRequired");
    text.line(
      `if (${value} === undefined) throw ${missing}(${quote(field.parent.typeName)}, ${quote(field.name)});`,
    );
    const body = statements(scope, field, value);
    if (body.length === 1) text.line(body[0] ?? "");
    // In a block, since another required message may declare the same names.
    else text.block("{", () => body.forEach((line) => text.line(line)));
    return;
  }
  if (field.presence) {
    emitGuarded(text, `${value} !== undefined`, statements(scope, field, value));
  } else if (field.type === "bytes") {
    // The writer leaves out those without a length.
    text.line(`if (${value} !== undefined) w.someBytes(${tagOf(field)}, ${value});`);
  } else {
    emitGuarded(text, isNotZero(field, value), statements(scope, field, value));
  }
}

function emitGuarded(text: SourceText, condition: string, body: readonly string[]): void {
  if (body.length === 1) text.line(`if (${condition}) ${body[0]}`);
  else text.block(`if (${condition}) {`, () => body.forEach((line) => text.line(line)));
}

/** Returns the statements that encode one value. */
function statements(scope: FileScope, field: FieldDescriptor, value: string): string[] {
  if (field.type !== "message") return [writeValue(scope, field, tagOf(field), value)];
  const message = messageOf(field);
  const encode = `${scope.encode(message)}(${value}, w);`;
  const type = scope.value(message);
  const tag = tagOf(field);
  return field.delimited
    ? [`const at = w.beginGroup(${tag});`, encode, `w.endGroup(${tag + 1}, at, ${value}, ${type});`]
    : [`const at = w.open(${tag});`, encode, `w.end(at, ${value}, ${type});`];
}

function emitRepeated(text: SourceText, scope: FileScope, field: FieldDescriptor): void {
  const list = access("m", field.localName);
  if (field.packed) {
    const values =
      jsForm(field) === undefined
        ? list
        : `${scope.runtime("checkList")}(${list}).map(${scope.runtime("toBigInt")})`;
    const pack = scope.runtime(`packed${packedName(field)}`);
    text.line(`if (${list} !== undefined) ${pack}(w, ${packedTagOf(field)}, ${values});`);
    return;
  }
  text.block(`if (${list} !== undefined) {`, () => {
    text.block(`for (const item of ${scope.runtime("checkList")}(${list})) {`, () => {
      for (const line of statements(scope, field, "item")) text.line(line);
    });
  });
}

function emitMap(text: SourceText, scope: FileScope, field: FieldDescriptor): void {
  if (field.map === undefined) return;
  const { key, value } = field.map;
  const map = access("m", field.localName);
  text.block(`if (${map} !== undefined) {`, () => {
    const entries = `${scope.runtime("mapEntries")}(${map}, ${scope.runtime(mapKey(key))})`;
    text.block(`for (const [key, value] of ${entries}) {`, () => {
      text.line(`const start = w.open(${packedTagOf(field)});`);
      text.line(writeValue(scope, key, tagOf(key), "key"));
      for (const line of statements(scope, value, "value")) text.line(line);
      text.line("w.close(start);");
    });
  });
}

function emitOneof(text: SourceText, scope: FileScope, oneof: OneofDescriptor): void {
  const union = access("m", oneof.localName);
  text.block(`switch (${union}?.case) {`, () => {
    for (const field of oneof.fields) {
      const body = statements(scope, field, `${union}.value`);
      const scoped = body.length > 1;
      text.block(
        `case ${quote(field.localName)}:${scoped ? " {" : ""}`,
        () => {
          for (const line of body) text.line(line);
          text.line("break;");
        },
        scoped ? "}" : "",
      );
    }
    text.line("default:");
    text.line(`  ${scope.runtime("checkNoCase")}(${union});`);
  });
}
