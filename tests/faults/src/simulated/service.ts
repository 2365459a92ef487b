import { createServer, type Server, type ServerContext, StatusError } from "tramline";
import { type Echo, EchoService } from "../../../e2e/gen/e2e/echo.ts";

/** A server of a run, and its handlers that have not ended. */
export interface CountedServer {
  readonly server: Server;
  readonly running: () => number;
}

/** How a server of a run is made. */
export interface CountedServerOptions {
  readonly compression: "gzip" | undefined;
  /** Called as a handler begins, with the id that the call brings in its metadata. */
  readonly onExecution: (id: number) => void;
}

const sleep = (delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });

/** Creates a server that says which calls it runs. */
export function createCountedServer(options: CountedServerOptions): CountedServer {
  let running = 0;
  const enter = (context: ServerContext): void => {
    running += 1;
    const id = context.metadata.get("x-call") ?? "";
    options.onExecution(Number(id));
    context.responseTrailers.set("x-call", id);
  };
  const leave = (): void => {
    running -= 1;
  };
  const pause = async ({ delayMs }: Echo): Promise<void> => {
    if (delayMs > 0) await sleep(delayMs);
  };
  const server = createServer({
    compression: options.compression,
    keepalive: { timeMs: 5000, timeoutMs: 2000, minTimeMs: 500, permitWithoutCalls: true },
  });
  server.add(EchoService, {
    async say(request, context) {
      enter(context);
      try {
        await pause(request);
        if (request.count < 0) throw new StatusError("NOT_FOUND", "as the request asked");
        return request;
      } finally {
        leave();
      }
    },
    async *repeat(request, context) {
      enter(context);
      try {
        for (let count = 0; count < request.count; count++) {
          await pause(request);
          yield { ...request, count };
        }
      } finally {
        leave();
      }
    },
    async collect(requests, context) {
      enter(context);
      try {
        let text = "";
        for await (const request of requests) text += request.text;
        return { text };
      } finally {
        leave();
      }
    },
    async *chat(requests, context) {
      enter(context);
      try {
        for await (const request of requests) {
          await pause(request);
          yield request;
        }
      } finally {
        leave();
      }
    },
  });
  return { server, running: () => running };
}
