import {
  type Context,
  context as contexts,
  type Span,
  SpanKind,
  type TimeInput,
  trace,
} from "@opentelemetry/api";
import {
  type AttemptStart,
  type CallOptions,
  type ClientAttemptObserver,
  type ClientCallObserver,
  type ClientMethodObserver,
  Code,
  observersOf,
  type StatusError,
} from "@tramline/rpc";
import type { ClientMetrics } from "./metrics/client-metrics.ts";
import { ObservedServerCall } from "./server-telemetry.ts";
import { addMessageEvent, endSpan, spanMethod, type Tracing } from "./trace/tracing.ts";

/** The calls of one method on one channel. */
export class ClientMethodTelemetry implements ClientMethodObserver {
  readonly metrics: ClientMetrics | undefined;
  readonly tracing: Tracing | undefined;
  readonly callSpanName: string;
  readonly attemptSpanName: string;

  constructor(method: string, metrics: ClientMetrics | undefined, tracing: Tracing | undefined) {
    this.metrics = metrics;
    this.tracing = tracing;
    this.callSpanName = `Sent.${spanMethod(method)}`;
    this.attemptSpanName = `Attempt.${spanMethod(method)}`;
  }

  onCallStart(options: CallOptions): ClientCallObserver {
    return new ObservedCall(this, options);
  }
}

/** One attempt: its time, its bytes, its span. */
class ObservedAttempt implements ClientAttemptObserver {
  protected readonly method: ClientMethodTelemetry;
  private startMs: number;
  private sentBytes: number;
  private receivedBytes: number;
  private sentMessages: number;
  private receivedMessages: number;
  /** The span that messages are events of; undefined unless it is recorded. */
  private attemptSpan: Span | undefined;
  /** The span that is sent along, and what it is sent with; undefined without tracing. */
  private sentSpan: Span | undefined;
  private parent: Context | undefined;

  constructor(method: ClientMethodTelemetry, startMs: number) {
    this.method = method;
    this.startMs = startMs;
    this.sentBytes = 0;
    this.receivedBytes = 0;
    this.sentMessages = 0;
    this.receivedMessages = 0;
    this.attemptSpan = undefined;
    this.sentSpan = undefined;
    this.parent = undefined;
  }

  /**
   * Begins. A call whose span is not recorded sends that span along; its attempts get none of their own.
   */
  begin(attempt: AttemptStart, callSpan: Span | undefined, parent: Context | undefined): void {
    const { method } = this;
    method.metrics?.attemptStarted();
    this.sentSpan = callSpan;
    this.parent = parent;
    if (callSpan === undefined || parent === undefined || !callSpan.isRecording()) return;
    const span = (method.tracing as Tracing).tracer.startSpan(
      method.attemptSpanName,
      {
        attributes: {
          "previous-rpc-attempts": attempt.previousAttempts,
          "transparent-retry": attempt.kind === "transparent",
        },
      },
      trace.setSpan(parent, callSpan),
    );
    this.attemptSpan = span;
    this.sentSpan = span;
  }

  onHeadersSent(fields: string[], _peer: string, wasDelayed: boolean): void {
    const { method, sentSpan, parent } = this;
    if (sentSpan !== undefined && parent !== undefined) {
      method.tracing?.propagation.inject(sentSpan, parent, fields);
    }
    if (!wasDelayed) return;
    this.attemptSpan?.addEvent("Delayed LB pick complete");
    method.metrics?.attemptDelayed(performance.now() - this.startMs);
  }

  onMessageSent(bytes: number, wireBytes: number): void {
    this.sentBytes += wireBytes;
    const { attemptSpan } = this;
    if (attemptSpan === undefined) return;
    addMessageEvent(attemptSpan, "Outbound message", this.sentMessages++, bytes, wireBytes);
  }

  onHeadersReceived(): void {}

  onMessageReceived(bytes: number, wireBytes: number): void {
    this.receivedBytes += wireBytes;
    const { attemptSpan } = this;
    if (attemptSpan === undefined) return;
    addMessageEvent(attemptSpan, "Inbound message", this.receivedMessages++, bytes, wireBytes);
  }

  onAttemptEnd(error: StatusError | undefined): void {
    const code = error === undefined ? Code.OK : error.codeNumber;
    const ms = performance.now() - this.startMs;
    this.method.metrics?.attemptEnded(code, ms, this.sentBytes, this.receivedBytes);
    if (this.attemptSpan !== undefined) endSpan(this.attemptSpan, error);
  }
}

/** One call, which observes its first attempt as well. */
class ObservedCall extends ObservedAttempt implements ClientCallObserver {
  private readonly callStartMs: number;
  private readonly callSpan: Span | undefined;
  private readonly callParent: Context | undefined;
  private retries: number;
  private hedges: number;
  private transparentRetries: number;
  private activeAttempts: number;
  private idleSinceMs: number;
  private delayMs: number;

  constructor(method: ClientMethodTelemetry, options: CallOptions) {
    const nowMs = performance.now();
    super(method, nowMs);
    this.callStartMs = nowMs;
    this.retries = 0;
    this.hedges = 0;
    this.transparentRetries = 0;
    this.activeAttempts = 0;
    this.idleSinceMs = 0;
    this.delayMs = 0;
    const { tracing } = method;
    if (tracing === undefined) {
      this.callSpan = undefined;
      this.callParent = undefined;
      return;
    }
    const parent = parentContext(options);
    const span = tracing.tracer.startSpan(method.callSpanName, CLIENT_SPAN, parent);
    this.callSpan = span;
    this.callParent = parent;
  }

  onAttemptStart(attempt: AttemptStart): ClientAttemptObserver {
    const { kind } = attempt;
    this.activeAttempts += 1;
    if (kind === "first") {
      this.begin(attempt, this.callSpan, this.callParent);
      return this;
    }
    const nowMs = performance.now();
    if (this.activeAttempts === 1) this.delayMs += nowMs - this.idleSinceMs;
    if (kind === "retry") this.retries += 1;
    else if (kind === "hedge") this.hedges += 1;
    else this.transparentRetries += 1;
    const further = new FurtherAttempt(this, this.method, nowMs);
    further.begin(attempt, this.callSpan, this.callParent);
    return further;
  }

  override onAttemptEnd(error: StatusError | undefined): void {
    super.onAttemptEnd(error);
    this.attemptOver();
  }

  attemptOver(): void {
    this.activeAttempts -= 1;
    // Most calls end with their only attempt: the time is of interest when another one follows.
    if (this.activeAttempts === 0) this.idleSinceMs = performance.now();
  }

  onCallEnd(error: StatusError | undefined): void {
    const { metrics } = this.method;
    const code = error === undefined ? Code.OK : error.codeNumber;
    metrics?.callEnded(code, performance.now() - this.callStartMs);
    const { retries, hedges, transparentRetries, delayMs } = this;
    if (retries + hedges + transparentRetries > 0) {
      metrics?.callTries({ retries, hedges, transparentRetries, delayMs });
    }
    if (this.callSpan !== undefined) endSpan(this.callSpan, error);
  }
}

/** An attempt after the first. */
class FurtherAttempt extends ObservedAttempt {
  private readonly call: ObservedCall;

  constructor(call: ObservedCall, method: ClientMethodTelemetry, startMs: number) {
    super(method, startMs);
    this.call = call;
  }

  override onAttemptEnd(error: StatusError | undefined): void {
    super.onAttemptEnd(error);
    this.call.attemptOver();
  }
}

const CLIENT_SPAN: { readonly kind: SpanKind; readonly startTime?: TimeInput } = {
  kind: SpanKind.CLIENT,
};

/**
 * The span on whose behalf a call is made: of the server call that it names, or the active one where that is
 * of the same trace, as the handler may have made it for a part of its work; without such a call, the active one.
 */
function parentContext({ context }: CallOptions): Context {
  const active = contexts.active();
  if (context === undefined || context === null) return active;
  for (const observer of observersOf(context)) {
    if (!(observer instanceof ObservedServerCall)) continue;
    return isSameTrace(active, observer.context) ? active : observer.context;
  }
  return active;
}

function isSameTrace(one: Context, other: Context): boolean {
  const traceId = trace.getSpanContext(one)?.traceId;
  return traceId !== undefined && traceId === trace.getSpanContext(other)?.traceId;
}
