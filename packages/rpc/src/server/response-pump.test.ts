import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { type MessageSource, NO_MESSAGE } from "../framing/message-run.ts";
import { Batch, batch } from "../service/batch.ts";
import { type ResponseOutlet, ResponsePump } from "./response-pump.ts";
import { SingleResponses } from "./single-responses.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

class Outlet implements ResponseOutlet {
  isWritable = true;
  isDead = false;
  readonly sent: unknown[] = [];
  ends = 0;
  error: unknown = undefined;

  /** Not writable after so many. */
  room = Infinity;
  waits = 0;

  awaitRoom(): void {
    this.waits++;
  }

  endRun(): void {}

  sendRun(source: MessageSource, most: number): number {
    for (let taken = 0; taken < most; taken++) {
      const response = source.takeNow();
      if (response === NO_MESSAGE) return taken;
      if (!this.sendResponse(response)) return -1;
      if (!this.isWritable) return taken + 1;
    }
    return most;
  }

  sendResponse(response: unknown): boolean {
    if (this.isDead) return false;
    this.sent.push(response);
    if (this.sent.length >= this.room) this.isWritable = false;
    return true;
  }

  onResponsesEnd(): void {
    this.ends++;
  }

  onResponsesError(error: unknown): void {
    this.error = error;
  }
}

/** How far the pump's clock moves at each look: with 0, a busy machine cannot use a share of a turn up. */
let clockStepMs = 0;

/** Replaces the clock in the tests of a `describe`. At the top of the file it would hold for those of other files. */
function replaceClock(): void {
  let clock: { readonly mock: { restore(): void } };
  beforeEach(() => {
    clockStepMs = 0;
    let nowMs = 0;
    clock = mock.method(performance, "now", () => (nowMs += clockStepMs));
  });
  afterEach(() => clock.mock.restore());
}

/** Stops a pump; counts the handlers that run on. */
function stop(pump: ResponsePump): { running: number } {
  const count = { running: 0 };
  if (pump.stop(() => count.running--)) count.running++;
  return count;
}

describe("a pump of responses", () => {
  replaceClock();

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

describe("a pump of batches", () => {
  replaceClock();

  it("sends arrays, batches, and what stands between them in order", async () => {
    const whole = new Outlet();
    new ResponsePump([1, 2, 3], whole).pull();
    assert.deepEqual(whole.sent, [1, 2, 3]);
    assert.equal(whole.ends, 1);

    const sync = new Outlet();
    function* syncResponses() {
      yield 1;
      yield batch([2, 3]);
      yield batch([]);
      yield 4;
      yield batch([5]);
    }
    new ResponsePump(syncResponses(), sync).pull();
    assert.deepEqual(sync.sent, [1, 2, 3, 4, 5]);
    assert.equal(sync.ends, 1);

    const mixed = new Outlet();
    async function* responses() {
      yield batch([1, 2]);
      yield 3;
      yield batch([4]);
    }
    new ResponsePump(responses(), mixed).pull();
    await turn();
    assert.deepEqual(mixed.sent, [1, 2, 3, 4]);
    assert.equal(mixed.ends, 1);
  });

  it("stops in the middle of a batch for lack of room, and goes on there", async () => {
    const outlet = new Outlet();
    outlet.room = 2;
    const array = [1, 2, 3];
    async function* responses() {
      yield batch(array);
      array[2] = 0;
      yield 4;
    }
    const pump = new ResponsePump(responses(), outlet);
    pump.pull();
    await turn();
    assert.deepEqual(outlet.sent, [1, 2]);
    assert.equal(outlet.waits, 1);
    outlet.room = Infinity;
    outlet.isWritable = true;
    pump.pull();
    await turn();
    assert.deepEqual(
      outlet.sent,
      [1, 2, 3, 4],
      "the array is the generator's only after the batch",
    );
  });

  it("leaves the generator in the middle of a batch when the call is over", () => {
    const outlet = new Outlet();
    outlet.room = 1;
    let isLeft = false;
    function* responses() {
      try {
        yield batch([1, 2]);
      } finally {
        isLeft = true;
      }
    }
    const pump = new ResponsePump(responses(), outlet);
    pump.pull();
    assert.deepEqual(stop(pump), { running: 0 });
    assert.ok(isLeft);
    outlet.isWritable = true;
    pump.pull();
    assert.deepEqual(outlet.sent, [1]);
    assert.equal(outlet.ends, 0);
  });

  it("reports what a sync generator throws behind what it has yielded", () => {
    const outlet = new Outlet();
    function* responses() {
      yield batch([1, 2]);
      throw new Error("no more");
    }
    new ResponsePump(responses(), outlet).pull();
    assert.deepEqual(outlet.sent, [1, 2]);
    assert.match(String(outlet.error), /no more/);
    assert.equal(outlet.ends, 0);
  });

  it("leaves an endless sync generator after a share of the turn", () => {
    clockStepMs = 1;
    for (const response of [1, batch([]), batch([1, 2, 3])]) {
      const outlet = new Outlet();
      function* responses() {
        for (;;) yield response;
      }
      const pump = new ResponsePump(responses(), outlet);
      pump.pull();
      assert.equal(outlet.waits, 1, "waits though there is room");
      const sent = outlet.sent.length;
      pump.pull();
      assert.equal(outlet.waits, 2);
      assert.ok(outlet.sent.length > sent || response instanceof Batch);
    }
  });

  it("takes a generator that interceptors have not read as it is, and shows them messages", async () => {
    function* responses() {
      yield batch([1, 2]);
      yield 3;
    }
    const untouched = new Outlet();
    new ResponsePump(new SingleResponses(responses()), untouched).pull();
    assert.deepEqual(untouched.sent, [1, 2, 3], "without waiting for anything");
    const seen: unknown[] = [];
    for await (const response of new SingleResponses(responses())) seen.push(response);
    assert.deepEqual(seen, [1, 2, 3]);
  });
});
