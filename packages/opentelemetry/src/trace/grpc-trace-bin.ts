// The binary trace context of OpenCensus in the metadata `grpc-trace-bin` (gRFC A72): 29 bytes, a version and
// three fields with their numbers, https://github.com/census-instrumentation/opencensus-specs (BinaryEncoding).

import { isSpanContextValid, type TextMapPropagator, trace } from "@opentelemetry/api";

const NAME = "grpc-trace-bin";
const SIZE = 29;
const VERSION_AT = 0;
const TRACE_FIELD_AT = 1;
const SPAN_FIELD_AT = 18;
const FLAGS_FIELD_AT = 27;

/**
 * Carries the trace's context in the metadata `grpc-trace-bin`, as OpenCensus does and as gRPC's own
 * propagators of that name do (gRFC A72): for services that are still on OpenCensus. It has no place for
 * `tracestate`. A value that is malformed, or more than one, is ignored. Values are base64 text, which is
 * the form of binary metadata on the wire.
 *
 * ```ts
 * createTelemetry({ tracerProvider, propagator: grpcTraceBinPropagator });
 * ```
 */
export const grpcTraceBinPropagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    const span = trace.getSpanContext(context);
    if (span === undefined || !isSpanContextValid(span)) return;
    const bytes = Buffer.alloc(SIZE);
    bytes.write(span.traceId, TRACE_FIELD_AT + 1, "hex");
    bytes[SPAN_FIELD_AT] = 1;
    bytes.write(span.spanId, SPAN_FIELD_AT + 1, "hex");
    bytes[FLAGS_FIELD_AT] = 2;
    bytes[FLAGS_FIELD_AT + 1] = span.traceFlags;
    setter.set(carrier, NAME, bytes.toString("base64").replace(/=+$/, ""));
  },
  extract(context, carrier, getter) {
    const value = getter.get(carrier, NAME);
    if (typeof value !== "string") return context;
    const bytes = Buffer.from(value, "base64");
    if (
      bytes.length !== SIZE ||
      bytes[VERSION_AT] !== 0 ||
      bytes[TRACE_FIELD_AT] !== 0 ||
      bytes[SPAN_FIELD_AT] !== 1 ||
      bytes[FLAGS_FIELD_AT] !== 2
    ) {
      return context;
    }
    const span = {
      traceId: bytes.toString("hex", TRACE_FIELD_AT + 1, SPAN_FIELD_AT),
      spanId: bytes.toString("hex", SPAN_FIELD_AT + 1, FLAGS_FIELD_AT),
      traceFlags: bytes[FLAGS_FIELD_AT + 1] as number,
      isRemote: true,
    };
    return isSpanContextValid(span) ? trace.setSpanContext(context, span) : context;
  },
  fields: () => [NAME],
};
