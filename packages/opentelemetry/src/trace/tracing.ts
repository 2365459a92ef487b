import { type Span, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { StatusError } from "@tramline/rpc";
import type { Propagation } from "./propagation.ts";

/** The tracer and the propagation of spans. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly propagation: Propagation;
}

/** The name of a method in a span's name: `shop.v1.OrderService.GetOrder`. */
export function spanMethod(method: string): string {
  return method.replaceAll("/", ".");
}

/** Ends a span with a call's status (gRFC A72). */
export function endSpan(span: Span, error: StatusError | undefined): void {
  if (error === undefined) {
    span.setStatus({ code: SpanStatusCode.OK });
  } else {
    const { code, rawMessage } = error;
    const message = rawMessage === "" ? code : `${code}, ${rawMessage}`;
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  }
  span.end();
}

/** Adds the event of a message (gRFC A72). */
export function addMessageEvent(
  span: Span,
  name: "Outbound message" | "Inbound message",
  sequence: number,
  bytes: number,
  wireBytes: number,
): void {
  span.addEvent(name, {
    "sequence-number": sequence,
    ...(bytes >= 0 && { "message-size": bytes }),
    ...(bytes !== wireBytes && { "message-size-compressed": wireBytes }),
  });
}
