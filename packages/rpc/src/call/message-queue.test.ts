import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MessageQueue } from "./message-queue.ts";

function queue() {
  const seen = { consumed: 0, abandoned: 0 };
  const messages = new MessageQueue<string>({
    onConsumed: (wireBytes) => {
      seen.consumed += wireBytes;
    },
    onAbandoned: () => {
      seen.abandoned += 1;
    },
  });
  return { messages, seen };
}

const end = { value: undefined, done: true };

describe("a queue of messages", () => {
  it("gives credit for what the reader takes, not for what lies in it", async () => {
    const { messages, seen } = queue();
    for (let i = 0; i < 20; i++) messages.push(`${i}`, 10);
    assert.equal(seen.consumed, 0);
    for (let i = 0; i < 20; i++) {
      assert.deepEqual(await messages.next(), { value: `${i}`, done: false });
      assert.equal(seen.consumed, (i + 1) * 10);
    }
  });

  it("answers reads in the order in which they came, several at once too", async () => {
    const { messages, seen } = queue();
    const reads = [messages.next(), messages.next(), messages.next(), messages.next()];
    messages.push("a", 1);
    messages.push("b", 1);
    const late = messages.next();
    messages.push("c", 1);
    messages.end();
    assert.deepEqual(await Promise.all([...reads, late]), [
      { value: "a", done: false },
      { value: "b", done: false },
      { value: "c", done: false },
      end,
      end,
    ]);
    assert.equal(seen.consumed, 3);
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
    ended.push("a", 1);
    ended.end(new Error("late"));
    assert.deepEqual(await ended.next(), { value: "a", done: false });
    await assert.rejects(ended.next(), /late/);
    const failed = queue().messages;
    failed.push("a", 1);
    failed.fail(new Error("now"));
    await assert.rejects(failed.next(), /now/);
    assert.deepEqual(await failed.next(), end);
  });

  it("pays for what its reader leaves unread, and says that it was left", async () => {
    const { messages, seen } = queue();
    messages.push("a", 7);
    messages.push("b", 8);
    await messages.next();
    assert.deepEqual(await messages.return(), end);
    assert.deepEqual(seen, { consumed: 15, abandoned: 1 });
    messages.push("c", 9);
    assert.equal(seen.consumed, 24);
  });
});
