import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import { formatAddress } from "../subchannel/address.ts";
import { backoffSettings } from "../subchannel/backoff.ts";
import { FakeClock, settled } from "../subchannel/testdata/fake-clock.ts";
import { nodeDnsLookup } from "./dns-lookup.ts";
import { createDnsResolver, type DnsResolverOptions } from "./dns-resolver.ts";

type Answer = string[] | Error;

function setUp(
  target = { authority: "", path: "/orders:50051" },
  options: Omit<DnsResolverOptions, "lookup"> = {},
) {
  const clock = new FakeClock();
  const asked: { host: string; server: string | undefined; signal: AbortSignal }[] = [];
  const heard: string[] = [];
  let answer: Answer = ["10.0.0.1", "::1"];
  let refusal: StatusError | undefined;
  let random = 0.5;
  const factory = createDnsResolver({
    ...options,
    lookup: async (host, server, signal) => {
      asked.push({ host, server, signal });
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const resolver = factory
    .prepare({ text: "dns:///orders:50051", scheme: "dns", ...target })
    .createResolver(
      {
        onResolved: ({ addresses }) => {
          heard.push(addresses.map(formatAddress).join(","));
          return refusal;
        },
        onResolveFailed: (error) => void heard.push(error.message),
      },
      { clock, random: () => random, backoff: backoffSettings(undefined) },
    );
  return {
    clock,
    asked,
    heard,
    resolver,
    answerWith: (next: Answer) => {
      answer = next;
    },
    drawWith: (next: number) => {
      random = next;
    },
    refuseWith: (next: StatusError | undefined) => {
      refusal = next;
    },
  };
}

test("a name becomes addresses in the order of the answer", async () => {
  const { resolver, asked, heard, clock } = setUp();
  resolver.start();
  await settled();
  assert.deepEqual(heard, ["10.0.0.1:50051,[::1]:50051"]);
  assert.equal(asked[0]?.host, "orders");
  assert.equal(asked[0]?.server, undefined);
  assert.equal(clock.pending, 0, "no polling");
  resolver.close();
});

test("the authority is the name server", async () => {
  for (const [authority, server] of [
    ["10.0.0.53", "10.0.0.53:53"],
    ["[::1]:5353", "[::1]:5353"],
  ] as const) {
    const { resolver, asked } = setUp({ authority, path: "/orders" });
    resolver.start();
    await settled();
    assert.equal(asked[0]?.server, server);
    resolver.close();
  }
});

test("requests are granted at most every 30 s, many as one", async () => {
  const { resolver, asked, clock } = setUp();
  resolver.start();
  resolver.requestResolution();
  await settled();
  assert.equal(asked.length, 1, "a request during a question is answered by it");
  await clock.advance(10_000);
  for (let i = 0; i < 5; i++) resolver.requestResolution();
  assert.equal(clock.nextInMs, 20_000);
  await clock.advance(19_999);
  assert.equal(asked.length, 1);
  await clock.advance(1);
  assert.equal(asked.length, 2);
  await clock.advance(100_000);
  assert.equal(asked.length, 2);
  resolver.requestResolution();
  await settled();
  assert.equal(asked.length, 3, "long enough ago: at once");
  resolver.close();
});

test("failures are told and repeated with growing waits, success starts over", async () => {
  const { resolver, asked, heard, clock, answerWith } = setUp();
  answerWith(Object.assign(new Error("getaddrinfo ENOTFOUND orders"), { code: "ENOTFOUND" }));
  resolver.start();
  await settled();
  assert.equal(
    heard[0],
    "UNAVAILABLE: no connection to dns:///orders:50051: cannot resolve orders: ENOTFOUND",
  );
  assert.equal(clock.nextInMs, 1_000);
  resolver.requestResolution();
  assert.equal(asked.length, 1, "requests do not shorten a backoff");
  await clock.advance(1_000);
  assert.equal(clock.nextInMs, 1_600);
  answerWith(["10.0.0.9"]);
  await clock.advance(1_600);
  assert.equal(heard.at(-1), "10.0.0.9:50051");
  assert.equal(clock.pending, 0);
  answerWith(Object.assign(new Error("no"), { code: "EAI_AGAIN" }));
  await clock.advance(30_000);
  resolver.requestResolution();
  await settled();
  assert.equal(clock.nextInMs, 1_000);
  resolver.resetBackoff();
  assert.equal(asked.length, 5);
  await settled();
  resolver.close();
  assert.equal(clock.pending, 0);
});

test("a rejected response is looked up again after a backoff", async () => {
  const { resolver, asked, clock, answerWith, refuseWith } = setUp();
  answerWith([]);
  refuseWith(new StatusError("UNAVAILABLE", "no address"));
  resolver.start();
  await settled();
  assert.equal(clock.nextInMs, 1_000);
  await clock.advance(1_000);
  assert.equal(clock.nextInMs, 1_600);
  refuseWith(undefined);
  await clock.advance(1_600);
  assert.equal(asked.length, 3);
  assert.equal(clock.pending, 0);
  resolver.close();
});

test("after close nothing is heard, and the question is called off", async () => {
  const { resolver, asked, heard, clock } = setUp();
  resolver.start();
  resolver.close();
  await settled();
  assert.deepEqual(heard, []);
  assert.ok(asked[0]?.signal.aborted);
  resolver.requestResolution();
  resolver.resetBackoff();
  assert.equal(asked.length, 1);
  assert.equal(clock.pending, 0);
});

test("Node's lookup knows localhost, and tells a name that does not exist", async () => {
  const { signal } = new AbortController();
  const found = await nodeDnsLookup("localhost", undefined, signal);
  assert.ok(found.includes("127.0.0.1") || found.includes("::1"));
});

test("a name is looked up again at the refresh interval, a fifth sooner or later", async () => {
  const { resolver, asked, heard, clock, answerWith, drawWith } = setUp(undefined, {
    refreshIntervalMs: 100_000,
  });
  drawWith(0);
  resolver.start();
  await settled();
  assert.equal(clock.nextInMs, 80_000);
  drawWith(0.999_999);
  answerWith(["10.0.0.2"]);
  await clock.advance(80_000);
  assert.deepEqual(heard.at(-1), "10.0.0.2:50051");
  assert.equal(Math.round(clock.nextInMs ?? 0), 120_000);
  await clock.advance(50_000);
  resolver.requestResolution();
  await settled();
  assert.equal(asked.length, 3, "a request is granted in between");
  assert.equal(clock.pending, 1, "and the interval begins again");
  assert.equal(Math.round(clock.nextInMs ?? 0), 120_000);
  resolver.requestResolution();
  assert.equal(clock.nextInMs, 30_000, "a request that waits takes the place of the refresh");
  resolver.close();
  assert.equal(clock.pending, 0);
});

test("a refresh that fails backs off, and one that is refused too", async () => {
  const { resolver, asked, clock, answerWith, refuseWith } = setUp(undefined, {
    refreshIntervalMs: 60_000,
  });
  resolver.start();
  await settled();
  answerWith(new Error("SERVFAIL"));
  await clock.advance(60_000);
  assert.equal(clock.nextInMs, 1_000);
  answerWith(["10.0.0.3"]);
  refuseWith(new StatusError("UNAVAILABLE", "of no use"));
  await clock.advance(1_000);
  assert.equal(clock.pending, 1);
  assert.ok((clock.nextInMs ?? 0) < 2_000);
  refuseWith(undefined);
  await clock.advance(2_000);
  assert.equal(asked.length, 4);
  assert.equal(clock.pending, 1);
  resolver.close();
});

test("the refresh interval is not below the minimum; both are checked", async () => {
  const { resolver, clock } = setUp(undefined, { refreshIntervalMs: 1_000, minIntervalMs: 5_000 });
  resolver.start();
  await settled();
  assert.equal(clock.nextInMs, 5_000);
  resolver.close();
  assert.throws(() => createDnsResolver({ refreshIntervalMs: 0 }), {
    message: "invalid option refreshIntervalMs: expected a number greater than 0, got 0",
  });
  assert.throws(() => createDnsResolver({ minIntervalMs: -1 }), {
    message: "invalid option minIntervalMs: expected a number of at least 0, got -1",
  });
});

test("the service config comes with the addresses where the option asks for it", async () => {
  const clock = new FakeClock();
  const heard: unknown[] = [];
  const asked: string[] = [];
  let records: string[] | Error = [`grpc_config=[{"percentage":30,"serviceConfig":{"a":1}}]`];
  const start = (serviceConfig: boolean, random: number) => {
    const resolver = createDnsResolver({
      serviceConfig,
      minIntervalMs: 10,
      lookup: async () => ["10.0.0.1"],
      lookupText: async (name) => {
        asked.push(name);
        if (records instanceof Error) throw records;
        return records;
      },
    })
      .prepare({ text: "dns:///orders", scheme: "dns", authority: "", path: "/orders" })
      .createResolver(
        {
          onResolved: (resolution) => {
            heard.push(resolution.serviceConfig);
            return undefined;
          },
          onResolveFailed: (error) => void heard.push(error.message),
        },
        { clock, random: () => random, backoff: backoffSettings(undefined) },
      );
    resolver.start();
    return resolver;
  };
  start(false, 0.1).close();
  assert.deepEqual(asked, []);
  const resolver = start(true, 0.1);
  await settled();
  assert.deepEqual(asked, ["_grpc_config.orders"]);
  assert.deepEqual(heard, [{ a: 1 }]);
  records = new Error("SERVFAIL");
  resolver.requestResolution();
  await clock.advance(10);
  assert.deepEqual(heard[1], { a: 1 }, "what cannot be read does not change what was");
  records = [];
  resolver.requestResolution();
  await clock.advance(10);
  assert.equal(heard[2], undefined);
  resolver.close();
  records = [`grpc_config=[{"percentage":30,"serviceConfig":{"a":1}}]`];
  const other = start(true, 0.3);
  await settled();
  assert.equal(heard[3], undefined, "not among the 30 %");
  other.close();
});
