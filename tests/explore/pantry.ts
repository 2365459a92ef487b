/** A server of grpc-js behind the page: protobufjs decodes what the page has sent, and the cases look at that. */
import path from "node:path";
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";

/** The folder of the contracts. */
export const protoFolder: string = path.join(import.meta.dirname, "proto");

/** A request as protobufjs decodes it: names of the .proto file, 64-bit integers as text. */
export type Received = Record<string, unknown>;

/** A call that has arrived. */
export interface ReceivedCall {
  readonly request: Received;
  readonly metadata: Record<string, unknown>;
}

/** A running pantry. */
export interface Pantry {
  readonly target: string;
  /** Every request so far, with the metadata of its call. */
  readonly calls: ReceivedCall[];
  /** Ends it at once, with its connections. */
  end(): void;
}

/** How a pantry is started. */
export interface PantryOptions {
  /** Versions of reflection that it has. Both by default. */
  readonly reflection?: readonly ("v1" | "v1alpha")[];
  /** By default a free port. */
  readonly address?: string;
}

/** Starts a pantry on the loopback. */
export async function startPantry(options: PantryOptions = {}): Promise<Pantry> {
  const { reflection = ["v1", "v1alpha"], address = "127.0.0.1:0" } = options;
  const contract = loadSync("pantry/v1/pantry.proto", {
    includeDirs: [protoFolder],
    keepCase: true,
    longs: String,
    enums: String,
    oneofs: true,
  });
  const calls: ReceivedCall[] = [];
  const server = new Server();
  server.addService(contract["pantry.v1.Pantry"] as ServiceDefinition, {
    Keep(call: ServerUnaryCall<Received, Received>, respond: sendUnaryData<Received>) {
      calls.push({ request: call.request, metadata: call.metadata.getMap() });
      respond(null, call.request);
    },
    Swap(call: ServerDuplexStream<Received, Received>) {
      call.on("data", (request: Received) => {
        calls.push({ request, metadata: call.metadata.getMap() });
        call.write(request);
      });
      call.on("end", () => call.end());
      // A page that goes away.
      call.on("error", () => {});
    },
  });
  const chosen = {
    addService(service: ServiceDefinition, implementation: UntypedServiceImplementation) {
      const [method] = Object.values(service);
      const version = /^\/grpc\.reflection\.(\w+)\./.exec(method?.path ?? "")?.[1];
      if (reflection.some((one) => one === version)) server.addService(service, implementation);
    },
  };
  new ReflectionService(contract).addToServer(chosen);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { target: `127.0.0.1:${port}`, calls, end: () => server.forceShutdown() };
}
