import type { StringLiteral } from "../ast/nodes.ts";
import type {
  EnumDefinition,
  FileDefinition,
  MessageDefinition,
  ReservedRangeDefinition,
} from "../descriptor/definitions.ts";
import type { LinkInput } from "./link-types.ts";
import { type NumberRange, RangeIndex } from "./range-index.ts";
import { report, reportWithin } from "./report.ts";

/** Checks a message's reserved numbers and names, and that no field uses one. */
export function checkReserved(message: MessageDefinition, context: LinkInput): void {
  const { reporter } = context;
  const { file, reservedRanges } = message;
  for (const { node, proto } of reservedRanges) {
    if ((proto.start ?? 0) > 0) continue;
    report(reporter, file, node, "RESERVED_RANGE", "A reserved number must be positive.");
  }
  const index = checkRanges(file, reservedRanges, 0, context);
  for (const field of message.fields) {
    const number = field.proto.number ?? 0;
    const range = index.find(number);
    if (range === undefined) continue;
    const text = `The field "${field.name}" uses the reserved number ${number}.`;
    report(reporter, file, range.owner.node, "RESERVED_NUMBER_USED", text, {
      notes: [`"${field.name}" is ${reportWithin(file, field.node)}.`],
      hint: "Give the field another number: old messages may still hold the reserved one.",
    });
  }
  const names = reservedNames(file, message.reservedNames, "field", context);
  for (const field of message.fields) {
    if (!names.has(field.name)) continue;
    const text = `The field name "${field.name}" is reserved.`;
    report(reporter, file, field.node.name, "RESERVED_NAME_USED", text);
  }
}

/** Checks an enum's reserved numbers and names, and that no value uses one. */
export function checkEnumReserved(declared: EnumDefinition, context: LinkInput): void {
  const { reporter } = context;
  const { file, reservedRanges } = declared;
  const index = checkRanges(file, reservedRanges, 1, context);
  for (const value of declared.values) {
    const number = value.proto.number ?? 0;
    const range = index.find(number);
    if (range === undefined) continue;
    const text = `The enum value "${value.name}" uses the reserved number ${number}.`;
    report(reporter, file, range.owner.node, "RESERVED_NUMBER_USED", text, {
      notes: [`"${value.name}" is ${reportWithin(file, value.node)}.`],
    });
  }
  const names = reservedNames(file, declared.reservedNames, "enum value", context);
  for (const value of declared.values) {
    if (!names.has(value.name)) continue;
    const text = `The enum value name "${value.name}" is reserved.`;
    report(reporter, file, value.nameNode, "RESERVED_NAME_USED", text);
  }
}

/** @param last what to add to a range's end to make it exclusive */
function checkRanges(
  file: FileDefinition,
  ranges: readonly ReservedRangeDefinition[],
  last: 0 | 1,
  context: LinkInput,
): RangeIndex<ReservedRangeDefinition> {
  const { reporter } = context;
  const all: NumberRange<ReservedRangeDefinition>[] = ranges.map((owner) => ({
    start: owner.proto.start ?? 0,
    end: (owner.proto.end ?? 0) + last,
    owner,
  }));
  for (const { start, end, owner } of all) {
    if (start < end) continue;
    report(reporter, file, owner.node, "RESERVED_RANGE", "The range ends before it begins.");
  }
  const index = new RangeIndex(all);
  const overlaps = index.overlaps();
  for (const [range, other] of overlaps.pairs) {
    const text = `${rangeText(range)} is reserved, but ${rangeText(other)} is too, with numbers in common.`;
    report(reporter, file, earlier(range, other).owner.node, "RESERVED_RANGE", text);
  }
  reporter.dropErrors(overlaps.unlisted);
  return index;
}

function earlier(
  a: NumberRange<ReservedRangeDefinition>,
  b: NumberRange<ReservedRangeDefinition>,
): NumberRange<ReservedRangeDefinition> {
  return a.owner.node.first <= b.owner.node.first ? a : b;
}

/** "5" or "5 to 9". */
export function rangeText(range: { readonly start: number; readonly end: number }): string {
  return range.start === range.end - 1 ? `${range.start}` : `${range.start} to ${range.end - 1}`;
}

/** The reserved names as a set; those that are listed twice are reported. */
function reservedNames(
  file: FileDefinition,
  literals: readonly StringLiteral[],
  what: string,
  context: LinkInput,
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
