// An upstream for tests of the proxy, and requests to the proxy by HTTP/1.1.
import { compileSync } from "@tramline/compiler";
import { createFileRegistry, dynamicType, type ServiceDescriptor } from "@tramline/protobuf";
import { createProxy, type Proxy, type ProxyContract, type ProxyOptions } from "@tramline/proxy";
import { createChannel, createServer, type Server, type UnknownMethodHandler } from "tramline";

const CONTRACT = `
syntax = "proto3";
package shop.v1;
import "google/api/annotations.proto";
message Order { string id = 1; int64 price = 2; EXTRA }
service Orders {
  rpc Get(Order) returns (Order) { option (google.api.http) = { get: "/v1/orders/{id}" }; }
  rpc Watch(Order) returns (stream Order);
  rpc Upload(stream Order) returns (Order);
  rpc Chat(stream Order) returns (stream Order);
  MORE
}`;

/** The contract of the upstream, or a later version of it. */
export function contractOf({ extra = "", more = "" } = {}): ProxyContract {
  const compiled = compileSync({
    files: ["orders.proto"],
    resolve: (name) =>
      name === "orders.proto" ? CONTRACT.replace("EXTRA", extra).replace("MORE", more) : undefined,
  });
  const problem = compiled.diagnostics.find(({ severity }) => severity === "error");
  if (problem !== undefined) throw new Error(problem.message);
  const registry = createFileRegistry(compiled.files);
  return { registry, services: [registry.getService("shop.v1.Orders") as ServiceDescriptor] };
}

/** The type of messages of the contract. */
export const orderType = dynamicType(
  contractOf().registry.getMessage("shop.v1.Order") as Parameters<typeof dynamicType>[0],
);

/** Encodes an order, with a field that the contract does not have. */
export function orderBytes(id: string): Uint8Array {
  // Field 100, a varint.
  return Uint8Array.from([...orderType.encode({ id }), 0xa0, 0x06, 0x2a]);
}

/** A server that knows no contract, and its handler. */
export async function startUpstream(
  handler: UnknownMethodHandler,
  address = "127.0.0.1:0",
): Promise<{ readonly upstream: Server; readonly target: string }> {
  const upstream = createServer().addUnknown(handler);
  const { address: target } = await upstream.listen(address);
  return { upstream, target };
}

/** A proxy in front of a server of the test. */
export interface ProxyUnderTest {
  readonly proxy: Proxy;
  /** HOST:PORT. */
  readonly address: string;
  /** Posts a body and returns the response with its bytes. */
  post(path: string, type: string, body: string | Uint8Array): Promise<PostResult>;
  end(): Promise<void>;
}

interface PostResult {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** Starts a proxy in front of a target. */
export async function startProxy(
  target: string,
  options: Omit<ProxyOptions, "channel">,
): Promise<ProxyUnderTest> {
  const channel = createChannel(target, { backoff: { initialMs: 20, maxMs: 50 } });
  const proxy = createProxy({ ...options, channel });
  if (options.contract !== undefined) await proxy.reload();
  const { address } = await proxy.server.listen("127.0.0.1:0");
  return {
    proxy,
    address,
    async post(path, type, body) {
      const response = await fetch(`http://${address}${path}`, {
        method: "POST",
        headers: { "content-type": type },
        // Not of a shared memory.
        body: body as Uint8Array<ArrayBuffer>,
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, bytes };
    },
    async end() {
      await proxy.close({ graceMs: 0 });
      await channel.close();
    },
  };
}

/** A message with the prefix that it has in gRPC, gRPC-Web, and Connect's streams. */
export function framed(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5 + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, 5);
  return frame;
}

/** Waits until something holds; fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`did not come true: ${String(holds)}`);
}
