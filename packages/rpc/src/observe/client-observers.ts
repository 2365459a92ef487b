import type { AnyMethodType } from "@tramline/protobuf";
import type { CallOptions } from "../service/call-options.ts";
import type { StatusError } from "../status/status-error.ts";
import type {
  AttemptStart,
  ClientAttemptObserver,
  ClientCallObserver,
  ClientMethodObserver,
  ClientObserver,
} from "./client-observer.ts";
import { forEachSafely, throwLater } from "./throw-later.ts";

/** Stands in for the observer of an attempt that could not be made. */
const silentAttempt: ClientAttemptObserver = {
  onHeadersSent() {},
  onMessageSent() {},
  onHeadersReceived() {},
  onMessageReceived() {},
  onAttemptEnd() {},
};

/** Stands in for the observer of a call that could not be made. */
const silentCall: ClientCallObserver = {
  onAttemptStart: () => silentAttempt,
  onCallEnd() {},
};

/** Begins to observe a call. Never throws. */
export function startCall(method: ClientMethodObserver, options: CallOptions): ClientCallObserver {
  try {
    return method.onCallStart(options);
  } catch (error) {
    throwLater(error);
    return silentCall;
  }
}

/** Begins to observe an attempt. Never throws. */
export function startAttempt(
  call: ClientCallObserver,
  attempt: AttemptStart,
): ClientAttemptObserver {
  try {
    return call.onAttemptStart(attempt);
  } catch (error) {
    throwLater(error);
    return silentAttempt;
  }
}

/** Ends the observation of a call. Never throws. */
export function endCall(call: ClientCallObserver, error: StatusError | undefined): void {
  try {
    call.onCallEnd(error);
  } catch (thrown) {
    throwLater(thrown);
  }
}

/** Several observers of an attempt in one. */
class AttemptObservers implements ClientAttemptObserver {
  private readonly observers: readonly ClientAttemptObserver[];

  constructor(observers: readonly ClientAttemptObserver[]) {
    this.observers = observers;
  }

  onHeadersSent(fields: string[], peer: string, wasDelayed: boolean): void {
    forEachSafely(this.observers, (one) => one.onHeadersSent(fields, peer, wasDelayed));
  }

  onMessageSent(bytes: number, wireBytes: number): void {
    forEachSafely(this.observers, (one) => one.onMessageSent(bytes, wireBytes));
  }

  onHeadersReceived(fields: readonly string[]): void {
    forEachSafely(this.observers, (one) => one.onHeadersReceived(fields));
  }

  onMessageReceived(bytes: number, wireBytes: number): void {
    forEachSafely(this.observers, (one) => one.onMessageReceived(bytes, wireBytes));
  }

  onAttemptEnd(error: StatusError | undefined): void {
    forEachSafely(this.observers, (one) => one.onAttemptEnd(error));
  }
}

/** Several observers of a call in one. */
class CallObservers implements ClientCallObserver {
  private readonly observers: readonly ClientCallObserver[];

  constructor(observers: readonly ClientCallObserver[]) {
    this.observers = observers;
  }

  onAttemptStart(attempt: AttemptStart): ClientAttemptObserver {
    return new AttemptObservers(this.observers.map((one) => startAttempt(one, attempt)));
  }

  onCallEnd(error: StatusError | undefined): void {
    forEachSafely(this.observers, (one) => one.onCallEnd(error));
  }
}

/** Several observers of a method in one. */
class MethodObservers implements ClientMethodObserver {
  private readonly observers: readonly ClientMethodObserver[];

  constructor(observers: readonly ClientMethodObserver[]) {
    this.observers = observers;
  }

  onCallStart(options: CallOptions): ClientCallObserver {
    return new CallObservers(this.observers.map((one) => startCall(one, options)));
  }
}

/** Returns the observers of a channel's method in one; undefined when none wants to observe it. */
export function observeClientMethod(
  observers: readonly ClientObserver[],
  method: AnyMethodType,
  target: string,
): ClientMethodObserver | undefined {
  const interested: ClientMethodObserver[] = [];
  for (const observer of observers) {
    const one = observer.observeClientMethod(method, target);
    if (one !== undefined) interested.push(one);
  }
  return interested.length > 1 ? new MethodObservers(interested) : interested[0];
}
