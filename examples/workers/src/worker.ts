/**
 * The Worker: serves the greeter by native gRPC on a TCP socket, and by gRPC-Web and Connect over fetch. `GET /tour`
 * calls the greeter that the variable PEER names.
 */
import { createServer, StatusError } from "tramline";
import { GreeterService } from "./gen/greeter/v1/greeter.ts";
import { greeter } from "./greeter.ts";
import { tour } from "./tour.ts";

interface Env {
  /** `HOST:PORT` of a greeter that speaks gRPC in cleartext. */
  readonly PEER?: string;
}

const server = createServer();
server.add(GreeterService, greeter);

// The runtime takes the handlers of a Worker from its default export.
export default {
  async fetch(request: Request, { PEER }: Env): Promise<Response> {
    if (request.method !== "GET" || new URL(request.url).pathname !== "/tour") {
      return server.fetch(request);
    }
    if (!PEER) return new Response("the variable PEER is missing\n", { status: 404 });
    try {
      return Response.json(await tour(PEER));
    } catch (error) {
      return new Response(`${StatusError.from(error).message}\n`, { status: 502 });
    }
  },
  connect: server.accept,
};
