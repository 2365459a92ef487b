import type { AnyMethodType } from "@tramline/protobuf";
import type { ServerContext } from "../service/server-context.ts";
import type { StatusError } from "../status/status-error.ts";
import type {
  ServerCallObserver,
  ServerCallStart,
  ServerMethodObserver,
  ServerObserver,
} from "./server-observer.ts";
import { forEachSafely, throwLater } from "./throw-later.ts";

/** Stands in for the observer of a call that could not be made. */
const silentCall: ServerCallObserver = {
  run: (body) => body(),
  onMessageReceived() {},
  onMessageSent() {},
  onCallEnd() {},
};

/** Begins to observe a call. Never throws. */
export function startServerCall(
  method: ServerMethodObserver,
  call: ServerCallStart,
): ServerCallObserver {
  try {
    return method.onCallStart(call);
  } catch (error) {
    throwLater(error);
    return silentCall;
  }
}

/** Runs a handler by its observer, and without it when that fails. `body` must not throw. */
export function runObserved(call: ServerCallObserver, body: () => void): void {
  let isRun = false;
  try {
    call.run(() => {
      isRun = true;
      body();
    });
  } catch (error) {
    throwLater(error);
  }
  if (!isRun) body();
}

/** Ends the observation of a call. Never throws. */
export function endServerCall(call: ServerCallObserver, error: StatusError | undefined): void {
  try {
    call.onCallEnd(error);
  } catch (thrown) {
    throwLater(thrown);
  }
}

/** Several observers of a call in one. */
class CallObservers implements ServerCallObserver {
  readonly observers: readonly ServerCallObserver[];

  constructor(observers: readonly ServerCallObserver[]) {
    this.observers = observers;
  }

  run(body: () => void): void {
    const run = this.observers.reduceRight((inner, one) => () => runObserved(one, inner), body);
    run();
  }

  onMessageReceived(bytes: number, wireBytes: number): void {
    forEachSafely(this.observers, (one) => one.onMessageReceived(bytes, wireBytes));
  }

  onMessageSent(bytes: number, wireBytes: number): void {
    forEachSafely(this.observers, (one) => one.onMessageSent(bytes, wireBytes));
  }

  onCallEnd(error: StatusError | undefined): void {
    forEachSafely(this.observers, (one) => one.onCallEnd(error));
  }
}

/** Several observers of a method in one. */
class MethodObservers implements ServerMethodObserver {
  private readonly observers: readonly ServerMethodObserver[];

  constructor(observers: readonly ServerMethodObserver[]) {
    this.observers = observers;
  }

  onCallStart(call: ServerCallStart): ServerCallObserver {
    return new CallObservers(this.observers.map((one) => startServerCall(one, call)));
  }
}

/** Returns the observers of a server's method in one; undefined when none wants to observe it. */
export function observeServerMethod(
  observers: readonly ServerObserver[],
  method: AnyMethodType | undefined,
): ServerMethodObserver | undefined {
  const interested: ServerMethodObserver[] = [];
  for (const observer of observers) {
    const one = observer.observeServerMethod(method);
    if (one !== undefined) interested.push(one);
  }
  return interested.length > 1 ? new MethodObservers(interested) : interested[0];
}

/** A context that knows the observer of its call. */
export interface ObservedContext extends ServerContext {
  readonly observer: ServerCallObserver;
}

/**
 * Returns the observers of a server's call, as their `onCallStart` returned them: how an observer of
 * clients finds what it noted for the call on whose behalf another one is made.
 */
export function observersOf(context: ServerContext): readonly ServerCallObserver[] {
  const { observer } = context as Partial<ObservedContext>;
  if (observer === undefined) return [];
  return observer instanceof CallObservers ? observer.observers : [observer];
}
