import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Server } from "tramline";
import { tram } from "../testdata/fake-terminal.ts";
import { startShop } from "../testdata/shop-server.ts";

const order = `// shop.v1.Order, in shop/v1/orders.proto

// One order.
//
// With its lines.
message Order {
  reserved 8, 20 to 29, 100 to max;
  reserved "old_name";

  string id = 1;
  Status status = 2;
  repeated Line lines = 3;
  map<string, Money> discounts = 4;
  optional string note = 5;
  oneof payment {
    string card = 6;
    Money cash = 7;
  }
  google.protobuf.Timestamp created = 9;
  google.protobuf.Any extra = 10;
  int64 customer_number = 11 [json_name = "customer"];

  // One line of an order.
  message Line {
    string product = 1;
    uint32 count = 2;  // at least 1
  }

  enum Status {
    STATUS_UNSPECIFIED = 0;
    STATUS_OPEN = 1;
    STATUS_PAID = 2 [deprecated = true];
  }
}
`;

describe("tram list and describe", () => {
  let server: Server;
  let target = "";
  before(async () => {
    ({ server, target } = await startShop());
  });
  after(() => server.close({ graceMs: 0 }));

  test("list: services, methods, signatures", async () => {
    assert.deepEqual(await tram(["list", target]), {
      status: 0,
      stdout: [
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        "shop.v1.AuditService",
        "shop.v1.OrderService",
        "",
      ].join("\n"),
      stderr: "",
    });
    const methods = ["GetOrder", "WatchOrder", "UploadOrders", "Negotiate"];
    const { stdout } = await tram(["list", target, "OrderService"]);
    assert.equal(stdout, methods.map((name) => `shop.v1.OrderService/${name}\n`).join(""));
    assert.equal(
      (await tram(["list", "-l", target, "shop.v1.OrderService"])).stdout,
      "GetOrder(GetOrderRequest) returns (Order)\n" +
        "WatchOrder(GetOrderRequest) returns (stream Order)\n" +
        "UploadOrders(stream Order) returns (UploadSummary)\n" +
        "Negotiate(stream Offer) returns (stream Offer)\n",
    );
    assert.match(
      (await tram(["list", "-l", target])).stdout,
      /shop\.v1\.AuditService\n {2}GetOrder\(/,
    );
    const unknown = await tram(["list", target, "shop.v1.OrderSrvice"]);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /Did you mean shop\.v1\.OrderService\?/);
  });

  test("list and describe of .proto files take no target", async () => {
    assert.equal(
      (await tram(["list", "--proto", "proto"])).stdout,
      "shop.v1.AuditService\nshop.v1.OrderService\n",
    );
    assert.equal((await tram(["describe", "--proto", "proto", "shop.v1.Order"])).stdout, order);
    const both = await tram(["list", "--proto", "proto", target, "OrderService"]);
    assert.equal(both.status, 2);
    assert.match(both.stderr, /no target/);
    assert.equal((await tram(["list"])).status, 2);
  });

  test("describe a message, by full name or its last part", async () => {
    assert.deepEqual(await tram(["describe", target, "shop.v1.Order"]), {
      status: 0,
      stdout: order,
      stderr: "",
    });
    assert.equal((await tram(["describe", target, ".shop.v1.Order"])).stdout, order);
    assert.equal((await tram(["describe", target, "Order"])).stdout, order);
  });

  test("describe a method brings its messages; options are shown", async () => {
    const { stdout } = await tram(["describe", target, "shop.v1.OrderService/GetOrder"]);
    assert.match(
      stdout,
      /\/\/ Tells one order\.\nrpc GetOrder\(GetOrderRequest\) returns \(Order\) \{\n {2}option idempotency_level = NO_SIDE_EFFECTS;\n\}\n/,
    );
    assert.match(stdout, /\nmessage GetOrderRequest \{\n {2}string id = 1;\n\}\n/);
    assert.ok(
      stdout.endsWith(
        `${order}\n// tram call ${target} shop.v1.OrderService/GetOrder -d '{"id":""}'\n`,
      ),
    );
    assert.equal((await tram(["describe", target, "OrderService/GetOrder"])).stdout, stdout);
  });

  test("the line to call a method with shows every field of its request", async () => {
    const { stdout } = await tram(["describe", "--proto", "proto", "UploadOrders"]);
    const [, data] =
      /\n\/\/ tram call TARGET shop\.v1\.OrderService\/UploadOrders -d '(.*)'\n$/.exec(stdout) ??
      [];
    assert.deepEqual(JSON.parse(data ?? ""), {
      id: "",
      status: "STATUS_OPEN",
      lines: [{ product: "", count: 0 }],
      discounts: { key: { currency: "", units: "0" } },
      note: "",
      card: "",
      created: "2026-01-31T12:00:00Z",
      extra: { "@type": "type.googleapis.com/…" },
      customer: "0",
    });
  });

  test("describe a service, a file, an enum, a field, everything", async () => {
    const service = await tram(["describe", target, "shop.v1.OrderService"]);
    assert.match(
      service.stdout,
      /\/\/ Takes and tells orders\.\nservice OrderService \{\n {2}\/\/ Tells one/,
    );
    const file = await tram(["describe", target, "shop/v1/orders.proto"]);
    assert.match(
      file.stdout,
      /\/\/ Orders of a small shop, for tests\.\nsyntax = "proto3";\n\n\/\/ What is sold to whom\.\npackage shop\.v1;\n\nimport "google\/protobuf\/any\.proto";/,
    );
    const enumeration = await tram(["describe", target, "shop.v1.Order.Status"]);
    assert.match(enumeration.stdout, /\nenum Status \{\n {2}STATUS_UNSPECIFIED = 0;/);
    const field = await tram(["describe", target, "shop.v1.Order.discounts"]);
    assert.match(field.stdout, /\nmap<string, Money> discounts = 4;\n/);
    const all = await tram(["describe", target]);
    assert.match(all.stdout, /service AuditService[\s\S]*service OrderService/);
  });

  test("an unknown symbol, with what is like it", async () => {
    const { status, stderr } = await tram(["describe", target, "shop.v1.Ordr"]);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /There is no shop\.v1\.Ordr in 127\.0\.0\.1:\d+\.\n {2}Did you mean shop\.v1\.Order/,
    );
  });

  test("a server that is not there", async () => {
    const { status, stderr } = await tram(["describe", "127.0.0.1:1"]);
    assert.equal(status, 64 + 14);
    assert.match(stderr, /Nothing listens there/);
  });
});

// What cannot be seen of a shop: proto2, groups, extensions, defaults.
test("proto2 as it was written", async () => {
  const { stdout } = await tram(["describe", "--proto", "proto2", "old/old.proto"]);
  assert.match(stdout, /syntax = "proto2";/);
  for (const line of [
    "  extensions 100 to 199;",
    "  extensions 1000 to max;",
    "  required string name = 1;",
    '  optional string greeting = 2 [default = "hi\\n\\"you\\""];',
    "  optional Level level = 3 [default = HIGH];",
    "  optional double limit = 4 [default = -inf];",
    "  repeated int32 numbers = 5 [packed = true];",
    "  repeated group Entry = 6 {",
    "    optional int32 key = 7;",
    '  optional bytes raw = 8 [default = "a\\x00\\x22"];',
    "  optional int64 big = 9 [jstype = JS_STRING, deprecated = true];",
    "extend old.Thing {",
    "  optional string extra = 100;",
    "  option allow_alias = true;",
    "message Nothing {}",
  ]) {
    assert.ok(
      stdout.split("\n").some((text) => text.trim() === line.trim()),
      `${line}\n\n${stdout}`,
    );
  }
});
