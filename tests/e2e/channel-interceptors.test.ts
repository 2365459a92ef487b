import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Interceptor, mapMessages, type ServerContext, StatusError } from "tramline";
import { echo, failure, withPair } from "./fixture.ts";
import type { Echo } from "./gen/e2e/echo.ts";

describe("interceptors", () => {
  /** Notes what passes, and changes messages of every kind of call. */
  const marking =
    (mark: string, log: string[]): Interceptor =>
    async (call, next) => {
      log.push(`${mark}>${call.method.localName}`);
      call.metadata.append("x-mark", mark);
      const result = await next(call);
      result.trailers.append("x-tail", mark);
      log.push(`${mark}<`);
      if (call.kind === "unary" || call.kind === "clientStreaming") {
        const response = result.response as Echo;
        return { ...result, response: { ...response, text: `${response.text}${mark}` } };
      }
      const responses = mapMessages(result.response as AsyncIterable<Echo>, (message) => ({
        ...message,
        text: `${message.text}${mark}`,
      }));
      return { ...result, response: responses };
    };

  it("of one form for all four kinds on both sides", () => {
    const log: string[] = [];
    const marks: string[][] = [];
    const service = {
      ...echo,
      say(request: Echo, context: ServerContext) {
        marks.push(context.metadata.getAll("x-mark"));
        return request;
      },
    };
    return withPair(
      service,
      async ({ client }) => {
        assert.equal((await client.say({ text: "a" })).text, "as2s1c2c1");
        assert.deepEqual(log, ["c1>say", "c2>say", "s1>say", "s2>say", "s2<", "s1<", "c2<", "c1<"]);
        assert.deepEqual(marks, [["c1", "c2", "s1", "s2"]]);
        assert.equal((await client.collect([{ text: "b" }, { text: "c" }])).text, "bcs2s1c2c1");
        const texts: string[] = [];
        for await (const answer of client.repeat({ text: "d", count: 3 })) texts.push(answer.text);
        assert.deepEqual(texts, Array(3).fill("ds2s1c2c1"));
        const chat = client.chat();
        const replies = chat[Symbol.asyncIterator]();
        for (const text of ["e", "f"]) {
          await chat.send({ text });
          assert.equal((await replies.next()).value?.text, `${text}s2s1c2c1`);
        }
        await chat.close();
        assert.equal((await replies.next()).done, true);
        let tail: string[] = [];
        await client.say(
          {},
          {
            onTrailers: (trailers) => {
              tail = trailers.getAll("x-tail");
            },
          },
        );
        assert.deepEqual(tail, ["s2", "s1", "c2", "c1"]);
      },
      {
        server: { interceptors: [marking("s1", log), marking("s2", log)] },
        channel: { interceptors: [marking("c1", log), marking("c2", log)] },
      },
    );
  });

  it("can refuse, repeat, answer, and see deadline and cancellation", () => {
    let tries = 0;
    const service = {
      say(request: Echo) {
        tries += 1;
        if (tries < 3) throw new StatusError("UNAVAILABLE", "not yet");
        return request;
      },
      repeat: echo.repeat,
    };
    const repeating: Interceptor = async (call, next) => {
      for (let left = 3; ; left--) {
        try {
          return await next(call);
        } catch (error) {
          if (left === 1 || StatusError.from(error).code !== "UNAVAILABLE") throw error;
        }
      }
    };
    const refusing: Interceptor = async (call, next) => {
      if (call.metadata.get("authorization") !== "secret") {
        throw new StatusError("UNAUTHENTICATED", "who are you?");
      }
      return next(call);
    };
    return withPair(
      service,
      async ({ client }) => {
        assert.equal((await failure(client.say({}))).code, "UNAUTHENTICATED");
        const metadata = { authorization: "secret" };
        assert.equal((await client.say({ text: "x" }, { metadata })).text, "x");
        assert.equal(tries, 3);
        const slow = client.repeat({ count: 5, delayMs: 500 }, { metadata, timeoutMs: 50 });
        assert.equal(
          (await failure(slow[Symbol.asyncIterator]().next())).code,
          "DEADLINE_EXCEEDED",
        );
        const left: number[] = [];
        for await (const one of client.repeat({ count: 5 }, { metadata })) {
          left.push(one.count);
          if (one.count === 1) break;
        }
        assert.deepEqual(left, [0, 1]);
      },
      { server: { interceptors: [refusing] }, channel: { interceptors: [repeating] } },
    );
  });
});
