import assert from "node:assert/strict";
import { createChannel, createClient, createServer, StatusError } from "tramline";
import { TestService } from "../../../interop/gen/grpc/testing/test.ts";
import { eventually, kill, startProgram } from "../programs.ts";

/** What keepalive is set to, and what a busy machine may add. */
const KEEPALIVE = { timeMs: 1000, timeoutMs: 500 };
const SLACK_MS = 5000;

/** A server that is stopped (SIGSTOP) is noticed by a call without deadline, within the keepalive time. */
export async function noticeStoppedServer(): Promise<void> {
  const { child, firstLine: port } = await startProgram("mortal-server", []);
  const channel = createChannel(`127.0.0.1:${port}`, {
    keepalive: KEEPALIVE,
    backoff: { initialMs: 50, maxMs: 200 },
    connectTimeoutMs: 1000,
  });
  try {
    const client = createClient(TestService, channel);
    await client.emptyCall({});
    const hanging = client.unaryCall({});
    const failed = assert.rejects(hanging, (error: StatusError) => error.code === "UNAVAILABLE");
    const stoppedMs = performance.now();
    child.kill("SIGSTOP");
    await failed;
    const noticedMs = performance.now() - stoppedMs;
    const boundMs = KEEPALIVE.timeMs + KEEPALIVE.timeoutMs + SLACK_MS;
    assert.ok(noticedMs < boundMs, `noticed after ${noticedMs.toFixed(0)} ms, not ${boundMs}`);
    child.kill("SIGCONT");
    await client.emptyCall({}, { waitForReady: true, timeoutMs: 10_000 });
  } finally {
    child.kill("SIGCONT");
    await channel.close();
    await kill(child);
  }
}

/** A client that is stopped is noticed by the server, whose handlers are told. */
export async function noticeStoppedClient(): Promise<void> {
  let cancelled = 0;
  const server = createServer({ keepalive: KEEPALIVE });
  server.add(TestService, {
    emptyCall: () => new Promise(() => {}),
    unaryCall: (_request, context) =>
      new Promise((_resolve, reject) => {
        context.signal.addEventListener("abort", () => {
          cancelled += 1;
          reject(new StatusError("CANCELLED", "nobody waits any more"));
        });
      }),
    async *streamingOutputCall(request) {
      yield {};
      for (const _parameters of request.responseParameters) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        yield {};
      }
    },
    async *fullDuplexCall(requests) {
      for await (const request of requests) yield { payload: request.payload };
    },
  });
  const { address } = await server.listen("127.0.0.1:0");
  const { child } = await startProgram("doomed-client", [address]);
  try {
    assert.equal(server.openConnections, 1);
    const stoppedMs = performance.now();
    child.kill("SIGSTOP");
    await eventually(() => cancelled === 1, "the handler has been told");
    const noticedMs = performance.now() - stoppedMs;
    const boundMs = KEEPALIVE.timeMs + KEEPALIVE.timeoutMs + SLACK_MS;
    assert.ok(noticedMs < boundMs, `noticed after ${noticedMs.toFixed(0)} ms, not ${boundMs}`);
    assert.equal(server.openCalls, 0);
    // The socket is given time to close in order.
    await eventually(() => server.openConnections === 0, "the connection is gone");
  } finally {
    child.kill("SIGCONT");
    await kill(child);
    await server.close({ graceMs: 0 });
  }
}
