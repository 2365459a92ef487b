import type {
  ExtensionRangeDefinition,
  FieldDefinition,
  FileDefinition,
  MessageDefinition,
} from "../descriptor/definitions.ts";
import { rangeText } from "./check-reserved.ts";
import type { LinkInput } from "./link-types.ts";
import { type NumberRange, RangeIndex } from "./range-index.ts";
import { report, reportWithin, warn } from "./report.ts";

/** The largest number of a field. */
const MAX_FIELD_NUMBER = 0x1fffffff;
const FIRST_IMPLEMENTATION_NUMBER = 19000;
const LAST_IMPLEMENTATION_NUMBER = 19999;

/** Checks the numbers of a message's fields and its extension ranges. */
export function checkMessageNumbers(message: MessageDefinition, context: LinkInput): void {
  const byNumber = new Map<number, FieldDefinition>();
  const hint = numberHint(message);
  for (const field of message.fields) {
    if (!field.node.number.valid) continue;
    const number = field.proto.number ?? 0;
    checkNumber(field, number, context, hint);
    const other = byNumber.get(number);
    if (other === undefined) {
      byNumber.set(number, field);
      continue;
    }
    const text = `The field number ${number} is already used by "${other.name}".`;
    report(context.reporter, field.file, field.node.number, "FIELD_NUMBER_DUPLICATE", text, {
      notes: [`"${other.name}" is ${reportWithin(field.file, other.node)}.`],
      hint: hint(),
    });
  }
  for (const extension of message.extensions) {
    // What is free in the message around an extension says nothing of the one that it extends.
    checkNumber(extension, extension.proto.number ?? 0, context, () => undefined);
  }
  checkExtensionRanges(message, context);
}

function checkNumber(
  field: FieldDefinition,
  number: number,
  context: LinkInput,
  hint: () => string | undefined,
): void {
  const { file, node } = field;
  if (!node.number.valid) return;
  if (number <= 0) {
    const text = "A field number must be positive.";
    report(context.reporter, file, node.number, "FIELD_NUMBER_RANGE", text, { hint: hint() });
  } else if (number > MAX_FIELD_NUMBER && field.extendee === undefined) {
    const text = `A field number must not be greater than ${MAX_FIELD_NUMBER}.`;
    report(context.reporter, file, node.number, "FIELD_NUMBER_RANGE", text, { hint: hint() });
  } else if (number >= FIRST_IMPLEMENTATION_NUMBER && number <= LAST_IMPLEMENTATION_NUMBER) {
    const text =
      "The field numbers from 19000 to 19999 are reserved for implementations of Protocol Buffers.";
    report(context.reporter, file, node.number, "FIELD_NUMBER_IMPLEMENTATION", text);
  }
}

/** Returns a hint with {@link nextNumber}, which reads all fields once, however many hints there are. */
function numberHint(message: MessageDefinition): () => string | undefined {
  let found: { readonly hint: string | undefined } | undefined;
  return () => {
    found ??= { hint: nextNumber(message) };
    return found.hint;
  };
}

/** The least number that is free in a message, for hints. */
function nextNumber(message: MessageDefinition): string | undefined {
  const taken: [number, number][] = [
    ...message.fields.map((field): [number, number] => [
      field.proto.number ?? 0,
      field.proto.number ?? 0,
    ]),
    ...[...message.extensionRanges, ...message.reservedRanges].map(
      ({ proto }): [number, number] => [proto.start ?? 0, (proto.end ?? 0) - 1],
    ),
    [FIRST_IMPLEMENTATION_NUMBER, LAST_IMPLEMENTATION_NUMBER],
  ];
  taken.sort((a, b) => a[0] - b[0]);
  let free = 1;
  for (const [start, end] of taken) {
    if (start <= free && free <= end) free = end + 1;
  }
  return free > MAX_FIELD_NUMBER ? undefined : `The next free number is ${free}.`;
}

function checkExtensionRanges(message: MessageDefinition, context: LinkInput): void {
  const { reporter } = context;
  const { file, extensionRanges } = message;
  if (extensionRanges.length === 0) return;
  const ranges = extensionRangesOf(message);
  const reserved = new RangeIndex(
    message.reservedRanges.map((owner) => ({
      start: owner.proto.start ?? 0,
      end: owner.proto.end ?? 0,
      owner,
    })),
  );
  for (const range of ranges) {
    const { start, end, owner } = range;
    const error = (text: string, hint?: string): void =>
      report(reporter, file, owner.node, "EXTENSION_RANGE", text, { hint });
    if (start <= 0) error("An extension number must be positive.");
    if (start >= end) {
      error("The range ends before it begins.");
    } else if (end > MAX_FIELD_NUMBER + 1 && !message.isMessageSet) {
      error(
        `An extension number must not be greater than ${MAX_FIELD_NUMBER}.`,
        `Write "${start} to max".`,
      );
    }
    const other = reserved.overlapping(start, end);
    if (other !== undefined) {
      error(
        `The extension range ${rangeText(range)} has numbers in common with the reserved range ${rangeText(other)}.`,
      );
    }
  }
  const index = new RangeIndex(ranges);
  const overlaps = index.overlaps();
  for (const [range, other] of overlaps.pairs) {
    const first = range.owner.node.first <= other.owner.node.first ? range : other;
    const text = `The extension ranges ${rangeText(range)} and ${rangeText(other)} have numbers in common.`;
    report(reporter, file, first.owner.node, "EXTENSION_RANGE", text);
  }
  reporter.dropErrors(overlaps.unlisted);
  for (const field of message.fields) {
    const number = field.proto.number ?? 0;
    const range = index.find(number);
    if (range === undefined) continue;
    const text = `The extension range ${rangeText(range)} includes the field "${field.name}" (${number}).`;
    report(reporter, file, range.owner.node, "EXTENSION_RANGE", text);
  }
}

function extensionRangesOf(message: MessageDefinition): NumberRange<ExtensionRangeDefinition>[] {
  return message.extensionRanges.map((owner) => ({
    start: owner.proto.start ?? 0,
    end: owner.proto.end ?? 0,
    owner,
  }));
}

/** Checks that every extension of a file has a number that its message leaves to extensions. */
export function checkExtensionNumbers(file: FileDefinition, context: LinkInput): void {
  for (const extension of file.extensions) {
    checkNumber(extension, extension.proto.number ?? 0, context, () => undefined);
  }
  const ranges = new Map<MessageDefinition, RangeIndex<ExtensionRangeDefinition>>();
  const extensions = extensionsOf(file);
  const used = new Map<string, FieldDefinition>();
  for (const extension of extensions) {
    const extended = extension.containing;
    if (extended === undefined || !extension.node.number.valid) continue;
    const number = extension.proto.number ?? 0;
    let index = ranges.get(extended);
    if (index === undefined) {
      index = new RangeIndex(extensionRangesOf(extended));
      ranges.set(extended, index);
    }
    if (index.find(number) === undefined) {
      const text = `"${extended.fullName}" does not leave the number ${number} to extensions.`;
      report(context.reporter, file, extension.node.number, "EXTENSION_NUMBER", text, {
        notes: rangesNote(extended),
      });
      continue;
    }
    const key = `${extended.fullName} ${number}`;
    const other = used.get(key);
    if (other === undefined) {
      used.set(key, extension);
    } else {
      const text = `The number ${number} of "${extended.fullName}" is already used by the extension "${other.fullName}".`;
      report(context.reporter, file, extension.node.number, "EXTENSION_NUMBER_DUPLICATE", text);
    }
  }
}

function rangesNote(message: MessageDefinition): string[] {
  if (message.extensionRanges.length === 0) {
    return [`"${message.fullName}" has no extension range.`];
  }
  const shown = message.extensionRanges.slice(0, 8).map(({ proto }) => {
    const last = (proto.end ?? 0) - 1;
    return last === proto.start ? `${last}` : `${proto.start} to ${last}`;
  });
  return [`Its extension ranges are ${shown.join(", ")}.`];
}

/**
 * Every extension that is written in a file, in protoc's order, which decides what of two with one
 * number is the second: those within messages, of the innermost first, and then the file's own.
 */
export function extensionsOf(file: FileDefinition): FieldDefinition[] {
  const extensions: FieldDefinition[] = [];
  const add = (message: MessageDefinition): void => {
    for (const nested of message.messages) add(nested);
    for (const extension of message.extensions) extensions.push(extension);
  };
  for (const message of file.messages) add(message);
  for (const extension of file.extensions) extensions.push(extension);
  return extensions;
}

/** Warns of extensions in two files that have one number, which a program could not tell apart. */
export function warnExtensionClashes(files: readonly FileDefinition[], context: LinkInput): void {
  const used = new Map<string, FieldDefinition>();
  for (const file of files) {
    for (const extension of extensionsOf(file)) {
      if (extension.containing === undefined) continue;
      const { number } = extension.proto;
      const key = `${extension.containing.fullName} ${number}`;
      const other = used.get(key);
      if (other === undefined) {
        used.set(key, extension);
      } else if (other.file !== file) {
        const text = `The number ${number} of "${extension.containing.fullName}" is used by the extension "${other.fullName}" too.`;
        warn(context.reporter, file, extension.node.number, "EXTENSION_NUMBER_CLASH", text, {
          notes: [`The other one is in "${other.file.path}".`],
        });
      }
    }
  }
}
