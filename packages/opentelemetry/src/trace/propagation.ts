import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { readTraceContext, writeTraceContext } from "./traceparent.ts";

/** Carries the context of a trace in metadata. */
export interface Propagation {
  /** Adds the fields that tell a server of a span, and of what else `parent` holds. */
  inject(span: Span, parent: Context, fields: string[]): void;
  /** Returns the context that a client has sent along. */
  extract(fields: readonly string[]): Context;
}

/** W3C Trace Context, written and read without a detour by text maps. */
export const traceContextPropagation: Propagation = {
  inject(span, _parent, fields) {
    writeTraceContext(span.spanContext(), fields);
  },
  extract(fields) {
    const remote = readTraceContext(fields);
    return remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
  },
};

const setter: TextMapSetter<string[]> = {
  set(fields, name, value) {
    fields.push(name.toLowerCase(), value);
  },
};

const getter: TextMapGetter<readonly string[]> = {
  get(fields, name) {
    const wanted = name.toLowerCase();
    const values: string[] = [];
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i] === wanted) values.push(fields[i + 1] as string);
    }
    return values.length > 1 ? values : values[0];
  },
  keys(fields) {
    return fields.filter((_, index) => index % 2 === 0);
  },
};

/** Any propagator of OpenTelemetry's. */
export function propagatorPropagation(propagator: TextMapPropagator): Propagation {
  return {
    inject(span, parent, fields) {
      propagator.inject(trace.setSpan(parent, span), fields, setter);
    },
    extract(fields) {
      return propagator.extract(ROOT_CONTEXT, fields, getter);
    },
  };
}
