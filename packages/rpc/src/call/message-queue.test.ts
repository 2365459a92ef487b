import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MessageQueue } from "./message-queue.ts";

function queue(ready: string[] = []) {
  const seen = { pulls: 0, abandoned: 0 };
  const messages = new MessageQueue<string>({
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

describe("a queue of messages", () => {
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
    const messages = new MessageQueue<string>({
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
