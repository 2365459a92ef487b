import assert from "node:assert/strict";
import { getEventListeners, once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createAbortSource } from "./abort-source.ts";

describe("a source of aborts", () => {
  it("makes a signal that has not been aborted", () => {
    const { signal } = createAbortSource();
    assert.ok(signal instanceof AbortSignal);
    assert.equal(signal.aborted, false);
    assert.equal(signal.reason, undefined);
    signal.throwIfAborted();
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  it("aborts once, with its reason", () => {
    const source = createAbortSource();
    const heard: unknown[] = [];
    source.signal.addEventListener("abort", function (this: unknown, event) {
      heard.push(event.type, event.target === source.signal);
    });
    source.signal.onabort = () => heard.push("onabort");
    const reason = new Error("first");
    source.abort(reason);
    source.abort(new Error("second"));
    assert.deepEqual(heard, ["abort", true, "onabort"]);
    assert.equal(source.signal.reason, reason);
    assert.throws(() => source.signal.throwIfAborted(), reason);
  });

  it("works with what takes a signal", async () => {
    const source = createAbortSource();
    const any = AbortSignal.any([source.signal, new AbortController().signal]);
    const nested = AbortSignal.any([any]);
    const sleeping = sleep(60_000, undefined, { signal: source.signal });
    const waiting = once(new EventTarget(), "never", { signal: any });
    source.abort(new Error("the end"));
    await assert.rejects(sleeping, { name: "AbortError" });
    await assert.rejects(waiting, { name: "AbortError" });
    assert.equal(nested.aborted, true);
    assert.match(String(nested.reason), /the end/);
    await assert.rejects(fetch("http://127.0.0.1:9/", { signal: source.signal }), /the end/);
  });

  it("ends a request of fetch that is under way", async () => {
    const { createServer } = await import("node:http");
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as { port: number };
      const source = createAbortSource();
      const response = fetch(`http://127.0.0.1:${port}/`, { signal: source.signal });
      await once(server, "request");
      source.abort(new Error("not any more"));
      await assert.rejects(response, /not any more/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
