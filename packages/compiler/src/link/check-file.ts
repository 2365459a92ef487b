import type { FileDefinition, MessageDefinition } from "../descriptor/definitions.ts";
import { checkOptions } from "../options/check-options.ts";
import { checkDeclarations } from "./check-declarations.ts";
import { checkEnum } from "./check-enum.ts";
import { checkFileFeatures } from "./check-features.ts";
import { checkField } from "./check-field.ts";
import { checkFileOptions } from "./check-file-options.ts";
import { checkJsonNames } from "./check-json-names.ts";
import { checkLimits } from "./check-limits.ts";
import { checkMapNames } from "./check-maps.ts";
import { checkNaming } from "./check-naming.ts";
import { checkExtensionNumbers, checkMessageNumbers } from "./check-numbers.ts";
import { checkOneofs } from "./check-oneofs.ts";
import { checkOptionImports } from "./check-option-imports.ts";
import { checkReserved } from "./check-reserved.ts";
import { checkExport, checkMethodVisibility } from "./check-visibility.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

/** Every check that can be made once types and options are known. */
export function checkFile(file: FileDefinition, context: LinkInput): void {
  checkFileOptions(file, context);
  checkFileFeatures(file, context);
  checkOptionImports(file, context);
  checkOptions(file, context);
  checkNaming(file, context);
  checkLimits(file, context);
  for (const message of file.messages) checkMessage(message, context);
  for (const declared of file.enums) checkEnum(declared, context);
  for (const extension of file.extensions) checkField(extension, context);
  checkExtensionNumbers(file, context);
  for (const service of file.services) {
    for (const method of service.methods) checkMethodVisibility(method, context);
  }
}

function checkMessage(message: MessageDefinition, context: LinkInput): void {
  // An entry message is made by the compiler; its map field is checked instead.
  if (message.isMapEntry) return;
  checkMessageNumbers(message, context);
  checkDeclarations(message, context);
  checkExport(message, context);
  if (message.file.syntax === "proto3") checkProto3Message(message, context);
  checkReserved(message, context);
  checkOneofs(message, context);
  checkMapNames(message, context);
  checkJsonNames(message, context);
  for (const field of message.fields) checkField(field, context);
  for (const extension of message.extensions) checkField(extension, context);
  for (const declared of message.enums) checkEnum(declared, context);
  for (const nested of message.messages) checkMessage(nested, context);
}

function checkProto3Message(message: MessageDefinition, context: LinkInput): void {
  const range = message.extensionRanges[0];
  if (range !== undefined) {
    const text = "Extension ranges are not allowed in proto3.";
    report(context.reporter, message.file, range.node, "PROTO3_EXTENSION_RANGE", text, {
      hint: "For a field of any type use google.protobuf.Any.",
    });
  }
  if (message.isMessageSet) {
    const text = "message_set_wire_format is not allowed in proto3.";
    report(context.reporter, message.file, message.nameNode, "PROTO3_MESSAGE_SET", text);
  }
}
