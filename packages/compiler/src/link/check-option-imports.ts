import type {
  EnumDefinition,
  FileDefinition,
  MessageDefinition,
} from "../descriptor/definitions.ts";
import { optionNamed } from "../options/option-value.ts";
import { extensionsOf } from "./check-numbers.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

type TypeDefinition = MessageDefinition | EnumDefinition;

/**
 * Checks that no file is imported for options alone which has options that mark what is to be
 * hidden when a message is printed: a program that does not have them would print it.
 */
export function checkOptionImports(file: FileDefinition, context: LinkInput): void {
  for (const { node, path, file: imported } of file.imports) {
    if (node.modifier !== "option" || imported === undefined) continue;
    const seen = new Set<TypeDefinition>();
    const marker = extensionsOf(imported).find(({ typeDefinition }) =>
      isMarker(typeDefinition, seen),
    );
    if (marker === undefined) continue;
    const text = `"${path}" cannot be imported for options only: values of "${marker.fullName}" mark data to redact.`;
    report(context.reporter, file, node, "IMPORT_OPTION_REDACT", text, {
      notes: ['Such values have the option "debug_redact".'],
      hint: `Leave out "option" in the import.`,
    });
  }
}

function isMarker(type: TypeDefinition | undefined, seen: Set<TypeDefinition>): boolean {
  const pending = type === undefined ? [] : [type];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.kind === "enum") {
      const { values } = next;
      if (values.some((value) => optionNamed(value.optionValues, "debug_redact")?.value === true)) {
        return true;
      }
    } else {
      for (const field of next.fields) {
        if (field.typeDefinition !== undefined) pending.push(field.typeDefinition);
      }
    }
  }
  return false;
}
