import { type InspectOptions, inspect } from "node:util";

/** The contents of a server that are printed: neither its options nor its keys. */
interface ShownServer {
  readonly isClosed: boolean;
  readonly addresses: readonly string[];
  /** Full names of the services. */
  readonly services: readonly string[];
  readonly openConnections: number;
  readonly openCalls: number;
}

/** Lets `console.log` of a server show what it serves, where, and how many connections and calls it has. */
export function showInConsole<S extends object>(
  prototype: S,
  contentsOf: (server: S) => ShownServer,
): void {
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: S, _depth: number, options: InspectOptions): string {
      const { isClosed, ...contents } = contentsOf(this);
      const state = isClosed ? "closed" : contents.addresses.length > 0 ? "listening" : "idle";
      return `Server ${inspect({ state, ...contents }, options)}`;
    },
  });
}
