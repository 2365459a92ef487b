/**
 * The server that connectconformance judges. It reads what it is to be from its standard input, answers
 * with where it listens, and ends at SIGTERM.
 */
import { createServer, type Interceptor, type ServerTlsOptions } from "tramline";
import { compressionOfCase, compressors } from "./compressions.ts";
import { delimit, readDelimited } from "./delimited.ts";
import {
  ServerCompatRequest,
  ServerCompatResponse,
} from "./gen/connectrpc/conformance/v1/server_compat.ts";
import { ConformanceService } from "./gen/connectrpc/conformance/v1/service.ts";
import { conformanceService } from "./service.ts";

async function readRequest(): Promise<ServerCompatRequest> {
  for await (const bytes of readDelimited(process.stdin)) return ServerCompatRequest.decode(bytes);
  throw new Error("the standard input ended without a ServerCompatRequest");
}

function tlsOptions(request: ServerCompatRequest): ServerTlsOptions | undefined {
  if (!request.useTls) return undefined;
  const { serverCreds, clientTlsCert } = request;
  if (serverCreds === undefined) throw new Error("TLS is asked for without server_creds");
  return {
    cert: serverCreds.cert,
    key: serverCreds.key,
    ...(clientTlsCert.length > 0 && { ca: clientTlsCert, clientCertificate: "require" }),
  };
}

/** Has each call answered in the compression that its case is about. */
const compressAsAsked: Interceptor = (call, next) => {
  const { context } = call;
  if (context !== undefined) {
    context.compression = compressionOfCase(context.metadata.get("x-test-case-name"));
  }
  return next(call);
};

const request = await readRequest();
const server = createServer({
  tls: tlsOptions(request),
  compressors,
  compressionThresholdBytes: 0,
  interceptors: [compressAsAsked],
  maxReceiveBytes: request.messageReceiveLimit === 0 ? undefined : request.messageReceiveLimit,
});
server.add(ConformanceService, conformanceService);
const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
const response = ServerCompatResponse.encode({
  host: "127.0.0.1",
  port,
  pemCert: request.useTls ? request.serverCreds?.cert : undefined,
});
process.stdout.write(delimit(response));
process.on("SIGTERM", () => void server.close({ graceMs: 0 }).then(() => process.exit(0)));
