import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type EndWatchable, TimedCall } from "../call/timed-call.ts";
import type { SignalWatcher } from "../call/watch-ring.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { ServerContext } from "../service/server-context.ts";
import { CallEndSource } from "./call-end-source.ts";

describe("the early end of a server call", () => {
  test("is told to those who watch, once, and not to those who have left", () => {
    const source = new CallEndSource();
    const heard: string[] = [];
    const watch = (name: string) =>
      source.add({ onAbort: (reason) => heard.push(`${name} ${String(reason)}`) });
    watch("a");
    const left = watch("b");
    watch("c");
    left.end();
    left.end();
    source.signal.addEventListener("abort", () => heard.push("signal"));
    source.abort("enough");
    source.abort("again");
    assert.deepEqual(heard, ["a enough", "c enough", "signal"]);
    assert.ok(source.isIdle);
  });

  test("is that of a signal that is read later, also by one who watches", () => {
    const source = new CallEndSource();
    let seen: unknown;
    source.add({
      onAbort: () => {
        seen = source.signal.reason;
      },
    });
    source.abort("enough");
    assert.equal(seen, "enough");
    assert.ok(source.signal.aborted);
  });
});

/** A call on behalf of another. */
class ChildCall extends TimedCall {
  readonly reasons: unknown[] = [];

  begin(options: CallOptions): AbortSignal | undefined {
    return this.watchSignals(options);
  }

  onAbort(reason: unknown): void {
    this.reasons.push(reason);
  }

  expire(): void {}
}

/** The context of a handler that nobody has asked for a signal. */
class Parent implements EndWatchable {
  readonly source = new CallEndSource();
  cancelled = false;
  signals = 0;

  get signal(): AbortSignal {
    this.signals += 1;
    return this.source.signal;
  }

  watchEnd(watcher: SignalWatcher) {
    return this.source.add(watcher);
  }

  get context(): ServerContext {
    return this as unknown as ServerContext;
  }
}

describe("a call on behalf of a server call", () => {
  test("is aborted with it, without a signal", () => {
    const parent = new Parent();
    const [first, second] = [new ChildCall(), new ChildCall()];
    assert.equal(first.begin({ context: parent.context }), undefined);
    assert.equal(second.begin({ context: parent.context }), undefined);
    first.stopWaiting();
    parent.source.abort("gone");
    assert.deepEqual([first.reasons, second.reasons], [[], ["gone"]]);
    assert.equal(parent.signals, 0);
  });

  test("does not begin after its end", () => {
    const parent = new Parent();
    parent.cancelled = true;
    parent.source.abort("gone");
    assert.equal(new ChildCall().begin({ context: parent.context })?.reason, "gone");
  });

  test("watches the signal of a context of another kind", () => {
    const controller = new AbortController();
    const { signal } = controller;
    const context = { cancelled: false, signal } as unknown as ServerContext;
    const call = new ChildCall();
    assert.equal(call.begin({ context }), undefined);
    controller.abort("gone");
    assert.deepEqual(call.reasons, ["gone"]);
    const ended = { cancelled: true, signal } as unknown as ServerContext;
    assert.equal(new ChildCall().begin({ context: ended }), signal);
  });
});
