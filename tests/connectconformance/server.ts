/**
 * The server that connectconformance judges. It reads what it is to be from its standard input, answers
 * with where it listens, and ends at SIGTERM.
 */
import { createServer, type ServerTlsOptions } from "tramline";
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

const request = await readRequest();
const server = createServer({
  tls: tlsOptions(request),
  compression: "gzip",
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
