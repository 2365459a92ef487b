import { createServer, type Server, type ServerContext, type ServerOptions } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";

/** What a handler does beside echoing, by the text of its request. */
const HANG = "hang";
const FAIL = "fail";

/** Counts handlers, so that one without an end is found. */
export interface HandlerCount {
  begun: number;
  ended: number;
  /** Each request that reached a handler: method and size of its text and data. */
  log: string[];
}

function hang(context: ServerContext): Promise<void> {
  return new Promise((resolve) => {
    if (context.signal.aborted) resolve();
    else context.signal.addEventListener("abort", () => resolve());
  });
}

interface Request {
  readonly text: string;
  readonly data: Uint8Array;
  readonly count: number;
}

/** A server of all four kinds whose handlers are counted. */
export function countedEchoServer(options: ServerOptions = {}): {
  server: Server;
  count: HandlerCount;
} {
  const count: HandlerCount = { begun: 0, ended: 0, log: [] };
  const see = async (method: string, request: Request, context: ServerContext) => {
    count.log.push(`${method} ${request.text.slice(0, 40)} ${request.data.length}`);
    if (request.text === HANG) await hang(context);
    if (request.text === FAIL) throw new Error("asked to fail");
  };
  const server = createServer(options);
  server.add(EchoService, {
    async say(request, context) {
      count.begun += 1;
      try {
        await see("say", request, context);
        return request;
      } finally {
        count.ended += 1;
      }
    },
    async *repeat(request, context) {
      count.begun += 1;
      try {
        await see("repeat", request, context);
        const times = Math.min(request.count, 1000);
        for (let i = 0; i < times; i++) yield { ...request, count: i };
      } finally {
        count.ended += 1;
      }
    },
    async collect(requests, context) {
      count.begun += 1;
      try {
        let text = "";
        for await (const request of requests) {
          await see("collect", request, context);
          text += request.text;
        }
        return { text };
      } finally {
        count.ended += 1;
      }
    },
    async *chat(requests, context) {
      count.begun += 1;
      try {
        for await (const request of requests) {
          await see("chat", request, context);
          yield request;
        }
      } finally {
        count.ended += 1;
      }
    },
  });
  return { server, count };
}
