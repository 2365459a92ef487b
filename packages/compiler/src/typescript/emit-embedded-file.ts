import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { jsonName } from "../descriptor/names.ts";
import type { FileScope } from "./file-scope.ts";
import type { SourceText } from "./source-text.ts";

/** Lines of the encoded file are broken when they are longer. */
const LINE_LENGTH = 92;

/** The contract itself, for those who ask for descriptors. */
export function emitEmbeddedFile(text: SourceText, scope: FileScope): void {
  const { file } = scope;
  const type = scope.runtimeType("EmbeddedFile");
  const constant = scope.constant("embedded");
  text.gap();
  text.line("/** This file, encoded. `descriptorOf` makes its descriptor. */");
  text.block(`export function ${scope.fileFunction}(): ${type} {`, () =>
    text.line(`return ${constant};`),
  );
  const lines = literalLines(FileDescriptorProto.encode(withoutComments(file.proto)));
  const imports = file.dependencies.map((dependency) => scope.fileOf(dependency)).join(", ");
  text.gap();
  text.block(
    `const ${constant}: ${type} = {`,
    () => {
      text.block(
        "encoded:",
        () => lines.forEach((line, i) => text.line(line + (i < lines.length - 1 ? " +" : ","))),
        "",
      );
      text.line(`imports: [${imports}],`);
    },
    "};",
  );
}

/** Without what the contract does not need, and what the runtime can add again. */
function withoutComments(proto: FileDescriptorProto): FileDescriptorProto {
  const { sourceCodeInfo: _comments, ...rest } = proto;
  return {
    ...rest,
    messageType: rest.messageType.map(withoutJsonNames),
    extension: rest.extension.map(withoutJsonName),
  };
}

function withoutJsonNames(
  message: FileDescriptorProto["messageType"][number],
): FileDescriptorProto["messageType"][number] {
  return {
    ...message,
    field: message.field.map(withoutJsonName),
    extension: message.extension.map(withoutJsonName),
    nestedType: message.nestedType.map(withoutJsonNames),
  };
}

function withoutJsonName(
  field: FileDescriptorProto["extension"][number],
): FileDescriptorProto["extension"][number] {
  return field.jsonName === jsonName(field.name ?? "") ? { ...field, jsonName: undefined } : field;
}

/** Bytes as string literals, a character for each: names in them can be read, and compress well. */
function literalLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  let line = "";
  for (const byte of bytes) {
    if (line.length > LINE_LENGTH) {
      lines.push(`"${line}"`);
      line = "";
    }
    line += escapes.get(byte) ?? (isPrinted(byte) ? String.fromCharCode(byte) : hex(byte));
  }
  lines.push(`"${line}"`);
  return lines;
}

const escapes: ReadonlyMap<number, string> = new Map(
  Object.entries({ "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f" })
    .concat(Object.entries({ "\r": "\\r", '"': '\\"', "\\": "\\\\" }))
    .map(([char, escape]) => [char.charCodeAt(0), escape]),
);

function isPrinted(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
