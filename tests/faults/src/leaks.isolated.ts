// Run by leaks.test.ts in a process of its own: what counts open handles must not see those of other tests.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { deadlines } from "@tramline/rpc";
import {
  createChannel,
  createClient,
  createServer,
  type ServerContext,
  StatusError,
} from "tramline";
import { TestService } from "../../interop/gen/grpc/testing/test.ts";
import { eventually, kill, openResources, startProgram } from "./programs.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until what is open is what was before: a closed handle is gone some turns later. */
async function sameResources(before: ReturnType<typeof openResources>): Promise<void> {
  for (let turn = 0; turn < 200 && !isDeepStrictEqual(openResources(), before); turn++) {
    await sleep(10);
  }
  assert.deepEqual(openResources(), before);
}

describe("a server whose client is killed", () => {
  it("keeps no stream, handler, timer or connection", { timeout: 30_000 }, async () => {
    const before = openResources();
    const contexts: ServerContext[] = [];
    const left: string[] = [];
    const server = createServer();
    server.add(TestService, {
      emptyCall: async (_request, context) => {
        contexts.push(context);
        await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
        left.push("emptyCall");
        return {};
      },
      unaryCall: (_request, context) => {
        contexts.push(context);
        return new Promise((_resolve, reject) => {
          context.signal.addEventListener("abort", () => {
            left.push("unaryCall");
            reject(context.signal.reason as Error);
          });
        });
      },
      async *streamingOutputCall(request, context) {
        contexts.push(context);
        try {
          for (const { intervalUs } of request.responseParameters) {
            await sleep(intervalUs / 1000);
            yield {};
          }
        } finally {
          left.push("streamingOutputCall");
        }
      },
      async streamingInputCall(requests, context) {
        contexts.push(context);
        try {
          for await (const request of requests) void request;
        } finally {
          left.push("streamingInputCall");
        }
        return {};
      },
      async *fullDuplexCall(requests, context) {
        contexts.push(context);
        try {
          for await (const request of requests) yield { payload: request.payload };
        } finally {
          left.push("fullDuplexCall");
        }
      },
    });
    const { address } = await server.listen("127.0.0.1:0");
    const { child } = await startProgram("doomed-client", [address]);
    assert.equal(server.openCalls, 5);
    assert.equal(server.openConnections, 1);
    assert.equal(deadlines.size, 3);

    await kill(child);

    await eventually(() => server.openConnections === 0, "the connection is gone");
    await eventually(() => left.length === 5, `all handlers have left, so far ${left.join(", ")}`);
    assert.equal(server.openCalls, 0);
    assert.equal(deadlines.size, 0, "no deadline waits for a call that is gone");
    assert.ok(contexts.every((context) => context.cancelled));
    for (const context of contexts) {
      assert.equal((context.signal.reason as StatusError).code, "CANCELLED");
    }
    await server.close();
    deadlines.disarmIfEmpty();
    await sameResources(before);
  });
});

describe("a client whose server is killed and comes back", () => {
  it("fails what was under way, reconnects, and leaves nothing behind", {
    timeout: 30_000,
  }, async () => {
    const before = openResources();
    const first = await startProgram("mortal-server", []);
    const port = first.firstLine;
    const channel = createChannel(`127.0.0.1:${port}`, { backoff: { initialMs: 50, maxMs: 200 } });
    const client = createClient(TestService, channel);
    const aborted = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = aborted.signal;
    aborted.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(aborted.signal, args);
    };
    aborted.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(aborted.signal, args);
    };

    await client.emptyCall({}, { timeoutMs: 5000 });
    const hanging = client.unaryCall({}, { timeoutMs: 60_000, signal: aborted.signal });
    const chat = client.fullDuplexCall({ timeoutMs: 60_000, signal: aborted.signal });
    const replies = chat[Symbol.asyncIterator]();
    await chat.send({});
    await replies.next();
    const nextReply = replies.next();
    // Both calls share one listener.
    assert.equal(listeners, 1);
    assert.equal(deadlines.size, 2);

    const failures = Promise.allSettled([hanging, nextReply]);
    await kill(first.child);
    for (const outcome of await failures) {
      assert.equal(outcome.status, "rejected");
      assert.equal(StatusError.from(outcome.reason).code, "UNAVAILABLE");
    }
    await assert.rejects(chat.send({}), StatusError);
    assert.equal(listeners, 0, "no listener stays on the caller's signal");
    assert.equal(deadlines.size, 0, "no deadline waits for a call that is over");
    await eventually(() => channel.connections === 0, "the connection is gone");

    const refused = client.emptyCall({}, { timeoutMs: 5000 });
    await assert.rejects(refused, (error: StatusError) => {
      assert.equal(error.code, "UNAVAILABLE");
      assert.match(error.message, /ECONNREFUSED|ECONNRESET/);
      return true;
    });
    const waiting = client.emptyCall({}, { timeoutMs: 20_000, waitForReady: true });
    await sleep(100);
    assert.equal(channel.queuedCalls, 1);
    const second = await startProgram("mortal-server", [port]);
    await waiting;
    assert.equal(channel.queuedCalls, 0);
    assert.equal(channel.connections, 1);
    for (let i = 0; i < 50; i++) await client.emptyCall({}, { timeoutMs: 5000 });

    await channel.close();
    assert.equal(channel.connections, 0);
    await kill(second.child);
    deadlines.disarmIfEmpty();
    await sameResources(before);
  });
});
