import type { AnyMethodType } from "@tramline/protobuf";
import type { AttemptHandler, ClientMethodObserver } from "@tramline/rpc";
import type { RoutedChannel } from "./attempt-route.ts";
import type { GrpcAttempt } from "./grpc-attempt.ts";
import { MethodRoute, type RouteSettings } from "./method-route.ts";
import { ObservedAttempt } from "./observed-attempt.ts";

/** A channel bound to a method that has observers. */
export class ObservedRoute<I, O> extends MethodRoute<I, O> {
  readonly #observer: ClientMethodObserver;

  constructor(
    observer: ClientMethodObserver,
    channel: RoutedChannel,
    method: AnyMethodType,
    settings: RouteSettings,
  ) {
    super(channel, method, settings);
    this.#observer = observer;
  }

  override get observer(): ClientMethodObserver {
    return this.#observer;
  }

  protected override createAttempt(handler: AttemptHandler<O>): GrpcAttempt<I, O> {
    const { observer } = handler;
    return observer === undefined
      ? super.createAttempt(handler)
      : new ObservedAttempt<I, O>(observer, this, handler);
  }
}
