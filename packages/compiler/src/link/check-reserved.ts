import type { StringLiteral } from "../ast/nodes.ts";
import type { FileDefinition, MessageDefinition } from "../descriptor/definitions.ts";
import type { LinkContext } from "./link-types.ts";
import { report } from "./report.ts";

/** Checks a message's reserved numbers and names, and that no field uses one. */
export function checkReserved(message: MessageDefinition, context: LinkContext): void {
  const { reporter } = context;
  const { file, reservedRanges } = message;
  for (let index = 0; index < reservedRanges.length; index++) {
    const range = reservedRanges[index];
    if (range === undefined) continue;
    const { node, proto } = range;
    const start = proto.start ?? 0;
    const end = proto.end ?? 0;
    if (start <= 0) {
      report(reporter, file, node, "RESERVED_RANGE", "A reserved number must be positive.");
    }
    if (start >= end) {
      report(reporter, file, node, "RESERVED_RANGE", "The range ends before it begins.");
    }
    for (const other of reservedRanges.slice(index + 1)) {
      const [from, to] = [other.proto.start ?? 0, other.proto.end ?? 0];
      if (end <= from || to <= start) continue;
      const text = `The reserved range ${from} to ${to - 1} overlaps with the range ${start} to ${end - 1}.`;
      report(reporter, file, node, "RESERVED_RANGE", text);
    }
    for (const field of message.fields) {
      const number = field.proto.number ?? 0;
      if (number < start || number >= end) continue;
      const line = file.parsed.tokens.line(field.node.first) + 1;
      const text = `The field "${field.name}" uses the reserved number ${number}.`;
      report(reporter, file, node, "RESERVED_NUMBER_USED", text, {
        notes: [`"${field.name}" is on line ${line}.`],
        hint: "Give the field another number: old messages may still hold the reserved one.",
      });
    }
  }
  const names = reservedNames(file, message.reservedNames, "field", context);
  for (const field of message.fields) {
    if (!names.has(field.name)) continue;
    const text = `The field name "${field.name}" is reserved.`;
    report(reporter, file, field.node.name, "RESERVED_NAME_USED", text);
  }
}

/** The reserved names as a set; those that are listed twice are reported. */
export function reservedNames(
  file: FileDefinition,
  literals: readonly StringLiteral[],
  what: string,
  context: LinkContext,
): Set<string> {
  const names = new Set<string>();
  for (const literal of literals) {
    if (names.has(literal.value)) {
      const text = `The ${what} name "${literal.value}" is reserved more than once.`;
      report(context.reporter, file, literal, "RESERVED_NAME_TWICE", text);
    }
    names.add(literal.value);
  }
  return names;
}
