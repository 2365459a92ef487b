import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { watchSignal } from "./signal-watch.ts";
import { watchSignal as watchInBrowsers } from "./signal-watch-web.ts";

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("the watch of a signal", () => {
  it("tells each once, in browsers too", () => {
    const { signal, abort } = controller();
    const heard: string[] = [];
    const watches = [1, 2, 3].map((i) =>
      watchInBrowsers(signal, { onAbort: (reason) => heard.push(`${i} ${String(reason)}`) }),
    );
    watches[1]?.end();
    watches[1]?.end();
    abort("enough");
    abort("again");
    assert.deepEqual(heard, ["1 enough", "3 enough"]);
    assert.equal(listeners(signal), 0);
    watches[2]?.end();
  });

  it("has one listener for all who watch, and tells each once", () => {
    const { signal, abort } = controller();
    const heard: string[] = [];
    const watches = Array.from({ length: 1000 }, (_, i) =>
      watchSignal(signal, { onAbort: (reason) => heard.push(`${i} ${String(reason)}`) }),
    );
    assert.equal(listeners(signal), 1);
    for (const watch of watches) if (watch !== watches[7]) watch.end();
    abort("enough");
    abort("again");
    assert.deepEqual(heard, ["7 enough"]);
    watches[7]?.end();
  });

  it("lets a watcher end another's watch when the signal is aborted", () => {
    const { signal, abort } = controller();
    const heard: string[] = [];
    watchSignal(signal, {
      onAbort: () => {
        heard.push("first");
        second.end();
      },
    });
    const second = watchSignal(signal, { onAbort: () => heard.push("second") });
    abort("now");
    assert.deepEqual(heard, ["first"]);
  });

  it("takes its listener away with the last who watches", () => {
    const { signal, abort } = controller();
    const onAbort = () => assert.fail("ended before");
    const watches = [watchSignal(signal, { onAbort }), watchSignal(signal, { onAbort })];
    watches[0]?.end();
    assert.equal(listeners(signal), 1);
    watches[1]?.end();
    assert.equal(listeners(signal), 0);
    let heard = 0;
    watchSignal(signal, { onAbort: () => heard++ });
    assert.equal(listeners(signal), 1);
    abort("late");
    assert.equal(heard, 1);
    assert.equal(listeners(signal), 0);
  });
});

it("watches a signal that takes no property", () => {
  const { signal, abort } = controller();
  Object.preventExtensions(signal);
  const heard: string[] = [];
  const first = watchSignal(signal, { onAbort: () => heard.push("first") });
  watchSignal(signal, { onAbort: () => heard.push("second") });
  first.end();
  abort("now");
  assert.deepEqual(heard, ["second"]);
});

function controller() {
  const own = new AbortController();
  return { signal: own.signal, abort: (reason: unknown) => own.abort(reason) };
}
