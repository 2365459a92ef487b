// Servers that we did not write: @grpc/grpc-js, with its reflection package.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { testFolder, tram } from "./testdata/fake-terminal.ts";

interface Order {
  readonly id: string;
}

const packageDefinition = protoLoader.loadSync(["shop/v1/orders.proto", "shop/v1/audit.proto"], {
  includeDirs: [path.join(testFolder, "proto")],
  longs: String,
});
const loaded = grpc.loadPackageDefinition(packageDefinition) as unknown as {
  readonly shop: {
    readonly v1: { readonly OrderService: { readonly service: grpc.ServiceDefinition } };
  };
};

const implementation: grpc.UntypedServiceImplementation = {
  getOrder(call: grpc.ServerUnaryCall<Order, unknown>, callback: grpc.sendUnaryData<unknown>) {
    if (call.request.id === "missing") {
      callback({ code: grpc.status.NOT_FOUND, details: "kein Auftrag ☺" });
      return;
    }
    const headers = new grpc.Metadata();
    headers.set("x-name", String(call.metadata.get("x-name")[0] ?? ""));
    call.sendMetadata(headers);
    callback(null, { id: call.request.id, status: "STATUS_PAID", created: { seconds: "5" } });
  },
  watchOrder(call: grpc.ServerWritableStream<Order, unknown>) {
    for (let i = 0; i < 3; i++) call.write({ id: `${call.request.id}${i}` });
    call.end();
  },
  uploadOrders(
    call: grpc.ServerReadableStream<Order, unknown>,
    callback: grpc.sendUnaryData<unknown>,
  ) {
    const ids: string[] = [];
    call.on("data", (order: Order) => ids.push(order.id));
    call.on("end", () => callback(null, { count: ids.length, ids }));
  },
  negotiate(call: grpc.ServerDuplexStream<{ price: string }, unknown>) {
    call.on("data", ({ price }: { price: string }) => {
      call.write({ price: String(BigInt(price) + 1n) });
    });
    call.on("end", () => call.end());
  },
};

for (const reflection of ["v1 and v1alpha", "v1alpha only"] as const) {
  describe(`a server of @grpc/grpc-js with reflection ${reflection}`, () => {
    let server: grpc.Server;
    let target = "";
    before(async () => {
      server = new grpc.Server();
      server.addService(loaded.shop.v1.OrderService.service, implementation);
      new ReflectionService(packageDefinition).addToServer(
        reflection === "v1alpha only" ? onlyV1Alpha(server) : server,
      );
      const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
          if (error) reject(error);
          else resolve(bound);
        });
      });
      target = `127.0.0.1:${port}`;
    });
    after(() => server.forceShutdown());

    test("list and describe", async () => {
      const { status, stdout } = await tram(["list", target]);
      assert.equal(status, 0);
      assert.match(stdout, /^shop\.v1\.OrderService$/m);
      const order = await tram(["describe", target, "shop.v1.Order"]);
      assert.equal(order.status, 0);
      assert.match(order.stdout, /\n {2}map<string, Money> discounts = 4;\n/);
      // What its descriptors say; that a field is optional gets lost on the way into them.
      assert.match(order.stdout, /\n {2}oneof payment \{\n {4}string card = 6;\n/);
    });

    test("calls of all four kinds", async () => {
      const unary = await tram([
        "call",
        target,
        "shop.v1.OrderService/GetOrder",
        "-d",
        '{"id":"7"}',
      ]);
      assert.equal(unary.stderr, "");
      assert.deepEqual(JSON.parse(unary.stdout), {
        id: "7",
        status: "STATUS_PAID",
        created: "1970-01-01T00:00:05Z",
      });
      const stream = await tram(["call", target, "WatchOrder", "-d", '{"id":"x"}', "--compact"]);
      assert.equal(stream.stdout, '{"id":"x0"}\n{"id":"x1"}\n{"id":"x2"}\n');
      const upload = await tram(["call", target, "UploadOrders", "--compact"], {
        stdin: ['{"id":"a"}', '{"id":"b"}'],
      });
      assert.equal(upload.stdout, '{"count":2,"ids":["a","b"]}\n');
      const chat = await tram(["call", target, "Negotiate", "--compact"], {
        stdin: ['{"price":1}', '{"price":"9007199254740993"}'],
      });
      assert.equal(chat.stdout, '{"price":"2"}\n{"price":"9007199254740994"}\n');
      for (const { status } of [unary, stream, upload, chat]) assert.equal(status, 0);
    });

    test("errors and metadata", async () => {
      const { status, stderr } = await tram([
        ...["call", target, "shop.v1.OrderService/GetOrder", "-d", '{"id":"missing"}'],
      ]);
      assert.equal(status, 64 + 5);
      assert.equal(stderr, "error: NOT_FOUND: kein Auftrag ☺\n");
      const verbose = await tram([
        ...["call", target, "shop.v1.OrderService/GetOrder", "-v", "-H", "x-name: value"],
      ]);
      assert.match(verbose.stderr, /← headers [\d.]+ ms\n(?: {4}.*\n)* {4}x-name: value\n/);
    });
  });
}

/** Lets only the older version of reflection be added. */
function onlyV1Alpha(server: grpc.Server): grpc.Server {
  return {
    addService(service: grpc.ServiceDefinition, handlers: grpc.UntypedServiceImplementation) {
      const [method] = Object.values(service);
      if (method?.path.startsWith("/grpc.reflection.v1alpha.") === true) {
        server.addService(service, handlers);
      }
    },
  } as unknown as grpc.Server;
}

test("a server without reflection", async () => {
  const server = new grpc.Server();
  const port = await new Promise<number>((resolve) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (_error, bound) => {
      resolve(bound);
    });
  });
  const { status, stderr } = await tram(["list", `127.0.0.1:${port}`]);
  server.forceShutdown();
  assert.equal(status, 1);
  assert.match(stderr, /does not offer reflection/);
});
