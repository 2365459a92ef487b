import { AsyncLocalStorage } from "node:async_hooks";
import {
  type AnyHandler,
  type CarriedContext,
  type Interceptor,
  type ServerContext,
  useContextCarrier,
} from "@tramline/rpc";
import { booleanOption } from "../option-check.ts";

type Storage = AsyncLocalStorage<ServerContext>;

/** One for the process: a handler may call on any channel. Node only begins to carry it when it is first used. */
let shared: Storage | undefined;

/**
 * Has handlers and interceptors run with their call's context, so that calls they make belong to it. Wraps
 * them once, when a service is added: the calls of other servers are as they were.
 */
export class ContextPropagation {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** @param streams whether the handler returns a stream of responses, or may */
  ofHandler(handler: AnyHandler, streams: boolean): AnyHandler {
    const storage = this.#storage;
    if (!streams) return (request, context) => storage.run(context, handler, request, context);
    return (request, context) => {
      const responses = storage.run(context, handler, request, context);
      return responses instanceof Promise
        ? responses.then((value: unknown) => carried(value, storage, context))
        : carried(responses, storage, context);
    };
  }

  /** Returns the interceptors behind one that has them run with the context; none where there are none. */
  ofInterceptors(interceptors: readonly Interceptor[]): readonly Interceptor[] {
    if (interceptors.length === 0) return interceptors;
    const storage = this.#storage;
    const carrying: Interceptor = (call, next) =>
      storage.run(call.context as ServerContext, next, call);
    return [carrying, ...interceptors];
  }
}

/**
 * The iterator of a handler's responses. A generator goes on in the surroundings of the caller of `next`,
 * which is the connection's when it has room again.
 */
class CarriedIterator {
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>;
  readonly #storage: Storage;
  readonly #context: ServerContext;

  constructor(
    iterator: AsyncIterator<unknown> | Iterator<unknown>,
    storage: Storage,
    context: ServerContext,
  ) {
    this.#iterator = iterator;
    this.#storage = storage;
    this.#context = context;
  }

  next(): unknown {
    return this.#storage.run(this.#context, () => this.#iterator.next());
  }

  return(): unknown {
    return this.#storage.run(
      this.#context,
      () => this.#iterator.return?.() ?? { done: true, value: undefined },
    );
  }
}

function carried(responses: unknown, storage: Storage, context: ServerContext): unknown {
  if (typeof responses !== "object" || responses === null || Array.isArray(responses)) {
    return responses;
  }
  const { [Symbol.asyncIterator]: asyncOf, [Symbol.iterator]: syncOf } = responses as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  const begin = (iterator: AsyncIterator<unknown> | Iterator<unknown>) =>
    new CarriedIterator(iterator, storage, context);
  if (asyncOf !== undefined)
    return { [Symbol.asyncIterator]: () => begin(asyncOf.call(responses)) };
  if (syncOf !== undefined) return { [Symbol.iterator]: () => begin(syncOf.call(responses)) };
  return responses;
}

/**
 * Returns what propagates the contexts of a server's calls; undefined without the option.
 *
 * @throws ConfigurationError when the option is neither true nor false
 */
export function contextPropagation(isWanted: unknown): ContextPropagation | undefined {
  if (!booleanOption("SERVER_OPTION_INVALID", "propagateContext", isWanted, false))
    return undefined;
  if (shared === undefined) {
    const storage: Storage = new AsyncLocalStorage();
    shared = storage;
    // Nothing but a server's own contexts is ever stored.
    useContextCarrier({ current: () => storage.getStore() as CarriedContext | undefined });
  }
  return new ContextPropagation(shared);
}
