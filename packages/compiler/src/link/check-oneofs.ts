import type { MessageDefinition } from "../descriptor/definitions.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

/** Checks that no oneof is empty. */
export function checkOneofs(message: MessageDefinition, context: LinkInput): void {
  for (const oneof of message.oneofs) {
    // Fields that could not be read are not counted.
    if (oneof.fieldCount > 0 || oneof.broken) continue;
    const text = `The oneof "${oneof.name}" has no field.`;
    report(context.reporter, message.file, oneof.closeNode, "ONEOF_EMPTY", text);
  }
}
