import type { AnyMethodType, MethodKind } from "@tramline/protobuf";
import { given } from "@tramline/protobuf/internal";
import type { Metadata } from "../metadata/metadata.ts";
import type { ServerContext } from "../service/server-context.ts";
import type { EndListener } from "./call-end.ts";
import type { ContextKey, ContextValues } from "./context-values.ts";
import type { InterceptedCall } from "./interceptor.ts";

/** Under this name a view has its facts. A symbol: a copy by spread keeps it. */
const FACTS: unique symbol = Symbol("tramline.facts");

/** The facts that all views of one call share. The last three are made when somebody looks. */
export interface ViewFacts extends ContextValues {
  /** The side of the call on which the interceptor runs. */
  readonly side: "client" | "server";
  /** The method that is called. */
  readonly method: AnyMethodType;
  /** The handler's context; undefined on a client. */
  readonly context: ServerContext | undefined;
  /** Milliseconds that were left of the deadline when the call began; undefined without one. */
  readonly timeoutMs: number | undefined;
  /** The point in time at which the call ends by itself; undefined without one. */
  readonly deadline: Date | undefined;
  /** Aborts when the call is canceled or its deadline has passed. */
  readonly signal: AbortSignal;
  /** Calls the listener once at the true end of the call; of a stream, after its last message. */
  onEnd(listener: EndListener): void;
}

/** The properties that a copy by spread lacks, because they are made when somebody looks. */
const LAZY = ["timeoutMs", "deadline", "signal"] as const;

/**
 * A call as an interceptor sees it. It costs one object: an AbortSignal, a Date, or a look at the clock
 * is made only for an interceptor that asks for it.
 */
class CallView {
  readonly [FACTS]: ViewFacts;
  readonly side: "client" | "server";
  readonly kind: MethodKind;
  readonly method: AnyMethodType;
  readonly context: ServerContext | undefined;
  readonly metadata: Metadata;
  readonly request: unknown;

  constructor(facts: ViewFacts, metadata: Metadata, request: unknown) {
    const { method } = facts;
    this[FACTS] = facts;
    this.side = facts.side;
    this.kind = method.kind;
    this.method = method;
    this.context = facts.context;
    this.metadata = metadata;
    this.request = request;
  }

  // Own properties would cost every view three closures. A copy by spread gets them from `wholeView`.
  get<T>(key: ContextKey<T>): T | undefined {
    return this[FACTS].get(key);
  }

  set<T>(key: ContextKey<T>, value: T): void {
    this[FACTS].set(key, value);
  }

  onEnd(listener: EndListener): void {
    this[FACTS].onEnd(listener);
  }

  get timeoutMs(): number | undefined {
    return this[FACTS].timeoutMs;
  }

  get deadline(): Date | undefined {
    return this[FACTS].deadline;
  }

  get signal(): AbortSignal {
    return this[FACTS].signal;
  }
}

/** Returns a view of a call for its first interceptor. */
export function viewOf(facts: ViewFacts, metadata: Metadata, request: unknown): InterceptedCall {
  return new CallView(facts, metadata, request) as InterceptedCall;
}

/**
 * Returns the facts of the call that an interceptor has passed on.
 *
 * @throws TypeError when it is neither the call that the interceptor was given nor a copy of it
 */
export function factsOf(call: InterceptedCall): ViewFacts {
  const facts = (call as Partial<CallView> | undefined)?.[FACTS];
  if (facts !== undefined) return facts;
  const what = typeof call === "object" ? "another object" : given(call);
  throw new TypeError(
    `invalid call passed to next: expected the interceptor's own call or a copy such as { ...call, request }, got ${what}`,
  );
}

/** Returns the signal that an interceptor has put in place of the call's own; undefined if it has not. */
export function ownSignalOf(call: InterceptedCall): AbortSignal | undefined {
  return Object.hasOwn(call, "signal") ? call.signal : undefined;
}

/** Gives a copy by spread, such as `{ ...call, request }`, what it lacks. All else stays as it is. */
export function wholeView(call: InterceptedCall): InterceptedCall {
  if (call instanceof CallView) return call;
  const facts = (call as Partial<CallView> | undefined)?.[FACTS];
  if (facts === undefined) return call;
  const view = viewOf(facts, call.metadata, call.request);
  for (const name of LAZY) {
    if (!Object.hasOwn(call, name)) continue;
    Object.defineProperty(view, name, { value: call[name], enumerable: true });
  }
  return view;
}
