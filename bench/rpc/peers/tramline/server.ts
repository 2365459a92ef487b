import {
  createServer,
  type ServerObserver,
  type ServerOptions,
  type ServiceImplementation,
  StatusError,
} from "tramline";
import { Bench } from "../../gen/bench.ts";
import type { ServerVariant } from "../node/command.ts";
import { CONSTANT_METADATA, TICK_TEXT } from "../node/sample-data.ts";
import { serverMain } from "../node/server-main.ts";

const variantOptions: Partial<Record<ServerVariant, ServerOptions>> = {
  intercepted: { interceptors: [(call, next) => next(call)] },
  gzip: { compression: "gzip" },
};

type Echo = NonNullable<ServiceImplementation<typeof Bench>["echo"]>;

const echo: Echo = ({ text, number }) => ({ text, number });

/** Looks at what a handler that works for its caller needs. */
const echoWithContext: Echo = ({ text, number }, context) => {
  if (context.metadata.get("x-tenant") !== CONSTANT_METADATA["x-tenant"]) {
    throw new StatusError("PERMISSION_DENIED", "a wrong tenant");
  }
  context.signal.throwIfAborted();
  return { text, number };
};

/** Loaded when it is used: a server without telemetry is without its SDK. */
async function startTelemetry(): Promise<ServerObserver> {
  return (await import("./telemetry.ts")).startTelemetry();
}

await serverMain(
  async (identity, variant) => {
    const server = createServer({
      ...(identity === undefined ? {} : { tls: identity }),
      ...(variant === undefined ? {} : variantOptions[variant]),
      ...(variant === "observed" && { observers: [await startTelemetry()] }),
    });
    server.add(Bench, {
      echo: variant === "context" ? echoWithContext : echo,
      placeOrder: (order) => order,
      *count({ count }) {
        for (let sequence = 0; sequence < count; sequence++) yield { sequence, text: TICK_TEXT };
      },
      async *pingPong(ticks) {
        for await (const tick of ticks) yield tick;
      },
      transfer: (payload) => payload,
    });
    return (await server.listen("127.0.0.1:0")).port;
  },
  ["intercepted", "context", "gzip", "observed"],
);
