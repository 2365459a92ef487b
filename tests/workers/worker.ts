/**
 * The Worker of the suite: serves the interop service and that of tests/edge, on its TCP port and by fetch, and makes
 * the interop cases as a client of others.
 */
import { restProtocol } from "@tramline/gateway";
import { addLoadReports, ServerLoad } from "@tramline/services";
import { connectProtocol, createServer, grpcProtocol, grpcWebProtocol } from "tramline";
import { EdgeService } from "../edge/gen/edge/edge.ts";
import { TestService } from "../interop/gen/grpc/testing/test.ts";
import { markedGzip } from "../interop/src/marked-gzip.ts";
import { runCase } from "../interop/src/run-case.ts";
import { createTestService } from "../interop/src/test-service.ts";
import { createWebService } from "../web/service.ts";

const server = createServer({
  protocols: [
    grpcProtocol,
    grpcWebProtocol,
    restProtocol({ services: [TestService] }),
    connectProtocol,
  ],
  maxReceiveBytes: 16 * 1024 * 1024,
  compressors: [markedGzip],
});
const load = new ServerLoad();
server.add(TestService, createTestService(load));
server.add(EdgeService, createWebService().implementation);
addLoadReports(server, { load, minIntervalMs: 1000 });

// The runtime takes the handlers of a Worker from its default export.
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/open-calls") return Response.json(server.openCalls);
    if (pathname !== "/run-case") return server.fetch(request);
    try {
      await runCase(searchParams.get("name") ?? "", { address: searchParams.get("address") ?? "" });
      return new Response("");
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error));
    }
  },
  connect: server.accept,
};
