import { parseText, printText } from "@tramline/protobuf";
import {
  GeneratedCodeInfo,
  type GeneratedCodeInfo_Annotation,
} from "@tramline/protobuf/wkt/descriptor";
import type { Insertion } from "./insert-text.ts";

/** The suffix of a file that maps the parts of another one to declarations. */
export const ANNOTATIONS_SUFFIX = ".pb.meta";

const NEWLINE = 0x0a;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Brings the annotations of a file up to date after text was put into it: those of the text are
 * added, with the place that they have now, and those behind it are moved. The same as protoc does,
 * which assumes that annotations are in order.
 *
 * @param content the file of annotations: a GeneratedCodeInfo in bytes or in the text format, which
 *   is kept; undefined where there is none
 * @param added the annotations of the text, as if it was a file of its own
 * @returns the new content; undefined when there is nothing to write, "malformed" when it is neither
 */
export function shiftAnnotations(
  content: Uint8Array | undefined,
  insertion: Insertion,
  added: readonly GeneratedCodeInfo_Annotation[],
): Uint8Array | "malformed" | undefined {
  if (content === undefined && added.length === 0) return undefined;
  const existing = readAnnotations(content ?? new Uint8Array(0));
  if (existing === undefined) return "malformed";
  const { annotations } = existing;
  const behind = annotations.findIndex(({ begin = 0 }) => begin >= insertion.offset);
  const at = behind === -1 ? annotations.length : behind;
  const annotation = [
    ...annotations.slice(0, at),
    ...placed(insertion, added),
    ...annotations.slice(at).map((one) => moved(one, insertion.length, insertion.length)),
  ];
  return existing.isText
    ? new TextEncoder().encode(printText(GeneratedCodeInfo, { annotation }))
    : GeneratedCodeInfo.encode({ annotation });
}

interface Annotations {
  readonly annotations: readonly GeneratedCodeInfo_Annotation[];
  readonly isText: boolean;
}

/** Plugins write the text format; generators built into protoc write bytes. */
function readAnnotations(content: Uint8Array): Annotations | undefined {
  try {
    return { annotations: GeneratedCodeInfo.decode(content).annotation, isText: false };
  } catch {
    // Not bytes, then.
  }
  try {
    const { annotation } = parseText(GeneratedCodeInfo, utf8.decode(content));
    return { annotations: annotation, isText: true };
  } catch {
    return undefined;
  }
}

/** Numbers of 32 bits, whatever a plugin says. */
function moved(
  annotation: GeneratedCodeInfo_Annotation,
  beginBy: number,
  endBy: number,
): GeneratedCodeInfo_Annotation {
  const { begin = 0, end = 0 } = annotation;
  return { ...annotation, begin: (begin + beginBy) | 0, end: (end + endBy) | 0 };
}

/** Annotations of the text with the place that they have in the file, each line of it being indented. */
function placed(
  { text, offset, indentLength }: Insertion,
  annotations: readonly GeneratedCodeInfo_Annotation[],
): GeneratedCodeInfo_Annotation[] {
  let at = 0;
  let shift = offset + indentLength;
  return annotations.map((annotation) => {
    const { begin = 0, end = 0 } = annotation;
    let within = 0;
    // The line break at the end indents nothing.
    for (; at < end && at < text.length - 1; at++) {
      if (text[at] !== NEWLINE) continue;
      if (at >= begin) within += indentLength;
      else shift += indentLength;
    }
    const beginBy = shift;
    shift += within;
    return moved(annotation, beginBy, shift);
  });
}
