import { addLoadReports, ServerLoad } from "@tramline/services";
import { createServer, type Interceptor, type Server, type ServerTlsOptions } from "tramline";
import { TestService } from "../gen/grpc/testing/test.ts";
import { markedGzip } from "./marked-gzip.ts";
import { createTestService } from "./test-service.ts";

/** Large enough for very_large_request, whose message has 10 MiB. */
const maxReceiveBytes = 16 * 1024 * 1024;

/** How often load is reported, as orca_oob wants it. */
const LOAD_INTERVAL_MS = 1_000;

/** The server of the interop cases, not yet listening. */
export function createTestServer(
  tls: ServerTlsOptions | undefined,
  interceptors: readonly Interceptor[] = [],
): Server {
  const server = createServer({ tls, interceptors, maxReceiveBytes, compressors: [markedGzip] });
  const load = new ServerLoad();
  server.add(TestService, createTestService(load));
  addLoadReports(server, { load, minIntervalMs: LOAD_INTERVAL_MS });
  return server;
}
