/** The services that are attacked, on a server of Tramline's. */
import { restProtocol } from "@tramline/gateway";
import {
  connectProtocol,
  createServer,
  grpcProtocol,
  grpcWebProtocol,
  type Server,
  type ServerOptions,
  type ServiceImplementation,
} from "tramline";
import { Pages } from "../../gen/attack/pages.ts";
import { Target } from "../../gen/attack/target.ts";
import { feedBytes, handlers, stubbornMs } from "../stubborn.ts";

const value = new Uint8Array(feedBytes);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const target: ServiceImplementation<typeof Target> = {
  echo: (request) => request,
  async collect(requests) {
    for await (const _request of requests);
    return {};
  },
  async *feed() {
    for (;;) yield { value };
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *ignore(_requests, { signal }) {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
  },
  async *stubborn() {
    handlers.begin();
    try {
      yield { value: new Uint8Array(1) };
      await sleep(stubbornMs);
    } finally {
      handlers.end();
    }
  },
};

const pages: ServiceImplementation<typeof Pages> = {
  getPage: ({ name }) => ({ name }),
  putPage: ({ name }) => ({ name }),
};

/** Of a server on which the edge protocols are attacked: REST beside the others, and CORS for one origin. */
const edge: ServerOptions = {
  protocols: [
    grpcProtocol,
    grpcWebProtocol,
    restProtocol({ services: [Pages], emitDefaults: false }),
    connectProtocol,
  ],
  cors: { origins: ["https://friend.example"] },
};

/** Creates a server with the services that are attacked. @param isEdge with every protocol */
export function createTarget(options: ServerOptions, isEdge: boolean): Server {
  const server = createServer(isEdge ? { ...edge, ...options } : options);
  server.add(Target, target);
  if (isEdge) server.add(Pages, pages);
  return server;
}
