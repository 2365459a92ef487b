import type { AnyMethodType } from "@tramline/protobuf";
import { factsOf, viewOf } from "../interceptor/call-view.ts";
import type {
  InterceptedCall,
  InterceptedResult,
  InterceptorNext,
} from "../interceptor/interceptor.ts";
import { checkResult } from "../interceptor/interceptor-result.ts";
import { Metadata } from "../metadata/metadata.ts";
import type { CallOptions } from "../service/call-options.ts";
import { StatusError } from "../status/status-error.ts";
import { type AbortSource, createAbortSource } from "./abort-source.ts";
import type { AttemptStarter } from "./attempt.ts";
import { cancellation, NO_RESPONSE } from "./call.ts";
import { ClientCallFacts } from "./client-call-facts.ts";
import { passedUnary } from "./observed-calls.ts";
import type { PassedUnary } from "./passed-unary.ts";
import { rejectToCaller } from "./reject-to-caller.ts";

/** A method on a channel. */
export interface UnaryRoute {
  readonly method: AnyMethodType;
  readonly starter: AttemptStarter<unknown, unknown>;
}

/**
 * A unary call through interceptors, as the user holds it. It keeps the deadline and the signals for all
 * that the interceptors pass on, and is what their views of the call look into.
 */
export class InterceptedUnary extends ClientCallFacts {
  readonly options: CallOptions;
  readonly starter: AttemptStarter<unknown, unknown>;
  private readonly resolve: (response: unknown) => void;
  private readonly reject: (error: StatusError) => void;
  private isOver: boolean;
  /** Why the call is over though interceptors may still be at work. */
  private ending: StatusError | undefined;
  private controller: AbortSource | undefined;
  /** The call that was passed on last. */
  private passed: PassedUnary | undefined;
  /** Others that were passed on and are not over: an interceptor may hedge. */
  private morePassed: PassedUnary[] | undefined;

  constructor(
    route: UnaryRoute,
    options: CallOptions,
    resolve: (response: unknown) => void,
    reject: (error: StatusError) => void,
  ) {
    super(route.method, options.context);
    this.options = options;
    this.starter = route.starter;
    this.resolve = resolve;
    this.reject = reject;
    this.isOver = false;
    this.ending = undefined;
    this.controller = undefined;
    this.passed = undefined;
    this.morePassed = undefined;
  }

  start(request: unknown, way: InterceptorNext): void {
    const { options } = this;
    let ending = this.setDeadline(options, this.starter.timeoutMs);
    if (ending === undefined) {
      const aborted = this.watchSignals(options);
      if (aborted !== undefined) ending = cancellation(aborted.reason, this.context);
    }
    if (ending !== undefined) {
      this.finish();
      this.reject(ending);
      return;
    }
    const view = viewOf(this, Metadata.deferred(options.metadata), request);
    // JavaScript's interceptors may return a result that is not a promise.
    Promise.resolve(way(view)).then(
      (result) => this.onResult(result),
      (error: unknown) => this.onError(error),
    );
  }

  /** A signal of the user's was aborted. */
  override onAbort(reason: unknown): void {
    this.end(cancellation(reason, this.context), reason);
  }

  // --- what the views show -----------------------------------------------------------------------

  override get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = createAbortSource();
      if (this.ending !== undefined) this.controller.abort(this.ending);
    }
    return this.controller.signal;
  }

  // --- what the interceptors pass on -------------------------------------------------------------

  /** Why nothing can be passed on any more; undefined while it can. */
  get refusal(): StatusError | undefined {
    return this.ending;
  }

  attach(call: PassedUnary): void {
    if (this.isOver) {
      call.goOnAlone();
      return;
    }
    const { passed } = this;
    if (passed !== undefined && !passed.isOver) {
      const open = (this.morePassed ?? []).filter((one) => !one.isOver);
      this.morePassed = [...open, passed];
    }
    this.passed = call;
  }

  private forEachPassed(step: (call: PassedUnary) => void): void {
    if (this.passed?.isOver === false) step(this.passed);
    if (this.morePassed === undefined) return;
    for (const one of this.morePassed) if (!one.isOver) step(one);
  }

  // --- the end -----------------------------------------------------------------------------------

  override expire(): void {
    this.end(new StatusError("DEADLINE_EXCEEDED", NO_RESPONSE), undefined);
  }

  /**
   * The time is up, or the caller has cancelled. Interceptors hear so by what they have passed on and by
   * the signal, and may say in this turn how the call went; after that, nobody waits for them.
   */
  private end(error: StatusError, reason: unknown): void {
    if (this.isOver || this.ending !== undefined) return;
    this.ending = error;
    this.forEachPassed((call) => call.endFor(error));
    this.controller?.abort(reason ?? error);
    setTimeout(() => this.onError(error), 0);
  }

  private onResult(result: InterceptedResult): void {
    if (!this.finish()) return;
    const { options } = this;
    try {
      checkResult(result);
      options.onHeaders?.(result.headers);
      options.onTrailers?.(result.trailers);
      this.resolve(result.response);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.tellEnd();
  }

  private onError(error: unknown): void {
    if (this.finish()) this.fail(error);
  }

  private fail(thrown: unknown): void {
    const error = StatusError.from(thrown);
    // An interceptor's own error stays what it is.
    const isOurs = error === this.ending || error.call?.method === this.method.path;
    if (isOurs) rejectToCaller(error, this.resolve, this.reject);
    else this.reject(error);
    this.tellEnd(error);
  }

  /** @returns false when the call was over before */
  private finish(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.stopWaiting();
    this.forEachPassed((call) => call.goOnAlone());
    return true;
  }
}

/** The end of the way through a client's interceptors: calls the channel. */
export const callUnary: InterceptorNext = (call: InterceptedCall) =>
  new Promise((resolve, reject) => {
    const outer = factsOf(call) as InterceptedUnary;
    const { refusal } = outer;
    if (refusal !== undefined) reject(refusal);
    else passedUnary({ outer, call, resolve, reject }).begin();
  });
