import assert from "node:assert/strict";
import { test } from "node:test";
import type { MethodType, ServiceType } from "@tramline/protobuf";
import { batch } from "./batch.ts";
import { type Client, isMessageSource, type ServerStreamingCall } from "./client.ts";
import type { CheckedImplementation, ServiceImplementation } from "./implementation.ts";

// The shapes that generated code has. These tests are judged by the compiler: each
// `@ts-expect-error` fails the type check if the line below it is accepted.
interface Item {
  sku: string;
  tags: string[];
  children: Item[];
  $unknown?: Uint8Array | undefined;
}
interface Order {
  id: string;
  quantity: number;
  price: bigint;
  item: Item | undefined;
  items: Item[];
  stock: Map<string, Item>;
  payment:
    | { case: "card"; value: Item }
    | { case: "invoice"; value: string }
    | { case: undefined; value?: undefined };
  $unknown?: Uint8Array | undefined;
}
interface OrderRequest {
  id: string;
  $unknown?: Uint8Array | undefined;
}
type Orders = ServiceType<{
  getOrder: MethodType<"unary", OrderRequest, Order>;
  watchOrder: MethodType<"serverStreaming", OrderRequest, Order>;
  upload: MethodType<"clientStreaming", OrderRequest, Order>;
  negotiate: MethodType<"bidiStreaming", OrderRequest, Order>;
}>;

function implement<T extends ServiceImplementation<Orders>>(
  implementation: T & CheckedImplementation<Orders, T>,
): T {
  return implementation;
}

/** Never called: the compiler alone reads what is inside. */
function onlyTyped(_body: () => unknown): void {}

test("calls take their types from the service", () => {
  const client = {} as Client<Orders>;
  onlyTyped(async () => {
    const order: Order = await client.getOrder({ id: "7" }, { timeoutMs: 500 });
    await client.getOrder({});
    // @ts-expect-error no such field
    await client.getOrder({ idd: "7" });
    // @ts-expect-error no such field beside a right one
    await client.getOrder({ id: "7", extra: 1 });
    // @ts-expect-error wrong type
    await client.getOrder({ id: 7 });
    // @ts-expect-error no such field in the answer
    order.prize;
    // @ts-expect-error no such option
    await client.getOrder({ id: "7" }, { timeout: 500 });
    // @ts-expect-error no such method
    client.getOrders({});
    // @ts-expect-error a unary method takes a request, not a source of them
    const _wrong: number = await client.getOrder([{ id: "7" }]);
  });
  onlyTyped(async () => {
    const watch: ServerStreamingCall<Order> = client.watchOrder({ id: "7" });
    for await (const order of watch) order.price satisfies bigint;
    for await (const orders of watch.batches()) orders satisfies Order[];
    (await watch.headers).get("x");
    // @ts-expect-error a stream is no promise of a message
    (await client.watchOrder({ id: "7" })).id;
    // @ts-expect-error wrong type
    client.watchOrder({ id: 7n });
  });
  onlyTyped(async () => {
    const upload = client.upload({ timeoutMs: 500 });
    await upload.send({ id: "7" }, { compress: false });
    // @ts-expect-error no such field
    await upload.send({ idd: "7" });
    await upload.close();
    (await upload.response).id satisfies string;
    const direct: Order = await client.upload([{ id: "7" }], { timeoutMs: 1 });
    direct.quantity satisfies number;
    // @ts-expect-error wrong type in an iterable
    await client.upload([{ id: 7 }]);
  });
  onlyTyped(async () => {
    const chat = client.negotiate();
    await chat.send({ id: "7" });
    for await (const order of chat) order.id satisfies string;
    await chat.close();
    for await (const order of client.negotiate([{ id: "7" }])) order.id satisfies string;
    // @ts-expect-error no such field
    await chat.send({ order: 1 });
  });
  assert.ok(client);
});

test("handlers take their types from the service", () => {
  onlyTyped(() => {
    implement({
      async getOrder({ id }, context) {
        id satisfies string;
        context.signal satisfies AbortSignal;
        return {
          id,
          price: 5n,
          item: { sku: "a", children: [{ sku: "b" }] },
          stock: { a: { sku: "x" } },
        };
      },
      async *watchOrder({ id }) {
        yield { id, payment: { case: "invoice", value: "x" } };
      },
      async upload(requests) {
        for await (const { id } of requests) return { id };
        return {};
      },
      async *negotiate(requests) {
        for await (const { id } of requests) yield { id, stock: new Map([["a", { sku: "x" }]]) };
      },
    });
    implement({
      *watchOrder({ id }) {
        yield { id };
        yield batch([{ id, payment: { case: "invoice", value: "x" } }]);
      },
      async upload(requests) {
        for await (const [first] of requests.batches())
          if (first !== undefined) return { id: first.id };
        return {};
      },
      async *negotiate(requests) {
        for await (const some of requests.batches()) yield batch(some.map(({ id }) => ({ id })));
      },
    });
    implement({});
    implement({ getOrder: () => ({ id: "7" }), watchOrder: () => [{ id: "7" }] });
    const decoded = {} as Order;
    implement({ getOrder: () => decoded, watchOrder: () => [decoded] });
  });
  onlyTyped(() => {
    // Of a contract that is read at run time, any answer may be right.
    function add<T extends ServiceImplementation<ServiceType>>(
      implementation: T & CheckedImplementation<ServiceType, T>,
    ): T {
      return implementation;
    }
    add({ getOrder: () => ({ id: "7" }) });
    add({ getOrder: (request: unknown) => Promise.resolve({ request }) });
    add({
      async *watchOrder(requests: AsyncIterable<unknown>) {
        for await (const request of requests) yield { request };
      },
    });
    // @ts-expect-error a handler is a function
    add({ getOrder: 7 });
  });
  onlyTyped(() => {
    // @ts-expect-error no such field in the request
    implement({ getOrder: ({ idd }) => ({ id: idd }) });
    // @ts-expect-error no such field in the answer
    implement({ getOrder: () => ({ idd: "7" }) });
    // @ts-expect-error no such field beside a right one
    implement({ getOrder: async ({ id }) => ({ id, prize: 5 }) });
    implement({
      // @ts-expect-error the same, as a method
      async getOrder({ id }) {
        return { id, prize: 5 };
      },
    });
    // @ts-expect-error wrong type in the answer
    implement({ getOrder: () => ({ id: 7 }) });
    implement({
      // @ts-expect-error deep inside
      getOrder: () => ({ id: "7", item: { sku: "a", children: [{ sku: "b", skuu: "c" }] } }),
    });
    // @ts-expect-error within a map
    implement({ getOrder: () => ({ stock: { a: { sku: "x", skuu: "y" } } }) });
    implement({
      // @ts-expect-error within a oneof
      getOrder: () => ({ payment: { case: "card" as const, value: { sku: "x", skuu: "y" } } }),
    });
    implement({
      // @ts-expect-error in a stream of answers
      async *watchOrder({ id }) {
        yield { id, prize: 5 };
      },
    });
    implement({
      // @ts-expect-error no such field in a batch
      async *watchOrder({ id }) {
        yield batch([{ id, prize: 5 }]);
      },
    });
    implement({
      // @ts-expect-error wrong type in a batch
      *watchOrder() {
        yield batch([{ id: 7 }]);
      },
    });
    // @ts-expect-error a batch is yielded, not returned
    implement({ watchOrder: ({ id }) => batch([{ id }]) });
    // @ts-expect-error one answer where a stream is due
    implement({ watchOrder: async () => ({ id: "7" }) });
    // @ts-expect-error in the answer to a stream of requests
    implement({ upload: async () => ({ id: "7", prize: 5 }) });
    implement({
      // @ts-expect-error in a stream both ways
      async *negotiate() {
        yield { prize: 5, id: "7" };
      },
    });
    // @ts-expect-error no such method
    implement({ getOrders: () => ({ id: "7" }) });
    // @ts-expect-error no such method beside a right one
    implement({ getOrder: () => ({ id: "7" }), getOrders: () => ({ id: "7" }) });
  });
  assert.ok(implement({ getOrder: () => ({ id: "7" }) }).getOrder);
});

test("a batch is made of an array", () => {
  assert.deepEqual(batch([{ id: "7" }]).messages, [{ id: "7" }]);
  for (const [given, text] of [
    [{ id: "7" }, "an object"],
    [undefined, "undefined"],
  ] as const) {
    assert.throws(() => batch(given as never), {
      name: "TypeError",
      message: `invalid batch: expected an array of messages, got ${text}; a single message is yielded as it is`,
    });
  }
});

test("requests are told from options", () => {
  assert.equal(isMessageSource([{ id: "7" }]), true);
  assert.equal(isMessageSource((async function* () {})()), true);
  assert.equal(isMessageSource({ timeoutMs: 5 }), false);
  assert.equal(isMessageSource(undefined), false);
});
