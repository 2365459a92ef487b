import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import { backoffSettings } from "./backoff.ts";
import { KeptStream, type StreamListener } from "./kept-stream.ts";
import { FakeClock } from "./testdata/fake-clock.ts";
import { FakeStream } from "./testdata/fake-streams.ts";

function setUp() {
  const clock = new FakeClock();
  const opened: FakeStream<string>[] = [];
  const log: string[] = [];
  const kept = new KeptStream<string>(
    (listener: StreamListener<string>) => {
      const stream = new FakeStream("watch", listener);
      opened.push(stream);
      return stream;
    },
    { clock, random: () => 0.5, backoff: backoffSettings(undefined) },
    {
      onTry: () => log.push("try"),
      onMessage: (message) => log.push(message),
      onFailed: (error) => log.push(error?.code ?? "OK"),
      onUnimplemented: () => log.push("unimplemented"),
    },
  );
  const last = (): FakeStream<string> => {
    const stream = opened.at(-1);
    assert.ok(stream);
    return stream;
  };
  return { clock, opened, log, kept, last };
}

const unavailable = new StatusError("UNAVAILABLE", "gone");

test("a stream that ends is opened again after its back-off, which grows", async () => {
  const { clock, opened, log, kept, last } = setUp();
  kept.start();
  kept.start();
  assert.equal(opened.length, 1);
  last().end(unavailable);
  await clock.advance(999);
  assert.equal(opened.length, 1);
  await clock.advance(1);
  assert.equal(opened.length, 2);
  last().end();
  await clock.advance(1_599);
  assert.equal(opened.length, 2);
  await clock.advance(1);
  assert.equal(opened.length, 3);
  assert.deepEqual(log, ["try", "UNAVAILABLE", "try", "OK", "try"]);
});

test("the back-off counts from the beginning of the try, and a message starts it over", async () => {
  const { clock, opened, log, kept, last } = setUp();
  kept.start();
  last().end(unavailable);
  await clock.advance(1_000);
  last().say("a");
  await clock.advance(60_000);
  last().end(unavailable);
  assert.equal(opened.length, 2, "not within the end of the one before");
  await clock.advance(0);
  assert.equal(opened.length, 3, "at once, as it had been open for long");
  last().say("b");
  last().end(unavailable);
  await clock.advance(999);
  assert.equal(opened.length, 3, "a server that ends each stream does not keep us busy");
  await clock.advance(1);
  assert.equal(opened.length, 4);
  assert.deepEqual(log, [
    "try",
    "UNAVAILABLE",
    "try",
    "a",
    "UNAVAILABLE",
    "try",
    "b",
    "UNAVAILABLE",
    "try",
  ]);
});

test("a server without the method is not asked again before the next start", async () => {
  const { clock, opened, log, kept, last } = setUp();
  kept.start();
  last().end(new StatusError("UNIMPLEMENTED", "no such method"));
  assert.equal(clock.pending, 0);
  assert.deepEqual(log, ["try", "unimplemented"]);
  kept.start();
  assert.equal(opened.length, 2);
});

test("stop ends the stream or the wait, and what still comes is passed over", async () => {
  const { clock, opened, log, kept, last } = setUp();
  kept.start();
  const first = last();
  kept.stop();
  assert.equal(first.isOpen, false);
  first.say("late");
  first.end(unavailable);
  kept.start();
  last().end(unavailable);
  assert.equal(clock.pending, 1);
  kept.stop();
  assert.equal(clock.pending, 0);
  await clock.advance(60_000);
  assert.equal(opened.length, 2);
  assert.deepEqual(log, ["try", "try", "UNAVAILABLE"]);
});

test("a stream that moves is opened elsewhere, unheard of; one that waits goes on waiting", async () => {
  const { clock, opened, log, kept, last } = setUp();
  kept.move();
  assert.equal(opened.length, 0);
  kept.start();
  const first = last();
  kept.move();
  assert.equal(first.isOpen, false);
  assert.equal(opened.length, 2);
  first.end(unavailable);
  last().say("a");
  assert.deepEqual(log, ["try", "a"]);
  last().end(unavailable);
  kept.move();
  assert.equal(opened.length, 2);
  await clock.advance(1_000);
  assert.equal(opened.length, 3);
});

test("a listener may stop it at any moment", () => {
  for (const moment of ["try", "message", "failed"]) {
    let opened = 0;
    const clock = new FakeClock();
    let stream: FakeStream<string> | undefined;
    const stopAt = (name: string): void => {
      if (name === moment) kept.stop();
    };
    const kept: KeptStream<string> = new KeptStream<string>(
      (listener) => {
        opened++;
        stream = new FakeStream("watch", listener);
        if (moment === "message") stream.say("at once");
        return stream;
      },
      { clock, random: () => 0.5, backoff: backoffSettings(undefined) },
      {
        onTry: () => stopAt("try"),
        onMessage: () => stopAt("message"),
        onFailed: () => stopAt("failed"),
        onUnimplemented: assert.fail,
      },
    );
    kept.start();
    if (moment === "failed") stream?.end(unavailable);
    assert.equal(opened, moment === "try" ? 0 : 1);
    assert.notEqual(stream?.isOpen, true, moment);
    assert.equal(clock.pending, 0);
  }
});
