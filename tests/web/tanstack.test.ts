// Options for TanStack Query in its own core, against a server.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
  QueryObserver,
} from "@tanstack/query-core";
import { connect, createClient, createWebChannel, StatusError } from "@tramline/web";
import { createQueries, type Queries } from "@tramline/web/tanstack";
import { createServer } from "tramline";
import { EdgeService, type Item } from "../edge/gen/edge/edge.ts";
import { createWebService, type WebService } from "./service.ts";

interface Setting {
  readonly cache: QueryClient;
  readonly queries: Queries<typeof EdgeService>;
  readonly service: WebService;
  readonly release: (key: string) => Promise<unknown>;
}

async function serving(run: (setting: Setting) => Promise<void>): Promise<void> {
  const service = createWebService();
  const server = createServer().add(EdgeService, service.implementation);
  const { port } = await server.listen("127.0.0.1:0");
  const channel = createWebChannel(`http://127.0.0.1:${port}`, { protocol: connect() });
  const client = createClient(EdgeService, channel);
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  cache.mount();
  try {
    await run({
      cache,
      queries: createQueries(EdgeService, client),
      service,
      release: (key) => client.write({ text: `go:${key}` }),
    });
  } finally {
    cache.clear();
    cache.unmount();
    await server.close({ graceMs: 0 });
  }
}

describe("options for TanStack Query", () => {
  it("a query: the response, from the cache for equal requests", () =>
    serving(async ({ cache, queries }) => {
      const options = queries.read.queryOptions({ text: "a", big: 2n ** 60n });
      const item: Item = await cache.fetchQuery(options);
      assert.deepEqual([item.text, item.big], ["a", 2n ** 60n]);
      const same = queries.read.queryOptions({ big: 2n ** 60n, text: "a", count: 0 });
      assert.deepEqual(same.queryKey, options.queryKey);
      assert.equal(await cache.fetchQuery({ ...same, staleTime: 60_000 }), item);
      const other = queries.read.queryOptions({ text: "a", big: 2n ** 60n + 1n });
      assert.notDeepEqual(other.queryKey, options.queryKey);
    }));

  it("a key begins with the service and the method, for invalidation", () =>
    serving(async ({ cache, queries }) => {
      const { queryKey, queryFn } = queries.read.queryOptions({ text: "b" });
      assert.deepEqual(queryKey.slice(0, 3), ["edge.EdgeService", "read", "query"]);
      await cache.fetchQuery({ queryKey, queryFn });
      const write = queries.write.queryOptions({ text: "b" });
      await cache.fetchQuery(write);
      await cache.invalidateQueries({ queryKey: [EdgeService.typeName, "read"] });
      assert.equal(cache.getQueryState(queryKey)?.isInvalidated, true);
      assert.equal(cache.getQueryState(write.queryKey)?.isInvalidated, false);
    }));

  it("a failed query has the StatusError", () =>
    serving(async ({ cache, queries }) => {
      await assert.rejects(
        cache.fetchQuery(queries.write.queryOptions({ text: "fail" })),
        (error) => {
          assert.ok(error instanceof StatusError);
          assert.equal(error.code, "FAILED_PRECONDITION");
          return true;
        },
      );
    }));

  it("a cancelled query ends its call, on the server as well", () =>
    serving(async ({ cache, queries, service }) => {
      const options = queries.read.queryOptions({ text: "wait:c" });
      const observer = new QueryObserver(cache, options);
      const stop = observer.subscribe(() => {});
      // The server has the call.
      await eventually(() => service.producedMessages("c") === 1);
      stop();
      await eventually(() => service.cancelledCalls("c") === 1);
      assert.equal(cache.getQueryState(options.queryKey)?.fetchStatus, "idle");
    }));

  it("a mutation sends its variables", () =>
    serving(async ({ cache, queries }) => {
      const options = queries.write.mutationOptions({ metadata: { mine: "1" } });
      assert.deepEqual(options.mutationKey, ["edge.EdgeService", "write"]);
      const mutation = new MutationObserver(cache, options);
      assert.equal((await mutation.mutate({ text: "new", count: 3 })).count, 3);
      await assert.rejects(mutation.mutate({ text: "fail" }), StatusError);
    }));

  it("pages: each request has the fields that the response before it names", () =>
    serving(async ({ cache, queries }) => {
      const options = queries.write.infiniteQueryOptions({ text: "page" }, ({ count }) =>
        count < 2 ? { count: count + 1 } : undefined,
      );
      const observer = new InfiniteQueryObserver(cache, options);
      const stop = observer.subscribe(() => {});
      await eventually(() => observer.getCurrentResult().isSuccess);
      await observer.fetchNextPage();
      const { data, hasNextPage } = await observer.fetchNextPage();
      stop();
      assert.deepEqual(
        data?.pages.map(({ text, count }) => `${text} ${count}`),
        ["page 0", "page 1", "page 2"],
      );
      assert.equal(hasNextPage, false);
    }));

  it("a stream: the list grows as messages arrive, and keeps the newest", () =>
    serving(async ({ cache, queries, release }) => {
      const request = { text: "steps:s", count: 5 };
      const options = queries.repeat.streamedQueryOptions(request, { maxMessages: 3 });
      const observer = new QueryObserver(cache, options);
      const stop = observer.subscribe(() => {});
      const counts = () => observer.getCurrentResult().data?.map(({ count }) => count);
      await eventually(() => counts() !== undefined);
      assert.deepEqual(counts(), [0]);
      assert.equal(observer.getCurrentResult().fetchStatus, "fetching");
      await release("s");
      await eventually(() => observer.getCurrentResult().fetchStatus === "idle");
      assert.deepEqual(counts(), [2, 3, 4]);
      stop();
    }));

  it("a stream keeps at least one message", () =>
    serving(async ({ queries }) => {
      for (const maxMessages of [0, -1, Number.NaN]) {
        assert.throws(
          () => queries.repeat.streamedQueryOptions({ text: "s" }, { maxMessages }),
          new TypeError(`invalid maxMessages: expected at least 1, got ${maxMessages}`),
        );
      }
    }));

  it("a stream that nobody observes ends on the server", () =>
    serving(async ({ cache, queries, service }) => {
      const options = queries.repeat.streamedQueryOptions({ text: "endless:e", count: 1e6 });
      const observer = new QueryObserver(cache, options);
      const stop = observer.subscribe(() => {});
      await eventually(() => (observer.getCurrentResult().data?.length ?? 0) > 1);
      stop();
      await eventually(() => service.cancelledCalls("e") === 1);
    }));

  it("methods with a stream of requests have no options", () =>
    serving(async ({ queries }) => {
      assert.deepEqual(Object.keys(queries).sort(), ["missing", "read", "repeat", "write"]);
      // @ts-expect-error a stream of requests is not a query
      assert.equal(queries.collect, undefined);
    }));
});

async function eventually(condition: () => boolean): Promise<void> {
  for (let i = 0; !condition(); i++) {
    assert.ok(i < 1000, `${condition} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
