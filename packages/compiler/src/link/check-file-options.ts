import { FileOptions_OptimizeMode as OptimizeMode } from "@tramline/protobuf/wkt";
import type { FileDefinition } from "../descriptor/definitions.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

/** Checks what holds for a file as a whole. */
export function checkFileOptions(file: FileDefinition, context: LinkInput): void {
  const { reporter } = context;
  if (isLite(file)) {
    const generic =
      file.proto.options?.ccGenericServices === true ||
      file.proto.options?.javaGenericServices === true;
    for (const service of generic ? file.services : []) {
      const text = "A file with optimize_for = LITE_RUNTIME cannot have generic services.";
      report(reporter, file, service.nameNode, "LITE_SERVICE", text);
    }
    return;
  }
  for (const reference of file.imports) {
    if (reference.file === undefined || !isLite(reference.file)) continue;
    const text = `"${reference.path}" is optimized for LITE_RUNTIME, so a file that is not cannot import it.`;
    report(reporter, file, reference.node, "LITE_IMPORT", text);
    break;
  }
}

/** True if a file is optimized for the lite runtimes. */
export function isLite(file: FileDefinition): boolean {
  return file.proto.options?.optimizeFor === OptimizeMode.LITE_RUNTIME;
}
