/** The form of a stream of responses: lines of JSON, server-sent events, or bytes as they are. */
export type StreamFormat = "lines" | "events" | "raw";

const encoder = new TextEncoder();
const NOTHING = new Uint8Array(0);

const parts = {
  lines: {
    type: "application/x-ndjson",
    before: encoder.encode('{"result":'),
    after: encoder.encode("}\n"),
    beforeError: encoder.encode('{"error":'),
    end: NOTHING,
  },
  events: {
    type: "text/event-stream",
    before: encoder.encode("data: "),
    after: encoder.encode("\n\n"),
    beforeError: encoder.encode("event: error\ndata: "),
    // An EventSource would connect again at the end of the body: this tells a page to close it.
    end: encoder.encode("event: end\ndata: {}\n\n"),
  },
} as const;

/** Returns the content type of a stream. */
export function typeOf(format: StreamFormat, rawType: string): string {
  return format === "raw" ? rawType : parts[format].type;
}

/** Returns a response as its part of a stream; its JSON has no line breaks. */
export function frameMessage(format: StreamFormat, body: Uint8Array): Uint8Array {
  return format === "raw" ? body : join(parts[format].before, body, parts[format].after);
}

/** Returns the part of a stream that ends it with an error. */
export function failureOf(format: "lines" | "events", status: Uint8Array): Uint8Array {
  return join(parts[format].beforeError, status, parts[format].after);
}

/** Returns the part of a stream that ends it with OK. */
export function endOf(format: StreamFormat): Uint8Array {
  return format === "raw" ? NOTHING : parts[format].end.slice();
}

function join(before: Uint8Array, body: Uint8Array, after: Uint8Array): Uint8Array {
  const whole = new Uint8Array(before.length + body.length + after.length);
  whole.set(before, 0);
  whole.set(body, before.length);
  whole.set(after, before.length + body.length);
  return whole;
}
