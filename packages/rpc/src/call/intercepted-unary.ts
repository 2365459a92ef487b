import type { AnyMethodType } from "@tramline/protobuf";
import { monotonicNowMs, wallClockFromMonotonic } from "../deadline/clock.ts";
import { type EndListener, tellEnd } from "../interceptor/call-end.ts";
import { factsOf, type ViewFacts, viewOf } from "../interceptor/call-view.ts";
import {
  type ContextKey,
  type ValueMap,
  valueOf,
  withValue,
} from "../interceptor/context-values.ts";
import type {
  InterceptedCall,
  InterceptedResult,
  InterceptorNext,
} from "../interceptor/interceptor.ts";
import { Metadata } from "../metadata/metadata.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { ServerContext } from "../service/server-context.ts";
import { StatusError } from "../status/status-error.ts";
import { type AbortSource, createAbortSource } from "./abort-source.ts";
import type { AttemptStarter } from "./attempt.ts";
import { cancellation, NO_RESPONSE } from "./call.ts";
import { passedUnary } from "./observed-calls.ts";
import type { PassedUnary } from "./passed-unary.ts";
import { TimedCall } from "./timed-call.ts";

/** A method on a channel. */
export interface UnaryRoute {
  readonly method: AnyMethodType;
  readonly starter: AttemptStarter<unknown, unknown>;
}

/**
 * A unary call through interceptors, as the user holds it. It keeps the deadline and the signals for all
 * that the interceptors pass on, and is what their views of the call look into.
 */
export class InterceptedUnary extends TimedCall implements ViewFacts {
  readonly side: "client";
  readonly method: AnyMethodType;
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
  private values: ValueMap | undefined;
  private endListeners: EndListener[] | undefined;

  constructor(
    route: UnaryRoute,
    options: CallOptions,
    resolve: (response: unknown) => void,
    reject: (error: StatusError) => void,
  ) {
    super();
    this.side = "client";
    this.method = route.method;
    this.options = options;
    this.starter = route.starter;
    this.resolve = resolve;
    this.reject = reject;
    this.isOver = false;
    this.ending = undefined;
    this.controller = undefined;
    this.passed = undefined;
    this.morePassed = undefined;
    this.values = undefined;
    this.endListeners = undefined;
  }

  start(request: unknown, way: InterceptorNext): void {
    const { options } = this;
    let ending = this.setDeadline(options, this.starter.timeoutMs);
    if (ending === undefined) {
      const aborted = this.watchSignals(options);
      if (aborted !== undefined) ending = cancellation(aborted.reason);
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
    this.end(cancellation(reason), reason);
  }

  // --- what the views show -----------------------------------------------------------------------

  get context(): ServerContext | undefined {
    return this.options.context;
  }

  get timeoutMs(): number | undefined {
    return this.deadlineMs === Infinity
      ? undefined
      : Math.max(0, this.deadlineMs - monotonicNowMs());
  }

  get deadline(): Date | undefined {
    return wallClockFromMonotonic(this.deadlineMs);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = createAbortSource();
      if (this.ending !== undefined) this.controller.abort(this.ending);
    }
    return this.controller.signal;
  }

  get<T>(key: ContextKey<T>): T | undefined {
    return this.values?.has(key as ContextKey<unknown>) === true
      ? valueOf(this.values, key)
      : (this.options.context?.get(key) ?? key.defaultValue);
  }

  set<T>(key: ContextKey<T>, value: T): void {
    this.values = withValue(this.values, key, value);
  }

  onEnd(listener: EndListener): void {
    if (this.endListeners === undefined) this.endListeners = [listener];
    else this.endListeners.push(listener);
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
    setTimeout(() => {
      if (this.finish()) this.fail(error);
    }, 0);
  }

  private onResult(result: InterceptedResult): void {
    if (!this.finish()) return;
    try {
      this.options.onHeaders?.(result.headers);
      this.options.onTrailers?.(result.trailers);
      this.resolve(result.response);
    } catch (error) {
      this.fail(StatusError.from(error));
      return;
    }
    if (this.endListeners !== undefined) tellEnd(this.endListeners, undefined, ignore);
  }

  private onError(error: unknown): void {
    if (this.finish()) this.fail(StatusError.from(error));
  }

  private fail(error: StatusError): void {
    this.reject(error);
    if (this.endListeners !== undefined) tellEnd(this.endListeners, error, ignore);
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

/** A client has nobody to tell what a listener has thrown. */
function ignore(): void {}

/** The end of the way through a client's interceptors: calls the channel. */
export const callUnary: InterceptorNext = (call: InterceptedCall) =>
  new Promise((resolve, reject) => {
    const outer = factsOf(call) as InterceptedUnary;
    const { refusal } = outer;
    if (refusal !== undefined) reject(refusal);
    else passedUnary({ outer, call, resolve, reject }).begin();
  });
