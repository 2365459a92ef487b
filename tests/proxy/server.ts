/**
 * The server that connectconformance judges: our proxy in front of connectconformance's own server on grpc-go, which
 * the variable CONFORMANCE_UPSTREAM names. It reads its settings from the standard input, responds with where it
 * listens, and ends at SIGTERM.
 */
import { spawn } from "node:child_process";
import { createRegistry, descriptorOf } from "@tramline/protobuf";
import { createProxy } from "@tramline/proxy";
import { createChannel, type Interceptor } from "tramline";
import { compressionOfCase } from "../connectconformance/compressions.ts";
import { delimit, readDelimited } from "../connectconformance/delimited.ts";
import {
  HTTPVersion,
  Protocol,
} from "../connectconformance/gen/connectrpc/conformance/v1/config.ts";
import {
  ServerCompatRequest,
  ServerCompatResponse,
} from "../connectconformance/gen/connectrpc/conformance/v1/server_compat.ts";
import { ConformanceService } from "../connectconformance/gen/connectrpc/conformance/v1/service.ts";

async function readFirst(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const bytes of readDelimited(input)) return bytes;
  throw new Error("the input ended without a message");
}

/** Responds to each call in the compression that its case is about. */
const compressAsAsked: Interceptor = (call, next) => {
  const { context } = call;
  if (context !== undefined) {
    context.compression = compressionOfCase(context.metadata.get("x-test-case-name"));
  }
  return next(call);
};

const program = process.env["CONFORMANCE_UPSTREAM"];
if (program === undefined) throw new Error("CONFORMANCE_UPSTREAM must name the server on grpc-go");
const request = ServerCompatRequest.decode(await readFirst(process.stdin));
const upstream = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
upstream.stdin.write(
  delimit(
    ServerCompatRequest.encode({
      protocol: Protocol.GRPC,
      httpVersion: HTTPVersion.HTTP_VERSION_2,
      useTls: false,
      messageReceiveLimit: 0x7fff_ffff,
    }),
  ),
);
upstream.stdin.end();
const { port: upstreamPort } = ServerCompatResponse.decode(await readFirst(upstream.stdout));

const channel = createChannel(`127.0.0.1:${upstreamPort}`);
const service = descriptorOf(ConformanceService);
const { messageReceiveLimit, serverCreds, useTls } = request;
const proxy = createProxy({
  channel,
  contract: () => ({ services: [service], registry: createRegistry(service) }),
  rest: false,
  interceptors: [compressAsAsked],
  server: {
    compressionThresholdBytes: 0,
    maxReceiveBytes: messageReceiveLimit === 0 ? undefined : messageReceiveLimit,
    tls: useTls && serverCreds ? { cert: serverCreds.cert, key: serverCreds.key } : undefined,
  },
});
await proxy.reload();
const { port } = await proxy.server.listen({ host: "127.0.0.1", port: 0 });
const pemCert = useTls ? serverCreds?.cert : undefined;
process.stdout.write(delimit(ServerCompatResponse.encode({ host: "127.0.0.1", port, pemCert })));
process.on("SIGTERM", () => {
  upstream.kill();
  void proxy.close({ graceMs: 0 }).then(() => process.exit(0));
});
