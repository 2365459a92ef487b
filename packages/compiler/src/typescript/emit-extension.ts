import type { ExtensionDescriptor } from "@tramline/protobuf";
import { writeComments } from "./comments.ts";
import { literal, valueType } from "./field-code.ts";
import type { FileScope } from "./file-scope.ts";
import { quote, type SourceText } from "./source-text.ts";

/** An extension: a value by which `getExtension` and its kin know what they are to read. */
export function emitExtension(
  text: SourceText,
  scope: FileScope,
  descriptor: ExtensionDescriptor,
): void {
  const element = valueType(scope, descriptor);
  const value = descriptor.repeated ? `${element}[]` : element;
  const types = `${scope.type(descriptor.extendee)}, ${value}`;
  const declared = descriptor.defaultValue;
  const fallback = declared === undefined ? "" : ` & { readonly defaultValue: ${value} }`;
  const type = `${scope.runtimeType("Extension")}<${types}>${fallback}`;
  const args = [quote(descriptor.fullName), scope.fileFunction];
  if (declared !== undefined) args.push(literal(descriptor, declared));
  text.gap();
  writeComments(text, descriptor);
  text.line(
    `export const ${scope.extension(descriptor)}: ${type} = ` +
      `/*@__PURE__*/ ${scope.runtime("extension")}<${types}>(`,
  );
  for (const arg of args) text.line(`  ${arg},`);
  text.line(");");
}
