import { readFileSync } from "node:fs";
import path from "node:path";
import { compileSync } from "@tramline/compiler";
import { createFileRegistry, dynamicService, type Registry } from "@tramline/protobuf";
import { BadRequest, RetryInfo } from "@tramline/rpc/google/rpc";
import { addReflection } from "@tramline/services";
import { createServer, detail, type Server, type ServerContext, StatusError } from "tramline";
import type { ServerOptions } from "tramline";

type Message = Record<string, unknown>;

/** The contracts in testdata/proto. */
export function shopRegistry(): Registry {
  const folder = path.join(import.meta.dirname, "proto");
  const compiled = compileSync({
    files: ["shop/v1/orders.proto", "shop/v1/audit.proto"],
    resolve: (name) =>
      name.startsWith("shop/") ? readFileSync(path.join(folder, name), "utf8") : undefined,
  });
  return createFileRegistry(compiled.files);
}

/** What the shop's server is made of. */
export interface ShopOptions extends ServerOptions {
  /** Default true. */
  readonly reflection?: boolean;
  /** Default "127.0.0.1:0". */
  readonly address?: string;
}

/** A server of the contracts in testdata/proto, without generated code. */
export async function startShop({
  reflection = true,
  address = "127.0.0.1:0",
  ...options
}: ShopOptions = {}): Promise<{ readonly server: Server; readonly target: string }> {
  const registry = shopRegistry();
  const server = createServer(options);
  const orders = registry.getService("shop.v1.OrderService");
  const audit = registry.getService("shop.v1.AuditService");
  if (orders === undefined || audit === undefined) throw new Error("the contract lacks a service");
  server.add(dynamicService(orders), {
    getOrder: (request: unknown, context: ServerContext) => getOrder(request as Message, context),
    async *watchOrder(request: unknown) {
      const { id } = request as Message;
      for (const status of [1, 2, 7]) yield { id, status };
      if (id === "broken") throw new StatusError("DATA_LOSS", "the log is torn");
    },
    async uploadOrders(requests: AsyncIterable<unknown>) {
      const ids: unknown[] = [];
      for await (const request of requests) {
        const { id } = request as Message;
        if (id === "stop") break;
        ids.push(id);
      }
      return { count: ids.length, ids };
    },
    async *negotiate(requests: AsyncIterable<unknown>) {
      for await (const request of requests) {
        const price = (request as Message)["price"] as bigint;
        if (price < 0n) return;
        yield { price: price + 1n };
      }
    },
  });
  server.add(dynamicService(audit), {
    getOrder: () => ({ text: "seen" }),
  });
  if (reflection) addReflection(server);
  const listening = await server.listen(address);
  return { server, target: listening.address };
}

function getOrder({ id }: Message, context: ServerContext): Message {
  for (const [name, value] of context.metadata) {
    if (!name.startsWith("x-")) continue;
    context.responseHeaders.set<string>(name, value);
  }
  switch (id) {
    case "missing":
      throw new StatusError("NOT_FOUND", "no order missing \u001b[31m", {
        details: [
          detail(BadRequest, { fieldViolations: [{ field: "id", description: "no such order" }] }),
          detail(RetryInfo, { retryDelay: { seconds: 2n } }),
          { typeUrl: "type.example.com/some.Unknown", value: new Uint8Array([8, 1]) },
        ],
      });
    case "slow":
      return new Promise((_resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(context.signal.reason as Error));
      }) as unknown as Message;
    case "any":
      return {
        id,
        extra: {
          typeUrl: "type.googleapis.com/shop.v1.AuditNote",
          value: new Uint8Array([10, 2, 104, 105]),
        },
      };
    case "large":
      return { id, note: "x".repeat(100_000) };
  }
  context.responseTrailers.set("x-cost", "3");
  return {
    id,
    status: 1,
    lines: [{ product: "tea", count: 2 }],
    discounts: new Map([["regular", { currency: "EUR", units: 9007199254740993n }]]),
    payment: { case: "card", value: "4711" },
    created: { seconds: 1_750_000_000n, nanos: 0 },
    customerNumber: 12n,
  };
}
