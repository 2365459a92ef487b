import {
  type Context,
  context as contexts,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from "@opentelemetry/api";
import {
  Code,
  type ServerCallObserver,
  type ServerCallStart,
  type ServerMethodObserver,
  type StatusError,
} from "@tramline/rpc";
import type { ServerMetrics } from "./metrics/server-metrics.ts";
import { addMessageEvent, endSpan, spanMethod, type Tracing } from "./trace/tracing.ts";

/** The calls of one method on a server. */
export class ServerMethodTelemetry implements ServerMethodObserver {
  readonly metrics: ServerMetrics | undefined;
  readonly tracing: Tracing | undefined;
  readonly spanName: string;

  constructor(method: string, metrics: ServerMetrics | undefined, tracing: Tracing | undefined) {
    this.metrics = metrics;
    this.tracing = tracing;
    this.spanName = `Recv.${spanMethod(method)}`;
  }

  onCallStart(call: ServerCallStart): ServerCallObserver {
    return new ObservedServerCall(this, call.fields);
  }
}

const SERVER_SPAN = { kind: SpanKind.SERVER };

let isManaged: boolean | undefined;

/** Whether contexts become active at all; looked at once, when the first call is served. */
function hasContextManager(): boolean {
  if (isManaged === undefined) {
    const probe = ROOT_CONTEXT.setValue(createContextKey("probe"), true);
    isManaged = contexts.with(probe, () => contexts.active() === probe);
  }
  return isManaged;
}

/** One call: its time, its bytes, its span. */
export class ObservedServerCall implements ServerCallObserver {
  private readonly method: ServerMethodTelemetry;
  private readonly startMs: number;
  private readonly span: Span | undefined;
  private readonly remote: Context;
  private readonly isRecording: boolean;
  private knownContext: Context | undefined;
  private sentBytes: number;
  private receivedBytes: number;
  private sentMessages: number;
  private receivedMessages: number;

  constructor(method: ServerMethodTelemetry, fields: readonly string[]) {
    const { tracing } = method;
    this.method = method;
    this.startMs = performance.now();
    this.sentBytes = 0;
    this.receivedBytes = 0;
    this.sentMessages = 0;
    this.receivedMessages = 0;
    this.knownContext = undefined;
    method.metrics?.callStarted();
    if (tracing === undefined) {
      this.span = undefined;
      this.remote = ROOT_CONTEXT;
      this.isRecording = false;
      return;
    }
    this.remote = tracing.propagation.extract(fields);
    this.span = tracing.tracer.startSpan(method.spanName, SERVER_SPAN, this.remote);
    this.isRecording = this.span.isRecording();
  }

  /** The context in which the handler runs: what the client has sent along, with the call's span. */
  get context(): Context {
    const { span } = this;
    this.knownContext ??= span === undefined ? this.remote : trace.setSpan(this.remote, span);
    return this.knownContext;
  }

  run(body: () => void): void {
    if (this.span !== undefined && hasContextManager()) contexts.with(this.context, body);
    else body();
  }

  onMessageReceived(bytes: number, wireBytes: number): void {
    this.receivedBytes += wireBytes;
    if (!this.isRecording) return;
    const sequence = this.receivedMessages++;
    addMessageEvent(this.span as Span, "Inbound message", sequence, bytes, wireBytes);
  }

  onMessageSent(bytes: number, wireBytes: number): void {
    this.sentBytes += wireBytes;
    if (!this.isRecording) return;
    addMessageEvent(this.span as Span, "Outbound message", this.sentMessages++, bytes, wireBytes);
  }

  onCallEnd(error: StatusError | undefined): void {
    const code = error === undefined ? Code.OK : error.codeNumber;
    const ms = performance.now() - this.startMs;
    this.method.metrics?.callEnded(code, ms, this.sentBytes, this.receivedBytes);
    if (this.span !== undefined) endSpan(this.span, error);
  }
}
