import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MessageQueue } from "./message-queue.ts";
import { MessageQueue as QueueOfBrowsers } from "./message-queue-web.ts";

type Owner = ConstructorParameters<typeof MessageQueue<string>>[0];

/** Makes queues, for Node and for browsers. */
const makers = [
  ["Node", (owner: Owner) => new MessageQueue(owner)],
  ["browsers", (owner: Owner) => new QueueOfBrowsers(owner)],
] as const;

type Make = (typeof makers)[number][1];

function queueBy(make: Make, ready: string[] = []) {
  const seen = { pulls: 0, abandoned: 0 };
  const messages = make({
    pull: () => {
      seen.pulls += 1;
      return ready.shift();
    },
    get hasMessages() {
      return ready.length > 0;
    },
    onAbandoned: () => {
      seen.abandoned += 1;
      ready.length = 0;
    },
  });
  return { messages, seen, ready };
}

const end = { value: undefined, done: true };

for (const [where, make] of makers) {
  describe(`a queue of messages, in ${where}`, () => {
    const queue = (ready?: string[]) => queueBy(make, ready);

    it("asks for a message when its reader does, and not before", async () => {
      const { messages, seen } = queue(["a", "b", "c"]);
      messages.end();
      for (const [index, value] of ["a", "b", "c"].entries()) {
        assert.equal(seen.pulls, index);
        assert.deepEqual(await messages.next(), { value, done: false });
      }
      assert.deepEqual(await messages.next(), end);
    });

    it("keeps what is pushed while nobody reads, in order", async () => {
      const { messages } = queue();
      for (let i = 0; i < 5; i++) messages.push(`${i}`);
      assert.deepEqual(await messages.next(), { value: "0", done: false });
      for (let i = 5; i < 40; i++) messages.push(`${i}`);
      for (let i = 1; i < 40; i++) {
        assert.deepEqual(await messages.next(), { value: `${i}`, done: false });
      }
    });

    it("waits for a message that came before the end and is not ready yet", async () => {
      let isInflating = true;
      const messages = make({
        pull: () => undefined,
        get hasMessages() {
          return isInflating;
        },
        onAbandoned() {},
      });
      const reads = [messages.next(), messages.next()];
      messages.end();
      isInflating = false;
      messages.push("late");
      assert.deepEqual(await Promise.all(reads), [{ value: "late", done: false }, end]);
    });

    it("answers reads in the order in which they came, several at once too", async () => {
      const { messages } = queue();
      const reads = [messages.next(), messages.next(), messages.next(), messages.next()];
      messages.push("a");
      messages.push("b");
      const late = messages.next();
      messages.push("c");
      messages.end();
      assert.deepEqual(await Promise.all([...reads, late]), [
        { value: "a", done: false },
        { value: "b", done: false },
        { value: "c", done: false },
        end,
        end,
      ]);
      assert.deepEqual(await messages.next(), end);
    });

    it("tells one read of the error, and ends the others", async () => {
      const { messages } = queue();
      const reads = [messages.next(), messages.next(), messages.next()];
      const error = new Error("cut off");
      messages.end(error);
      const [first, ...others] = await Promise.allSettled(reads);
      assert.deepEqual(first, { status: "rejected", reason: error });
      for (const other of others) assert.deepEqual(other, { status: "fulfilled", value: end });
      assert.deepEqual(await messages.next(), end);
    });

    it("has what is queued read before the error, unless it fails at once", async () => {
      const ended = queue().messages;
      ended.push("a");
      ended.end(new Error("late"));
      assert.deepEqual(await ended.next(), { value: "a", done: false });
      await assert.rejects(ended.next(), /late/);
      const failed = queue().messages;
      failed.push("a");
      failed.fail(new Error("now"));
      await assert.rejects(failed.next(), /now/);
      assert.deepEqual(await failed.next(), end);
    });

    it("throws an error found late in place of what was still to be read", async () => {
      const { messages } = queue();
      messages.push("a");
      messages.end();
      messages.fail(new Error("cannot decode"));
      await assert.rejects(messages.next(), /cannot decode/);
      assert.deepEqual(await messages.next(), end);
    });

    it("drops what its reader leaves, and says once that it was left", async () => {
      const { messages, seen } = queue();
      messages.push("a");
      messages.push("b");
      await messages.next();
      assert.deepEqual(await messages.return(), end);
      assert.deepEqual(await messages.return(), end);
      assert.equal(seen.abandoned, 1);
      messages.push("c");
      assert.deepEqual(await messages.next(), end);
    });
  });

  describe(`batches of a queue, in ${where}`, () => {
    const queue = (ready?: string[]) => queueBy(make, ready);

    it("hold all that has come, pushed or still to be pulled", async () => {
      const { messages, ready } = queue(["c", "d"]);
      messages.push("a");
      messages.push("b");
      const batches = messages.batches();
      assert.deepEqual(await batches.next(), { value: ["a", "b", "c", "d"], done: false });
      ready.push("e");
      assert.deepEqual(await batches.next(), { value: ["e"], done: false });
      messages.end();
      assert.deepEqual(await batches.next(), end);
      assert.deepEqual(await batches.next(), end);
    });

    it("hold all that one chunk brings while their reader waits", async () => {
      const { messages } = queue();
      const batches = messages.batches();
      const batch = batches.next();
      assert.ok(messages.isWaiting);
      for (const text of ["a", "b", "c"]) messages.push(text);
      assert.ok(messages.isWaiting, "there is room for more");
      assert.deepEqual(await batch, { value: ["a", "b", "c"], done: false });
      assert.ok(!messages.isWaiting);
    });

    it("hold 4,096 messages at most, and nothing is lost between them", async () => {
      const pushed = queue().messages;
      const reads = [pushed.nextBatch(), pushed.nextBatch()];
      let pushes = 0;
      while (pushed.isWaiting) pushed.push(`${pushes++}`);
      assert.equal(pushes, 4096);
      for (; pushes < 5000; pushes++) pushed.push(`${pushes}`);
      const [first, second] = await Promise.all(reads);
      assert.equal(first?.value?.length, 4096);
      assert.equal(second?.value?.[0], "4096");
      assert.equal(second?.value?.length, 904);

      const pulled = queue(Array.from({ length: 10_000 }, (_, i) => `${i}`)).messages;
      pulled.end();
      const sizes: number[] = [];
      for await (const batch of pulled.batches()) sizes.push(batch.length);
      assert.deepEqual(sizes, [4096, 4096, 1808]);
    });

    it("share the order of reads with single ones", async () => {
      const { messages } = queue();
      const reads = [messages.next(), messages.nextBatch(), messages.next(), messages.nextBatch()];
      for (const text of ["a", "b", "c"]) messages.push(text);
      assert.deepEqual(await Promise.all(reads.slice(0, 2)), [
        { value: "a", done: false },
        { value: ["b", "c"], done: false },
      ]);
      for (const text of ["d", "e"]) messages.push(text);
      messages.end();
      assert.deepEqual(await Promise.all(reads.slice(2)), [
        { value: "d", done: false },
        { value: ["e"], done: false },
      ]);
      assert.deepEqual(await messages.next(), end);
    });

    it("come before the error that ends the queue, unless it fails at once", async () => {
      const ended = queue().messages;
      const read = ended.nextBatch();
      ended.push("a");
      ended.end(new Error("late"));
      assert.deepEqual(await read, { value: ["a"], done: false });
      await assert.rejects(ended.nextBatch(), /late/);
      const failed = queue().messages;
      const lost = failed.nextBatch();
      failed.push("a");
      failed.fail(new Error("now"));
      await assert.rejects(lost, /now/);
      assert.deepEqual(await failed.nextBatch(), end);
    });

    it("end where a message cannot be read, which the next read hears", async () => {
      let pulls = 0;
      const messages = make({
        pull: () => {
          pulls += 1;
          if (pulls < 3) return `${pulls}`;
          messages.fail(new Error("cannot decode"));
          return undefined;
        },
        hasMessages: true,
        onAbandoned() {},
      });
      assert.deepEqual(await messages.nextBatch(), { value: ["1", "2"], done: false });
      await assert.rejects(messages.nextBatch(), /cannot decode/);
    });

    it("leave the queue when they are left, also while one is gathered", async () => {
      const { messages, seen } = queue();
      const batches = messages.batches();
      const read = batches.next();
      messages.push("a");
      assert.deepEqual(await batches.return?.(), end);
      assert.deepEqual(await read, end);
      assert.equal(seen.abandoned, 1);
      assert.deepEqual(await messages.next(), end);
    });
  });
}

/** A queue whose owner hands over three messages at a time, behind the one that is pulled. */
function queueOfRuns(ready: string[]) {
  const messages = new MessageQueue<string>({
    pull: () => ready.shift(),
    pullRun: (into) => {
      const taken = ready.splice(0, 3);
      for (const [place, message] of taken.entries()) into[place] = message;
      return taken.length;
    },
    get hasMessages() {
      return ready.length > 0;
    },
    onAbandoned: () => {
      ready.length = 0;
    },
  });
  return { messages, ready };
}

describe("a queue that takes runs of messages", () => {
  it("hands them over in order, and ends behind them", async () => {
    const all = Array.from({ length: 11 }, (_, i) => `${i}`);
    const { messages, ready } = queueOfRuns([...all]);
    const read = [(await messages.next()).value];
    assert.equal(ready.length, 7, "three behind the one that was read");
    messages.end();
    for await (const message of messages) read.push(message);
    assert.deepEqual(read, all);
  });

  it("has a run read before what is pushed, and before an error that ends it", async () => {
    const { messages } = queueOfRuns(["a", "b"]);
    assert.deepEqual(await messages.next(), { value: "a", done: false });
    messages.push("c");
    messages.end(new Error("late"));
    assert.equal(messages.takeNow(), "b");
    assert.deepEqual(await messages.next(), { value: "c", done: false });
    await assert.rejects(messages.next(), /late/);
  });

  it("drops a run when it fails at once or is left", async () => {
    const failed = queueOfRuns(["a", "b", "c"]).messages;
    await failed.next();
    failed.fail(new Error("now"));
    await assert.rejects(failed.next(), /now/);
    assert.deepEqual(await failed.next(), end);
    const left = queueOfRuns(["a", "b", "c"]).messages;
    await left.next();
    await left.return();
    assert.deepEqual(await left.next(), end);
  });

  it("has the rest of a run in the next batch", async () => {
    const { messages } = queueOfRuns(["a", "b", "c", "d", "e", "f"]);
    await messages.next();
    const batches = messages.batches();
    assert.deepEqual(await batches.next(), { value: ["b", "c", "d", "e", "f"], done: false });
    const pushed = queueOfRuns(["a", "b"]).messages;
    await pushed.next();
    pushed.push("c");
    assert.deepEqual(await pushed.nextBatch(), { value: ["b"], done: false });
    assert.deepEqual(await pushed.nextBatch(), { value: ["c"], done: false });
  });
});
