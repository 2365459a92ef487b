/** The attacked server on @grpc/grpc-js, with its defaults. usage: server.ts certificate key */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type GrpcObject,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceClientConstructor,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { feedBytes, handlers, stubbornMs } from "../stubborn.ts";

interface Chunk {
  value: Uint8Array;
}

const proto = fileURLToPath(new URL("../../proto/attack/target.proto", import.meta.url));
const loaded = loadPackageDefinition(loadSync(proto));
const { service } = (loaded["attack"] as GrpcObject)["Target"] as ServiceClientConstructor;
const full = { value: new Uint8Array(feedBytes) };

const implementation = {
  echo: (call: ServerUnaryCall<Chunk, Chunk>, respond: sendUnaryData<Chunk>) =>
    respond(null, call.request),
  collect(call: ServerReadableStream<Chunk, Chunk>, respond: sendUnaryData<Chunk>) {
    call.on("data", () => {});
    call.on("end", () => respond(null, { value: new Uint8Array(0) }));
  },
  feed(call: ServerWritableStream<Chunk, Chunk>) {
    const send = () => {
      while (!call.cancelled && call.write(full));
    };
    call.on("drain", send);
    send();
  },
  ignore(call: ServerDuplexStream<Chunk, Chunk>) {
    call.on("cancelled", () => call.end());
  },
  stubborn(call: ServerWritableStream<Chunk, Chunk>) {
    handlers.begin();
    call.write({ value: new Uint8Array(1) });
    setTimeout(() => {
      handlers.end();
      call.end();
    }, stubbornMs);
  },
};

function listen(credentials: ServerCredentials): Promise<number> {
  const server = new Server();
  server.addService(service, implementation);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

const [certFile = "", keyFile = ""] = process.argv.slice(2);
const identity = { cert_chain: readFileSync(certFile), private_key: readFileSync(keyFile) };
const port = await listen(ServerCredentials.createInsecure());
const tlsPort = await listen(ServerCredentials.createSsl(null, [identity]));
console.log(JSON.stringify({ port, tlsPort }));
process.stdin.on("end", () => process.exit(0)).resume();
