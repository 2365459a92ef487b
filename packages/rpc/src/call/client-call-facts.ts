import type { AnyMethodType } from "@tramline/protobuf";
import { monotonicNowMs, wallClockFromMonotonic } from "../deadline/clock.ts";
import { type EndListener, tellEnd } from "../interceptor/call-end.ts";
import type { ViewFacts } from "../interceptor/call-view.ts";
import type { ContextKey, ValueMap } from "../interceptor/context-values.ts";
import type { ServerContext } from "../service/server-context.ts";
import type { StatusError } from "../status/status-error.ts";
import { TimedCall } from "./timed-call.ts";

/** The facts of an intercepted call of a client that the interceptors' views of it show. */
export abstract class ClientCallFacts extends TimedCall implements ViewFacts {
  readonly side: "client";
  readonly method: AnyMethodType;
  /** The call on whose behalf this one is made. */
  readonly context: ServerContext | undefined;
  private values: ValueMap | undefined;
  private endListeners: EndListener[] | undefined;

  constructor(method: AnyMethodType, context: ServerContext | null | undefined) {
    super();
    this.side = "client";
    this.method = method;
    this.context = context ?? undefined;
    this.values = undefined;
    this.endListeners = undefined;
  }

  abstract get signal(): AbortSignal;

  get timeoutMs(): number | undefined {
    return this.deadlineMs === Infinity
      ? undefined
      : Math.max(0, this.deadlineMs - monotonicNowMs());
  }

  get deadline(): Date | undefined {
    return wallClockFromMonotonic(this.deadlineMs);
  }

  get<T>(key: ContextKey<T>): T | undefined {
    const known = key as ContextKey<unknown>;
    return this.values?.has(known) === true
      ? (this.values.get(known) as T)
      : (this.context?.get(key) ?? key.defaultValue);
  }

  set<T>(key: ContextKey<T>, value: T): void {
    this.values ??= new Map();
    this.values.set(key as ContextKey<unknown>, value);
  }

  onEnd(listener: EndListener): void {
    this.endListeners ??= [];
    this.endListeners.push(listener);
  }

  /** The user's call has ended. */
  tellEnd(error?: StatusError): void {
    const { endListeners } = this;
    // A call whose cancelling cancels it again ends once.
    this.endListeners = undefined;
    // A client has nobody to tell what a listener has thrown.
    if (endListeners !== undefined) tellEnd(endListeners, error);
  }
}
