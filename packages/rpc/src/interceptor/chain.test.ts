import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyMethodType } from "@tramline/protobuf";
import { Metadata } from "../metadata/metadata.ts";
import { StatusError } from "../status/status-error.ts";
import { chainInterceptors, isMessageStream, mapMessages } from "./chain.ts";
import type { InterceptedCall, InterceptedResult, Interceptor } from "./interceptor.ts";

const call: InterceptedCall = {
  side: "client",
  method: { path: "/test.Echo/Say", kind: "unary" } as AnyMethodType,
  kind: "unary",
  metadata: new Metadata(),
  request: {},
  timeoutMs: undefined,
  deadline: undefined,
  signal: new AbortController().signal,
  context: undefined,
  get: (key) => key.defaultValue,
  set() {},
  onEnd() {},
};

function answer(response: object): Promise<InterceptedResult> {
  return Promise.resolve({ headers: new Metadata(), trailers: new Metadata(), response });
}

test("without interceptors the end itself is the way", () => {
  const end = () => answer({});
  assert.equal(chainInterceptors([], end), end);
});

test("the first interceptor is the outermost, and each may change what passes", async () => {
  const seen: string[] = [];
  const tracing =
    (name: string): Interceptor =>
    async (given, next) => {
      seen.push(`${name} in`);
      given.metadata.append("way", name);
      const result = await next(given);
      seen.push(`${name} out`);
      return { ...result, response: { ...result.response, [name]: true } };
    };
  const way = chainInterceptors([tracing("a"), tracing("b")], (given) => {
    seen.push(given.metadata.getAll("way").join());
    return answer({ end: true });
  });
  const result = await way(call);
  assert.deepEqual(seen, ["a in", "b in", "a,b", "b out", "a out"]);
  assert.deepEqual(result.response, { end: true, b: true, a: true });
});

test("an interceptor may call next again", async () => {
  let attempts = 0;
  const repeat: Interceptor = (given, next) => next(given).catch(() => next(given));
  const way = chainInterceptors([repeat], () => {
    attempts++;
    return attempts === 1 ? Promise.reject(new StatusError("UNAVAILABLE")) : answer({ attempts });
  });
  assert.deepEqual((await way(call)).response, { attempts: 2 });
});

test("an interceptor that throws rejects", async () => {
  const failing: Interceptor = () => {
    throw new StatusError("PERMISSION_DENIED", "no");
  };
  const way = chainInterceptors([failing], () => assert.fail("must not be reached"));
  await assert.rejects(way(call), { code: "PERMISSION_DENIED" });
});

test("mapMessages changes each message and leaves the source when left", async () => {
  let left = 0;
  async function* count() {
    try {
      for (let i = 1; i < 5; i++) yield i;
    } finally {
      left++;
    }
  }
  const all: number[] = [];
  for await (const value of mapMessages(count(), async (n) => n * 10)) all.push(value);
  assert.deepEqual(all, [10, 20, 30, 40]);
  for await (const value of mapMessages(count(), (n) => n)) if (value === 2) break;
  assert.equal(left, 2);
  const failing = mapMessages(count(), () => {
    throw new Error("boom");
  });
  await assert.rejects(async () => {
    for await (const _ of failing);
  }, /boom/);
  assert.equal(left, 3);
});

test("responses are streams for the kinds that answer with one", async () => {
  const stream = mapMessages((async function* () {})(), (x) => x as object);
  assert.equal(isMessageStream("serverStreaming", stream), true);
  assert.equal(isMessageStream("bidiStreaming", stream), true);
  assert.equal(isMessageStream("unary", {}), false);
});

test("comparing the kind of a call tells the type of its request, either way round", () => {
  const one = (given: object): object => given;
  const many = (given: AsyncIterable<object>): object => given;
  const first = (given: InterceptedCall): object =>
    given.kind === "unary" || given.kind === "serverStreaming"
      ? one(given.request)
      : many(given.request);
  const second = (given: InterceptedCall): object =>
    given.kind === "clientStreaming" || given.kind === "bidiStreaming"
      ? many(given.request)
      : one(given.request);
  assert.equal(first(call), call.request);
  assert.equal(second(call), call.request);
});
