import type { AnyMethodType, ServiceType } from "@tramline/protobuf";
import {
  type AnyHandler,
  bindClient,
  type CallChannel,
  type CheckedImplementation,
  type Client,
  type Interceptor,
  type ServiceImplementation,
  StatusError,
} from "@tramline/rpc";
import { checkFunctions, checkOptions } from "./call-arguments.ts";
import { MockAttempt } from "./mock-attempt.ts";

/** How a mock client is made. */
export interface MockClientOptions {
  /** Interceptors of all its calls, as a channel has them. Default: none. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}

/**
 * Makes a client whose calls run functions in this process, for tests of what uses a client:
 *
 * ```ts
 * const orders = mockClient(OrderService, {
 *   getOrder: ({ id }) => ({ id, status: OrderStatus.PAID }),
 * });
 * ```
 *
 * The functions are handlers as a server has them. Deadlines, cancellation, metadata, interceptors, and
 * statuses are those of real calls; what the server side throws arrives with its text. A method without a
 * function fails with UNIMPLEMENTED.
 *
 * @throws TypeError for an option or a method that does not exist, and for a value that is not a function
 */
export function mockClient<S extends ServiceType, T extends ServiceImplementation<S>>(
  service: S,
  implementation: T & CheckedImplementation<S, T>,
  options: MockClientOptions = {},
): Client<S> {
  checkOptions("mockClient", options, ["interceptors"]);
  checkFunctions(service, implementation);
  const handlers = new Map<string, AnyHandler>();
  const functions = implementation as Readonly<Record<string, unknown>>;
  for (const [name, method] of Object.entries(service.methods)) {
    const handler = functions[name];
    if (typeof handler === "function") {
      handlers.set(method.path, (handler as AnyHandler).bind(implementation));
    }
  }
  const channel: CallChannel = {
    interceptors: options.interceptors ?? [],
    bind: (method) => ({
      timeoutMs: undefined,
      retryPlan: undefined,
      observer: undefined,
      start(call, owner) {
        const handler = handlers.get(method.path) ?? missing(method);
        const attempt = new MockAttempt(method, handler, call);
        owner.attempt = attempt;
        attempt.open();
      },
    }),
  };
  return bindClient(service, channel);
}

function missing({ path }: AnyMethodType): AnyHandler {
  return () => {
    throw new StatusError("UNIMPLEMENTED", `the mock client has no function for ${path}`);
  };
}
