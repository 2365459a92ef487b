/** The server that the programs beside it mount: the service of tests/edge, and the echo service by REST. */
import { restProtocol } from "@tramline/gateway";
import {
  connectProtocol,
  createServer,
  grpcProtocol,
  grpcWebProtocol,
  StatusError,
} from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { EdgeService } from "../../edge/gen/edge/edge.ts";
import { createWebService } from "../../web/service.ts";

export const server = createServer({
  protocols: [
    grpcProtocol,
    grpcWebProtocol,
    restProtocol({ services: [EchoService] }),
    connectProtocol,
  ],
});
server.add(EdgeService, createWebService().implementation);
server.add(EchoService, {
  say(request) {
    if (request.text === "fail") throw new StatusError("ALREADY_EXISTS", "as asked: Größe");
    return request;
  },
});
