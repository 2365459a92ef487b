import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bidiStreaming,
  clientStreaming,
  serverStreaming,
  serviceType,
  unary,
} from "@tramline/protobuf/codegen/v1";
import { file_google_protobuf_wrappers, StringValue } from "@tramline/protobuf/wkt/wrappers";
import {
  batch,
  createContextKey,
  type Interceptor,
  type ServerContext,
  StatusError,
} from "@tramline/rpc";
import { fakeContext } from "./fake-context.ts";
import { mockClient } from "./mock-client.ts";

const TextService = serviceType("test.Text", file_google_protobuf_wrappers, {
  say: unary("Say", StringValue, StringValue),
  spell: serverStreaming("Spell", StringValue, StringValue),
  join: clientStreaming("Join", StringValue, StringValue),
  echo: bidiStreaming("Echo", StringValue, StringValue),
});

const service = {
  say(request: StringValue, context: ServerContext) {
    context.responseHeaders.set("x-head", "h");
    context.responseTrailers.set("x-tail", "t");
    if (request.value === "fail") {
      throw new StatusError("NOT_FOUND", "nothing", { metadata: { "x-why": "w" } });
    }
    return { value: `${request.value}${context.metadata.get("x-more") ?? ""}` };
  },
  *spell(request: StringValue) {
    for (const value of request.value) yield { value };
  },
  async join(requests: AsyncIterable<StringValue>) {
    let value = "";
    for await (const request of requests) value += request.value;
    return { value };
  },
  async *echo(requests: AsyncIterable<StringValue>) {
    for await (const request of requests) yield batch([request, request]);
  },
};

async function textOf(messages: AsyncIterable<StringValue>): Promise<string> {
  let text = "";
  for await (const { value } of messages) text += value;
  return text;
}

describe("a mock client", () => {
  it("makes calls of every kind", async () => {
    const client = mockClient(TextService, service);
    assert.equal((await client.say({ value: "a" })).value, "a");
    assert.equal(await textOf(client.spell({ value: "abc" })), "abc");
    assert.equal((await client.join([{ value: "a" }, { value: "b" }])).value, "ab");
    const join = client.join();
    await join.send({ value: "c" });
    await join.close();
    assert.equal((await join.response).value, "c");
    assert.equal(await textOf(client.echo([{ value: "a" }, { value: "b" }])), "aabb");
    const long = "x".repeat(100);
    assert.equal(await textOf(client.spell({ value: long })), long);
  });

  it("carries metadata, statuses, and what interceptors do", async () => {
    const add: Interceptor = (call, next) => {
      call.metadata.set("x-more", "!");
      return next(call);
    };
    const client = mockClient(TextService, service, { interceptors: [add] });
    const seen: unknown[] = [];
    const { value } = await client.say(
      { value: "a" },
      {
        onHeaders: (headers) => seen.push(headers.get("x-head")),
        onTrailers: (trailers) => seen.push(trailers.get("x-tail")),
      },
    );
    assert.equal(value, "a!");
    assert.deepEqual(seen, ["h", "t"]);
    await assert.rejects(client.say({ value: "fail" }), (error: StatusError) => {
      assert.equal(error.code, "NOT_FOUND");
      assert.equal(error.rawMessage, "nothing");
      assert.equal(error.metadata.get("x-why"), "w");
      assert.equal(error.metadata.get("x-tail"), "t");
      assert.equal(error.call?.method, "/test.Text/Say");
      return true;
    });
  });

  it("fails as a real one does", async () => {
    const never = () => new Promise<StringValue>(() => {});
    let isAborted = false;
    const client = mockClient(TextService, {
      say: never,
      async *spell(_request: StringValue, context: ServerContext) {
        context.signal.addEventListener("abort", () => {
          isAborted = true;
        });
        for (;;) yield { value: "x" };
      },
    });
    await assert.rejects(client.say({}, { timeoutMs: 10 }), { code: "DEADLINE_EXCEEDED" });
    const signal = AbortSignal.abort();
    await assert.rejects(client.say({}, { signal }), { code: "CANCELLED" });
    await assert.rejects(client.say({ value: 5 as never }), { code: "INTERNAL" });
    await assert.rejects(client.join([]), {
      code: "UNIMPLEMENTED",
      message: /no function for \/test\.Text\/Join/,
    });
    for await (const _ of client.spell({})) break;
    assert.equal(isAborted, true);
    const broken = mockClient(TextService, { say: () => ({ value: 5 as never }) });
    await assert.rejects(broken.say({}), { code: "INTERNAL", message: /StringValue\.value/ });
  });
});

describe("a fake context", () => {
  it("shows the handler what the test gives, and the test what the handler does", () => {
    const key = createContextKey("key", "default");
    const context = fakeContext({
      method: TextService.methods.say,
      metadata: { a: "b" },
      timeoutMs: 60_000,
      peer: "unix:",
    });
    assert.equal(context.method.name, "Say");
    assert.equal(context.metadata.get("a"), "b");
    assert.equal(context.peer, "unix:");
    assert.ok(context.timeRemainingMs > 0 && context.timeRemainingMs <= 60_000);
    assert.ok((context.deadline?.getTime() ?? 0) > Date.now());
    assert.equal(context.get(key), "default");
    context.set(key, "set");
    assert.equal(context.get(key), "set");
    context.responseHeaders.set("x-head", "h");
    assert.equal(context.headersSent, false);
    context.sendHeaders();
    assert.equal(context.headersSent, true);
    assert.throws(() => context.responseHeaders.set("x-head", "late"), {
      code: "RPC_METADATA_SENT",
    });
    assert.throws(() => context.sendHeaders(), { code: "INTERNAL" });
    assert.equal(context.cancelled, false);
    context.cancel();
    assert.equal(context.cancelled, true);
    assert.equal((context.signal.reason as StatusError).code, "CANCELLED");
  });

  it("needs nothing", () => {
    const context = fakeContext();
    assert.equal(context.deadline, undefined);
    assert.equal(context.timeRemainingMs, Infinity);
    assert.equal(context.metadata.size, 0);
    assert.equal(context.authInfo, undefined);
  });
});

describe("what TypeScript would not have compiled", () => {
  const throws = (run: () => unknown, message: string): void =>
    assert.throws(run, { name: "TypeError", message });

  it("throws in mockClient", () => {
    throws(
      () => mockClient(TextService, { sya: () => ({}) } as never),
      "test.Text has no method sya; did you mean say?",
    );
    throws(
      () => mockClient(TextService, { say: undefined } as never),
      "invalid functions for test.Text: expected a function as say, got undefined; leave it out for UNIMPLEMENTED",
    );
    throws(
      () => mockClient(TextService, {}, { interceptor: [] } as never),
      "unknown option interceptor of mockClient; did you mean interceptors?",
    );
  });

  it("throws in fakeContext", () => {
    throws(
      () => fakeContext({ metdata: {} } as never),
      "unknown option metdata of fakeContext; did you mean metadata?",
    );
    throws(
      () => fakeContext(null as never),
      "invalid options of fakeContext: expected an object, got null",
    );
  });
});
