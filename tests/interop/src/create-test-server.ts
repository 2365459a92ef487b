import { createServer, type Interceptor, type Server, type ServerTlsOptions } from "tramline";
import { TestService } from "../gen/grpc/testing/test.ts";
import { markedGzip } from "./marked-gzip.ts";
import { testService } from "./test-service.ts";

/** Large enough for very_large_request, whose message has 10 MiB. */
const maxReceiveBytes = 16 * 1024 * 1024;

/** The server of the interop cases, not yet listening. */
export function createTestServer(
  tls: ServerTlsOptions | undefined,
  interceptors: readonly Interceptor[] = [],
): Server {
  const server = createServer({ tls, interceptors, maxReceiveBytes, compressors: [markedGzip] });
  server.add(TestService, testService);
  return server;
}
