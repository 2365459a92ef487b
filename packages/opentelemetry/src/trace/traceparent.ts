import { createTraceState, type SpanContext } from "@opentelemetry/api";

const PARENT = "traceparent";
const STATE = "tracestate";
const DASH = 0x2d;
const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);

/** Adds the fields of W3C Trace Context for a span that is sent along. */
export function writeTraceContext(span: SpanContext, fields: string[]): void {
  const flags = (span.traceFlags & 1) === 1 ? "01" : "00";
  fields.push(PARENT, `00-${span.traceId}-${span.spanId}-${flags}`);
  const { traceState } = span;
  if (traceState === undefined) return;
  const text = traceState.serialize();
  if (text !== "") fields.push(STATE, text);
}

/**
 * Reads the fields of W3C Trace Context.
 *
 * @returns undefined when there is no `traceparent`, or one that is malformed
 */
export function readTraceContext(fields: readonly string[]): SpanContext | undefined {
  let parent: string | undefined;
  let state: string | undefined;
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    if (name.length === PARENT.length && name === PARENT) {
      // More than one is invalid (section 3.2).
      if (parent !== undefined) return undefined;
      parent = fields[i + 1];
    } else if (name === STATE) {
      state = state === undefined ? fields[i + 1] : `${state},${fields[i + 1]}`;
    }
  }
  if (parent === undefined) return undefined;
  const context = parseTraceparent(parent);
  if (context === undefined || state === undefined) return context;
  return { ...context, traceState: createTraceState(state) };
}

/** Reads a `traceparent` (W3C Trace Context, section 3.2.2); versions to come may append fields. */
function parseTraceparent(text: string): SpanContext | undefined {
  if (text.length < 55 || !isHex(text, 0, 2) || text.startsWith("ff")) return undefined;
  if (text.length > 55 && (text.startsWith("00") || text.charCodeAt(55) !== DASH)) return undefined;
  if (
    text.charCodeAt(2) !== DASH ||
    text.charCodeAt(35) !== DASH ||
    text.charCodeAt(52) !== DASH ||
    !isHex(text, 3, 35) ||
    !isHex(text, 36, 52) ||
    !isHex(text, 53, 55)
  ) {
    return undefined;
  }
  const traceId = text.slice(3, 35);
  const spanId = text.slice(36, 52);
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(text.slice(53, 55), 16), isRemote: true };
}

/** Whether `text[start..end)` is made of digits and lower-case letters up to f. */
function isHex(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) return false;
  }
  return true;
}
