import type { AnyMethodType } from "@tramline/protobuf";
import type { ClientCallObserver, ClientMethodObserver } from "../observe/client-observer.ts";
import { endCall, startCall } from "../observe/client-observers.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { StatusError } from "../status/status-error.ts";
import type { AttemptStarter } from "./attempt.ts";
import { type PassedParts, PassedUnary } from "./passed-unary.ts";
import { StreamingCall } from "./streaming-call.ts";
import { UnaryCall } from "./unary-call.ts";

/** A unary call on a channel with observers. */
export class ObservedUnary<I, O> extends UnaryCall<I, O> {
  private readonly callObserver: ClientCallObserver;

  constructor(
    observer: ClientMethodObserver,
    method: AnyMethodType,
    request: I,
    options: CallOptions,
    settlers: {
      readonly resolve: (response: O) => void;
      readonly reject: (error: StatusError) => void;
    },
  ) {
    super(method, request, options, settlers.resolve, settlers.reject);
    this.callObserver = startCall(observer, options);
  }

  override get observer(): ClientCallObserver {
    return this.callObserver;
  }

  protected override respond(response: O): void {
    endCall(this.callObserver, undefined);
    super.respond(response);
  }

  protected override fail(error: StatusError): void {
    endCall(this.callObserver, error);
    super.fail(error);
  }
}

/** A unary call that interceptors have passed on to a channel with observers. */
class ObservedPassed extends PassedUnary {
  private readonly callObserver: ClientCallObserver;

  constructor(observer: ClientMethodObserver, parts: PassedParts) {
    super(parts);
    this.callObserver = startCall(observer, parts.outer.options);
  }

  override get observer(): ClientCallObserver {
    return this.callObserver;
  }

  protected override respond(response: unknown): void {
    endCall(this.callObserver, undefined);
    super.respond(response);
  }

  protected override fail(error: StatusError): void {
    endCall(this.callObserver, error);
    super.fail(error);
  }
}

/** A streaming call on a channel with observers. */
class ObservedStreaming<I, O> extends StreamingCall<I, O> {
  private readonly callObserver: ClientCallObserver;

  constructor(observer: ClientCallObserver, method: AnyMethodType, options: CallOptions) {
    super(method, options);
    this.callObserver = observer;
  }

  override get observer(): ClientCallObserver {
    return this.callObserver;
  }

  protected override settle(error: StatusError | undefined): void {
    endCall(this.callObserver, error);
    super.settle(error);
  }
}

/** Returns a unary call for what interceptors have passed on. */
export function passedUnary(parts: PassedParts): PassedUnary {
  const { observer } = parts.outer.starter;
  return observer === undefined ? new PassedUnary(parts) : new ObservedPassed(observer, parts);
}

/**
 * Returns a streaming call, to be started with `starter`.
 *
 * @param asMade the options as the caller gave them, where `options` are those of interceptors
 */
export function streamingCall(
  method: AnyMethodType,
  { observer }: AttemptStarter<unknown, unknown>,
  options: CallOptions,
  asMade: CallOptions = options,
): StreamingCall<unknown, unknown> {
  return observer === undefined
    ? new StreamingCall<unknown, unknown>(method, options)
    : new ObservedStreaming<unknown, unknown>(startCall(observer, asMade), method, options);
}
