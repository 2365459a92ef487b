import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ResponseOutlet, ResponsePump } from "./response-pump.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

class Outlet implements ResponseOutlet {
  isWritable = true;
  isDead = false;
  readonly sent: unknown[] = [];
  ends = 0;
  error: unknown = undefined;

  awaitRoom(): void {}

  sendResponse(response: unknown): boolean {
    if (this.isDead) return false;
    this.sent.push(response);
    return true;
  }

  onResponsesEnd(): void {
    this.ends++;
  }

  onResponsesError(error: unknown): void {
    this.error = error;
  }
}

/** Stops a pump; counts the handlers that run on. */
function stop(pump: ResponsePump): { running: number } {
  const count = { running: 0 };
  if (pump.stop(() => count.running--)) count.running++;
  return count;
}

describe("a pump of responses", () => {
  it("pulls a generator to its end", async () => {
    const outlet = new Outlet();
    async function* responses() {
      yield 1;
      yield 2;
    }
    new ResponsePump(responses(), outlet).pull();
    await turn();
    assert.deepEqual(outlet.sent, [1, 2]);
    assert.equal(outlet.ends, 1);
  });

  it("does not pull a generator for a call that is over", () => {
    const outlet = new Outlet();
    outlet.isDead = true;
    let pulls = 0;
    function* responses() {
      for (;;) yield ++pulls;
    }
    const pump = new ResponsePump(responses(), outlet);
    pump.pull();
    assert.equal(pulls, 1);
    assert.deepEqual(stop(pump), { running: 0 }, "a generator without promises has ended");
  });

  it("counts a generator as running until it has left what it waits for", async () => {
    const outlet = new Outlet();
    let wake = () => {};
    let isLeft = false;
    async function* responses() {
      try {
        yield 1;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        yield 2;
      } finally {
        await turn();
        isLeft = true;
      }
    }
    const pump = new ResponsePump(responses(), outlet);
    pump.pull();
    await turn();
    const count = stop(pump);
    await turn();
    assert.equal(count.running, 1);
    wake();
    await turn();
    await turn();
    assert.ok(isLeft);
    assert.equal(count.running, 0);
    assert.deepEqual(outlet.sent, [1]);
    assert.equal(pump.stop(assert.fail), false, "stopped once");
  });

  it("counts an iterator whose return() waits, or which has none", async () => {
    for (const hasReturn of [true, false]) {
      const settled: (() => void)[] = [];
      const later = () =>
        new Promise<IteratorResult<number>>((_resolve, reject) => {
          settled.push(() => reject(new Error("left")));
        });
      const iterator = hasReturn ? { next: later, return: later } : { next: later };
      const pump = new ResponsePump({ [Symbol.asyncIterator]: () => iterator }, new Outlet());
      pump.pull();
      const count = stop(pump);
      assert.equal(settled.length, hasReturn ? 2 : 1);
      for (const settle of settled) {
        assert.equal(count.running, 1);
        settle();
        await turn();
      }
      assert.equal(count.running, 0);
    }
  });

  it("counts nothing where leaving throws", () => {
    const iterator = {
      next: () => ({ value: 1, done: false }),
      return: () => {
        throw new Error("no");
      },
    };
    const outlet = new Outlet();
    outlet.isWritable = false;
    const pump = new ResponsePump({ [Symbol.iterator]: () => iterator }, outlet);
    assert.deepEqual(stop(pump), { running: 0 });
  });
});
