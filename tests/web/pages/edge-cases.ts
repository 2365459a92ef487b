/** The calls that every client makes to our server. Each case is given a caller and a key of its own. */
import type { Item } from "../../edge/gen/edge/edge.ts";
import { type Caller, CallFailure } from "./caller.ts";
import { eventually, holds, rejection, same } from "./check.ts";

type Case = (caller: Caller, key: string) => Promise<void>;

async function all(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function failureOf(call: Promise<unknown>): Promise<CallFailure> {
  const error = await rejection(call);
  if (error instanceof CallFailure) return error;
  throw error;
}

async function cancelledCalls(caller: Caller, key: string): Promise<number> {
  return (await caller.unary("Read", { text: `cancelled:${key}` })).item.count;
}

async function producedMessages(caller: Caller, key: string): Promise<number> {
  return (await caller.unary("Read", { text: `produced:${key}` })).item.count;
}

async function isCancelled(caller: Caller, key: string): Promise<void> {
  await eventually(
    () => cancelledCalls(caller, key),
    (count) => count === 1,
    "the end of the call on the server",
  );
}

/** The cases by their names. */
export const edgeCases: Readonly<Record<string, Case>> = {
  async "unary: fields, 64-bit integers, large bytes, metadata both ways"(caller) {
    const data = new Uint8Array(300_000).map((_, index) => index % 251);
    const request = { text: "ü☕", big: -9_007_199_254_740_993n, data };
    const { item, head, tail } = await caller.unary("Write", request, {
      metadata: { mine: "a, b" },
    });
    same([item.text, item.big], [request.text, request.big], "the response");
    same(item.data, data, "the bytes of the response");
    same([head, tail], ["a, b", "two"], "header and trailer");
    same((await caller.unary("Write", {})).item.text, "", "the response to an empty request");
  },

  async "unary: a hundred calls at a time"(caller) {
    const counts = Array.from({ length: 100 }, (_, count) => count);
    const replies = await Promise.all(counts.map((count) => caller.unary("Write", { count })));
    same(
      replies.map(({ item }) => item.count),
      counts,
      "the responses",
    );
  },

  async "unary: a method without side effects"(caller) {
    same((await caller.unary("Read", { text: "a+/?&=%" })).item.text, "a+/?&=%", "the response");
  },

  async "an error: code, message, metadata, details"(caller) {
    const { code, text, why, field } = await failureOf(caller.unary("Write", { text: "fail" }));
    same([code, text, why, field], [9, "not now: ü%", "because", "text"], "the error");
  },

  async "a stream: all messages, in order"(caller) {
    const items = await all(caller.repeat({ text: "r".repeat(20_000), count: 100 }));
    same(
      items.map(({ count }) => count),
      Array.from({ length: 100 }, (_, i) => i),
      "the counts",
    );
    holds(
      items.every(({ text }) => text.length === 20_000),
      "the texts are whole",
    );
    same(await all(caller.repeat({ count: 0 })), [], "a stream of no messages");
  },

  async "a stream: a message is there before the next one is sent"(caller, key) {
    const counts: number[] = [];
    for await (const { count } of caller.repeat({ text: `steps:${key}`, count: 3 })) {
      counts.push(count);
      // The server waits for this call before it sends another message.
      if (count === 0) await caller.unary("Write", { text: `go:${key}` });
    }
    same(counts, [0, 1, 2], "the counts");
  },

  async "a stream: an error behind messages, with all its parts"(caller) {
    const counts: number[] = [];
    const read = async () => {
      for await (const { count } of caller.repeat({ text: "fail", count: 2 })) counts.push(count);
    };
    const { code, text, why, field } = await failureOf(read());
    same(counts, [0, 1], "the counts before the error");
    same([code, text, why, field], [9, "not now: ü%", "because", "text"], "the error");
  },

  async "a deadline, which the server notices"(caller, key) {
    // Until the server has got the call: one that never got there would not be seen to end.
    for (let timeoutMs = 200; (await producedMessages(caller, key)) === 0; timeoutMs *= 4) {
      const { code } = await failureOf(
        caller.unary("Read", { text: `wait:${key}` }, { timeoutMs }),
      );
      same(code, 4, "the code of a call whose deadline passes");
      holds(timeoutMs < 10_000, "the server gets the call");
    }
    await eventually(
      () => cancelledCalls(caller, key),
      (count) => count > 0,
      "the end of the call on the server",
    );
  },

  async "abort of a unary call, which the server notices"(caller, key) {
    const controller = new AbortController();
    const call = caller.unary("Read", { text: `wait:${key}` }, { signal: controller.signal });
    const failure = failureOf(call);
    // The server has the call: one that never got there would not be seen to end.
    await eventually(
      () => producedMessages(caller, key),
      (count) => count === 1,
      "the call on the server",
    );
    controller.abort();
    same((await failure).code, 1, "the code of an aborted call");
    await isCancelled(caller, key);
  },

  async "abort of a stream, which the server notices"(caller, key) {
    const controller = new AbortController();
    const read = async () => {
      const setting = { signal: controller.signal };
      for await (const { count } of caller.repeat(
        { text: `endless:${key}`, count: 1e6 },
        setting,
      )) {
        if (count === 1) controller.abort();
      }
    };
    same((await failureOf(read())).code, 1, "the code of an aborted call");
    await isCancelled(caller, key);
  },

  async "leaving the loop over a stream ends the call on the server"(caller, key) {
    for await (const { count } of caller.repeat({ text: `endless:${key}`, count: 1e6 })) {
      if (count === 1) break;
    }
    await isCancelled(caller, key);
  },

  async "a slow reader of a stream holds the server back"(caller, key) {
    // Chromium takes about 64 MiB of a body ahead of its reader.
    const count = 1500;
    const request = { text: `flood:${key}`, data: new Uint8Array(64 * 1024).fill(1), count };
    let seen = 0;
    for await (const item of caller.repeat(request)) {
      same(item.count, seen, "the number of the message");
      seen += 1;
      if (seen > 1) continue;
      let before = -1;
      await eventually(
        () => producedMessages(caller, key),
        (now) => {
          const isStill = now === before;
          before = now;
          return isStill && now > 0;
        },
        "the server's pause",
      );
      holds(before < count, `the server was held back, at ${before} of ${count} messages`);
    }
    same(seen, count, "the messages in all");
  },
};

/** Cases that do not end by themselves: their page goes away. */
export const heldCases: Readonly<Record<string, Case>> = {
  async "hold a stream"(caller, key) {
    for await (const _ of caller.repeat({ text: `endless:${key}`, count: 1e6 })) continue;
  },
};
