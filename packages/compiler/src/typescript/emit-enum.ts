import type { EnumDescriptor } from "@tramline/protobuf";
import { writeComments } from "./comments.ts";
import type { FileScope } from "./file-scope.ts";
import { propertyKey, type SourceText } from "./source-text.ts";

/** An enum: an object of its constants, and the type of its values. */
export function emitEnum(text: SourceText, scope: FileScope, descriptor: EnumDescriptor): void {
  const name = scope.type(descriptor);
  text.gap();
  writeComments(text, descriptor);
  text.block(
    `export const ${name} = {`,
    () => {
      for (const value of descriptor.values) {
        writeComments(text, value);
        text.line(`${propertyKey(value.localName)}: ${value.number},`);
      }
    },
    "} as const;",
  );
  // An open enum takes numbers that a newer contract may have names for.
  const open = descriptor.open ? " | (number & {})" : "";
  text.line(`export type ${name} = (typeof ${name})[keyof typeof ${name}]${open};`);
}

/** Which of the numbers of a closed enum have names. */
export function emitEnumGuard(
  text: SourceText,
  scope: FileScope,
  descriptor: EnumDescriptor,
): void {
  const numbers = [...new Set(descriptor.values.map((value) => value.number))];
  text.gap();
  text.block(
    `function ${scope.function("is", descriptor)}(value: number): value is ${scope.type(descriptor)} {`,
    () => {
      text.block("switch (value) {", () => {
        for (const number of numbers) text.line(`case ${number}:`);
        text.line("  return true;");
        text.line("default:");
        text.line("  return false;");
      });
    },
  );
}
