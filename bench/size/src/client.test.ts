// The client that is weighed works: its bundle for browsers, against connect-node's gRPC-Web.

import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  Code as ConnectCode,
  ConnectError,
  type ConnectRouter,
  type HandlerContext,
} from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { Interceptor, Metadata } from "@tramline/rpc";
import { AddressSchema, type User, UserSchema, UserService } from "../gen/protobuf-es/size_pb.js";
import { Address } from "../gen/tramline/size.ts";
import { bundled, connect, failure, serving } from "./client.test.support.ts";
import type { connectTo as unaryTo } from "./entries/tramline/client-unary.ts";

interface Handlers {
  getUser?(request: { id: bigint }, context: HandlerContext): Promise<User> | User;
  watchUsers?(request: { ids: bigint[] }, context: HandlerContext): AsyncIterable<User>;
}

/** Serves the service by connect-node. */
function serviceOf(handlers: Handlers): RequestListener {
  const routes = (router: ConnectRouter): unknown => router.service(UserService, handlers);
  return connectNodeAdapter({ routes });
}

const user = (id: bigint, name: string): User =>
  create(UserSchema, { id, name, tags: ["a", "é"], labels: { k: "☺" }, score: 0.5 });

test("a unary call, with metadata both ways", async () => {
  const listener = serviceOf({
    getUser({ id }, context) {
      assert.equal(context.requestHeader.get("x-asked"), "yes");
      assert.deepEqual(context.requestHeader.get("x-raw-bin"), "AQL/");
      assert.equal(context.timeoutMs(), undefined);
      context.responseHeader.set("x-header", "h");
      context.responseTrailer.set("x-trailer", "t");
      context.responseTrailer.set("x-trailer-bin", "AQI");
      return user(id, "Ada Lovelace, of whom there is more than a few bytes to say");
    },
  });
  await serving(listener, async (url) => {
    const users = connect(`${url}/`);
    let headers: Metadata | undefined;
    let trailers: Metadata | undefined;
    const answer = await users.getUser(
      { id: 7n },
      {
        metadata: { "x-asked": "yes", "x-raw-bin": new Uint8Array([1, 2, 255]) },
        onHeaders: (received) => {
          headers = received;
        },
        onTrailers: (received) => {
          trailers = received;
        },
      },
    );
    assert.equal(answer.id, 7n);
    assert.equal(answer.name, "Ada Lovelace, of whom there is more than a few bytes to say");
    assert.deepEqual(answer.tags, ["a", "é"]);
    assert.deepEqual(answer.labels, new Map([["k", "☺"]]));
    assert.equal(answer.score, 0.5);
    assert.equal(headers?.get("x-header"), "h");
    assert.equal(trailers?.get("x-trailer"), "t");
    assert.deepEqual(trailers?.get("x-trailer-bin"), new Uint8Array([1, 2]));
  });
});

test("an error with its code, message, details and trailers", async () => {
  const listener = serviceOf({
    getUser() {
      const metadata = new Headers({ "x-trailer": "t" });
      const address = create(AddressSchema, { city: "Köln" });
      const details = [{ desc: AddressSchema, value: address }];
      throw new ConnectError("nobody ☺", ConnectCode.NotFound, metadata, details);
    },
  });
  await serving(listener, async (url) => {
    const error = await failure(connect(url).getUser({ id: 1n }));
    assert.equal(error.code, "NOT_FOUND");
    assert.equal(error.rawMessage, "nobody ☺");
    assert.equal(error.metadata.get("x-trailer"), "t");
    assert.equal(error.detailsOf(Address)[0]?.city, "Köln");
    assert.equal(error.call?.method, "/tramline.bench.size.v1.UserService/GetUser");
    assert.ok(error.call.peer?.startsWith(url));
  });
});

test("a stream of responses, and its error behind them", async () => {
  const listener = serviceOf({
    async *watchUsers({ ids }) {
      for (const id of ids) yield user(id, "x".repeat(Number(id) * 10_000));
      throw new ConnectError("enough", ConnectCode.OutOfRange);
    },
  });
  await serving(listener, async (url) => {
    const lengths: number[] = [];
    const call = connect(url).watchUsers({ ids: [0n, 1n, 20n] });
    const error = await failure(
      (async () => {
        for await (const { name } of call) lengths.push(name.length);
      })(),
    );
    assert.deepEqual(lengths, [0, 10_000, 200_000]);
    assert.equal(error.code, "OUT_OF_RANGE");
    assert.equal((await call.headers).get("content-type"), undefined);
  });
});

test("a stream that ends well, with trailers", async () => {
  const listener = serviceOf({
    async *watchUsers({ ids }, context) {
      context.responseTrailer.set("x-trailer", "t");
      for (const id of ids) yield user(id, "");
    },
  });
  await serving(listener, async (url) => {
    const call = connect(url).watchUsers({ ids: [1n, 2n] });
    const ids: bigint[] = [];
    for await (const { id } of call) ids.push(id);
    assert.deepEqual(ids, [1n, 2n]);
    assert.equal((await call.trailers).get("x-trailer"), "t");
  });
});

test("a reader that does not read holds the server back", async () => {
  let sent = 0;
  const listener = serviceOf({
    async *watchUsers() {
      for (; sent < 2000; sent++) yield user(1n, "x".repeat(50_000));
    },
  });
  await serving(listener, async (url) => {
    const call = connect(url).watchUsers({ ids: [] });
    await call.headers;
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.ok(sent < 2000, "all was sent");
    let received = 0;
    for await (const { name } of call) received += name.length / 50_000;
    assert.equal(received, 2000);
  });
});

test("a deadline is sent, and ends the call", async () => {
  const limits: (number | undefined)[] = [];
  const listener = serviceOf({
    async getUser(_, context) {
      limits.push(context.timeoutMs());
      await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
      return user(1n, "late");
    },
  });
  await serving(listener, async (url) => {
    const error = await failure(connect(url).getUser({ id: 1n }, { timeoutMs: 1000 }));
    assert.equal(error.code, "DEADLINE_EXCEEDED");
    const [limit] = limits;
    assert.ok(limit !== undefined && limit > 0 && limit <= 1000, `${limit}`);
  });
});

test("leaving a stream, and aborting a signal, tell the server", async () => {
  let aborted = 0;
  const told: Promise<unknown>[] = [];
  const listener = serviceOf({
    async *watchUsers(_, { signal }) {
      const end = new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          aborted++;
          resolve();
        });
      });
      told.push(end);
      yield user(1n, "first");
      await end;
    },
  });
  await serving(listener, async (url) => {
    const users = connect(url);
    for await (const { name } of users.watchUsers({ ids: [] })) {
      assert.equal(name, "first");
      break;
    }
    const controller = new AbortController();
    const call = users.watchUsers({ ids: [] }, { signal: controller.signal });
    const reader = call[Symbol.asyncIterator]();
    assert.equal((await reader.next()).value?.name, "first");
    controller.abort();
    assert.equal((await failure(reader.next())).code, "CANCELLED");
    await Promise.all(told);
    assert.equal(aborted, 2);
  });
});

test("interceptors of a call, around both kinds, over Connect", async () => {
  const { connectTo } = await bundled<{ connectTo: typeof connect }>(
    `export { connectTo } from "./client-interceptors.ts";`,
  );
  const listener = serviceOf({
    getUser: ({ id }, { requestHeader }) => user(id, requestHeader.get("x-who") ?? ""),
    async *watchUsers({ ids }, { requestHeader }) {
      for (const id of ids) yield user(id, requestHeader.get("x-who") ?? "");
    },
  });
  const seen: string[] = [];
  const named: Interceptor = async (call, next) => {
    seen.push(call.kind);
    call.metadata.set("x-who", "me");
    return next(call);
  };
  await serving(listener, async (url) => {
    const users = connectTo(url);
    const options = { interceptors: [named], timeoutMs: 60_000 };
    assert.equal((await users.getUser({ id: 1n }, options)).name, "me");
    const names: string[] = [];
    for await (const { name } of users.watchUsers({ ids: [1n, 2n] }, options)) names.push(name);
    assert.deepEqual(names, ["me", "me"]);
    assert.deepEqual(seen, ["unary", "serverStreaming"]);
  });
});

test("unary methods alone, over Connect and gRPC-Web", async () => {
  const listener = serviceOf({ getUser: ({ id }) => user(id, "one") });
  await serving(listener, async (url) => {
    for (const entry of ["client-unary", "client-unary-connect"]) {
      const { connectTo } = await bundled<{ connectTo: typeof unaryTo }>(
        `export { connectTo } from "./${entry}.ts";`,
      );
      const users = connectTo(url);
      assert.deepEqual(Object.keys(users), ["getUser"]);
      assert.equal((await users.getUser({ id: 3n })).id, 3n);
    }
  });
});
