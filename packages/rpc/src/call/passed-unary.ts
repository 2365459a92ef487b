import type { AnyMethodType } from "@tramline/protobuf";
import { ownSignalOf } from "../interceptor/call-view.ts";
import type { InterceptedCall, InterceptedResult } from "../interceptor/interceptor.ts";
import { Metadata } from "../metadata/metadata.ts";
import type { CallCredentials } from "../service/call-credentials.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { StatusError } from "../status/status-error.ts";
import type { AttemptStarter } from "./attempt.ts";
import { deadlines } from "./deadlines.ts";
import { UnaryCall } from "./unary-call.ts";

/** The part of the user's call that what it passes on needs. */
export interface PassingCall {
  readonly method: AnyMethodType;
  readonly options: CallOptions;
  readonly starter: AttemptStarter<unknown, unknown>;
  readonly deadlineMs: number;
  readonly ownTimeoutMs: number;
  attach(call: PassedUnary): void;
}

/** The parts of a {@link PassedUnary}. */
export interface PassedParts {
  readonly outer: PassingCall;
  /** The call as the innermost interceptor has passed it on. */
  readonly call: InterceptedCall;
  readonly resolve: (result: InterceptedResult) => void;
  readonly reject: (error: StatusError) => void;
}

const NO_FIELDS: readonly string[] = [];

/** The options of a call that interceptors have passed on. */
class PassedOptions implements CallOptions {
  readonly metadata: Metadata;
  readonly signal: AbortSignal | undefined;
  readonly waitForReady: boolean | undefined;
  readonly compression: string | undefined;
  readonly callCredentials: CallCredentials | undefined;
  readonly maxReceiveBytes: number | undefined;

  constructor(call: InterceptedCall, options: CallOptions) {
    this.metadata = call.metadata;
    this.signal = ownSignalOf(call);
    this.waitForReady = options.waitForReady;
    this.compression = options.compression;
    this.callCredentials = options.callCredentials;
    this.maxReceiveBytes = options.maxReceiveBytes;
  }
}

/**
 * A unary call that has passed the interceptors, on the channel. The user's call watches over its
 * deadline and its signals, and hands them on here.
 */
export class PassedUnary extends UnaryCall<unknown, unknown> {
  private readonly outer: PassingCall;
  private readonly resolveResult: (result: InterceptedResult) => void;
  private readonly rejectResult: (error: StatusError) => void;
  private headerFields: readonly string[];
  private trailerFields: readonly string[];

  constructor({ outer, call, resolve, reject }: PassedParts) {
    super(outer.method, call.request, new PassedOptions(call, outer.options), ignore, reject);
    this.outer = outer;
    this.resolveResult = resolve;
    this.rejectResult = reject;
    this.headerFields = NO_FIELDS;
    this.trailerFields = NO_FIELDS;
  }

  begin(): void {
    const { outer, options } = this;
    this.deadlineMs = outer.deadlineMs;
    this.ownTimeoutMs = outer.ownTimeoutMs;
    outer.attach(this);
    const aborted = this.watchSignals(options);
    if (aborted !== undefined) this.onAbort(aborted.reason);
    else this.launch(outer.starter);
  }

  /** Interceptors take time, so that what remains is measured whether or not the call has waited. */
  protected override remainingMs(): number {
    return super.remainingMs(true);
  }

  /** The user's call is over by `error`: its deadline has passed, or it was cancelled. */
  endFor(error: StatusError): void {
    if (error.code === "DEADLINE_EXCEEDED") this.expire();
    else this.abort(error);
  }

  /** The user's call is over and does not wait for this one, which keeps the deadline by itself. */
  goOnAlone(): void {
    deadlines.add(this, this.deadlineMs);
  }

  override onHeaders(fields: readonly string[]): void {
    this.headerFields = fields;
  }

  override onSuccess(trailers: readonly string[]): void {
    this.trailerFields = trailers;
    super.onSuccess(trailers);
  }

  /** An interceptor hears first: the stack of its caller says nothing here. */
  protected override fail(error: StatusError): void {
    this.rejectResult(error);
  }

  protected override respond(response: unknown): void {
    this.resolveResult({
      headers: Metadata.fromFields(this.headerFields),
      trailers: Metadata.fromFields(this.trailerFields),
      response: response as object,
    });
  }
}

function ignore(): void {}
