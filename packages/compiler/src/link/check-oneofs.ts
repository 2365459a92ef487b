import type { MessageDefinition } from "../descriptor/definitions.ts";
import type { LinkContext } from "./link-types.ts";
import { report } from "./report.ts";

/** Checks that no oneof is empty. */
export function checkOneofs(message: MessageDefinition, context: LinkContext): void {
  // Fields that could not be read are not counted.
  if (message.file.parsed.broken) return;
  for (const oneof of message.oneofs) {
    if (oneof.fieldCount > 0) continue;
    const text = `The oneof "${oneof.name}" has no field.`;
    report(context.reporter, message.file, oneof.closeNode, "ONEOF_EMPTY", text);
  }
}
