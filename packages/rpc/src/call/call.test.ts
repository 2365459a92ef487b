import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyMethodType } from "@tramline/protobuf";
import { clientStreaming, serviceType, unary } from "@tramline/protobuf/codegen/v1";
import { Empty, file_google_protobuf_empty } from "@tramline/protobuf/wkt";
import { Metadata } from "../metadata/metadata.ts";
import { StatusError } from "../status/status-error.ts";
import type { Attempt, AttemptHandler } from "./attempt.ts";
import { bindClient } from "./client.ts";

const TestService = serviceType("test.Service", file_google_protobuf_empty, {
  say: unary("Say", Empty, Empty),
  collect: clientStreaming("Collect", Empty, Empty),
});

const attempt: Attempt<unknown, unknown> = {
  progress: "tried",
  isWritable: true,
  peer: "127.0.0.1:1",
  waitsFor: undefined,
  waited: undefined,
  send() {},
  halfClose() {},
  pull: () => undefined,
  hasMessages: false,
  awaitReady() {},
  cancel() {},
};

/** A client whose server does as scripted once a call has been opened. */
function clientOf(script: (handler: AttemptHandler<unknown>) => void) {
  return bindClient(TestService, {
    interceptors: [],
    bind: (_method: AnyMethodType) => ({
      timeoutMs: undefined,
      retryPlan: undefined,
      start(handler, owner) {
        owner.attempt = attempt;
        handler.openingFields(false);
        handler.onOpen();
        setImmediate(() => script(handler));
      },
    }),
  });
}

/** The code that a promise rejects with. */
async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => assert.fail("the call should fail"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StatusError, String(error));
  return error.code;
}

test("a wrong number of responses is UNIMPLEMENTED", async () => {
  const none = clientOf((handler) => {
    handler.onHeaders([]);
    handler.onSuccess([]);
  });
  const two = clientOf((handler) => {
    handler.onHeaders([]);
    handler.onMessage({});
    handler.onMessage({});
    handler.onSuccess([]);
  });
  for (const client of [none, two]) {
    assert.equal(await codeOf(client.say({})), "UNIMPLEMENTED");
    assert.equal(await codeOf(client.collect([{}])), "UNIMPLEMENTED");
  }
});

test("a server that gives up a call when its time is over means DEADLINE_EXCEEDED", async () => {
  const timeoutMs = 20;
  const giveUpAfter = (ms: number) =>
    clientOf((handler) => {
      const end = performance.now() + ms;
      // Without a turn of the event loop, in which the call's own deadline would end it.
      while (performance.now() < end);
      const metadata = new Metadata({ why: "late" });
      handler.onFailure(new StatusError("CANCELLED", "reset with CANCEL", { metadata }));
    });
  assert.equal(
    await codeOf(giveUpAfter(timeoutMs + 1).say({}, { timeoutMs })),
    "DEADLINE_EXCEEDED",
  );
  assert.equal(await codeOf(giveUpAfter(0).say({}, { timeoutMs: 10_000 })), "CANCELLED");
  assert.equal(await codeOf(giveUpAfter(0).say({})), "CANCELLED");
});
