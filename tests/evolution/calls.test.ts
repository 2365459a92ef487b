// The two versions in real calls: a new client with an old server, and the other way round.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createClient, createServer } from "tramline";
import { connectTo } from "../e2e/fixture.ts";
import * as newer from "./gen/new/evolution/catalog.ts";
import * as older from "./gen/old/evolution/catalog.ts";

describe("a new client and an old server", () => {
  const item = newer.Item.create({
    name: "n",
    stock: 7n,
    part: { name: "p", serial: 9n },
    level: newer.Level.HIGH,
    price: 2.5,
    byNumber: { 1: { name: "x" } },
    way: { case: "byHand", value: { serial: 1n } },
  });

  test("what the server does not know comes back; what it lacks is UNIMPLEMENTED", async () => {
    const seen: older.Item[] = [];
    const server = createServer();
    server.add(older.CatalogService, {
      relay(request) {
        seen.push(request);
        return request;
      },
      async *relayAll(requests) {
        yield* requests;
      },
    });
    const { address } = await server.listen("127.0.0.1:0");
    const channel = connectTo(server, address);
    const client = createClient(newer.CatalogService, channel);
    try {
      assert.deepEqual(await client.relay(item), item);
      assert.deepEqual([seen[0]?.name, seen[0]?.stock, seen[0]?.level], ["n", 7, 2]);
      const all: newer.Item[] = [];
      for await (const each of client.relayAll([item, { tag: ["a"] }])) all.push(each);
      assert.deepEqual(all, [item, newer.Item.create({ tag: ["a"] })]);
      await assert.rejects(client.count([item]), { code: "UNIMPLEMENTED" });
    } finally {
      await channel.close();
      await server.close({ graceMs: 0 });
    }
  });
});

describe("an old client and a new server", () => {
  test("what was removed comes back, what was moved and widened is where it belongs", async () => {
    const server = createServer();
    server.add(newer.CatalogService, {
      relay: (request) => ({
        ...request,
        stock: request.stock + 1n,
        way: {
          case: "byMail",
          value: `${request.way.case === "byMail" ? request.way.value : ""}!`,
        },
        price: 3,
      }),
      async *relayAll(requests) {
        yield* requests;
      },
      count: () => ({}),
    });
    const { address } = await server.listen("127.0.0.1:0");
    const channel = connectTo(server, address);
    const client = createClient(older.CatalogService, channel);
    try {
      const item = older.Item.create({ name: "n", colour: "red", stock: 1, byMail: "m", tag: "t" });
      const answer = await client.relay(item);
      const price = newer.Item.encode({ price: 3 });
      assert.deepEqual(
        answer,
        older.Item.create({ ...item, stock: 2, byMail: "m!", $unknown: answer.$unknown }),
      );
      assert.deepEqual(answer.$unknown, price);
      const all: older.Item[] = [];
      for await (const each of client.relayAll([item, item])) all.push(each);
      assert.deepEqual(all, [item, item]);
    } finally {
      await channel.close();
      await server.close({ graceMs: 0 });
    }
  });
});
