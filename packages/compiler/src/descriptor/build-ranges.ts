import type { ExtensionsNode, MessageBody, RangeNode, ReservedNode } from "../ast/nodes.ts";
import { addRange } from "./build-enum.ts";
import type { MessageDefinition } from "./definitions.ts";
import type { FileBuilder } from "./file-builder.ts";

/** One more than the largest field number. */
const FIELD_END = 0x20000000;
const MAX_INT32 = 0x7fffffff;

const EXTENSION_RANGE = 5;
const RESERVED_RANGE = 9;
const RESERVED_NAME = 10;

/** Builds the extension ranges of one statement. */
export function buildExtensions(
  builder: FileBuilder,
  message: MessageDefinition,
  node: ExtensionsNode,
  messagePath: readonly number[],
): void {
  const { info } = builder;
  const path = [...messagePath, EXTENSION_RANGE];
  const location = info.add(path, node.first, node.last);
  const firstIndex = message.extensionRanges.length;
  for (const range of node.ranges) {
    addRange(builder, range, [...path, message.extensionRanges.length]);
    const proto = { start: range.start.value, end: exclusiveEnd(range), options: undefined };
    message.extensionRanges.push({ node: range, proto, optionValues: undefined });
    message.proto.extensionRange.push(proto);
  }
  // Each of the ranges has the options, and the locations of them.
  for (let index = firstIndex; index < message.extensionRanges.length; index++) {
    const range = message.extensionRanges[index];
    if (range === undefined || node.options === undefined) continue;
    const scope = message.fullName;
    const target = builder.target("ExtensionRangeOptions", range, scope, [...path, index]);
    builder.compact(target, node.options);
  }
  info.end(node.last, location);
}

/** Builds the reserved numbers or names of one statement. */
export function buildReserved(
  builder: FileBuilder,
  message: MessageDefinition,
  node: ReservedNode,
  messagePath: readonly number[],
): void {
  const { info } = builder;
  const field = node.names.length > 0 ? RESERVED_NAME : RESERVED_RANGE;
  const path = [...messagePath, field];
  const location = info.add(path, node.first, node.last);
  for (const name of node.names) {
    info.add([...path, message.reservedNames.length], name.first, name.last);
    message.reservedNames.push(name);
    message.proto.reservedName.push(name.value);
  }
  for (const range of node.ranges) {
    addRange(builder, range, [...path, message.reservedRanges.length]);
    const proto = { start: range.start.value, end: exclusiveEnd(range) };
    message.reservedRanges.push({ node: range, proto });
    message.proto.reservedRange.push(proto);
  }
  info.end(node.last, location);
}

/** The end of a range in a message; that of "max" depends on an option and is set later. */
function exclusiveEnd(range: RangeNode): number {
  if (range.end === "max") return FIELD_END;
  return Math.min((range.end ?? range.start).value + 1, MAX_INT32);
}

/** Sets the ends that are written "max", once it is known whether the message is a message set. */
export function finishRanges(message: MessageDefinition): void {
  if (!message.isMessageSet) return;
  for (const { node, proto } of message.extensionRanges) {
    if (node.end === "max") proto.end = MAX_INT32;
  }
  for (const { node, proto } of message.reservedRanges) {
    if (node.end === "max") proto.end = MAX_INT32;
  }
}

/** True if a message sets the option message_set_wire_format. */
export function isMessageSet(body: MessageBody): boolean {
  return body.statements.some(
    (statement) =>
      statement.kind === "option" &&
      statement.name.length === 1 &&
      statement.name[0]?.name === "message_set_wire_format" &&
      !statement.name[0].isExtension &&
      statement.value.kind === "identifier" &&
      statement.value.name === "true",
  );
}
