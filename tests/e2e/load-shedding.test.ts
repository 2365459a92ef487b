import assert from "node:assert/strict";
import { test } from "node:test";
import { addHealth, addReflection } from "@tramline/services";
import { createBytesClient, type ServerLimitEvent, StatusError } from "tramline";
import { echo, eventually, networkOnly, sleep, withPair } from "./fixture.ts";

/** Keeps the event loop busy. */
function burn(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

function assertShed(error: unknown): void {
  assert.ok(error instanceof StatusError, String(error));
  assert.equal(error.code, "UNAVAILABLE");
  assert.match(error.message, /rejects further calls \(shedLoad\): /);
  assert.ok(Number(error.metadata.get("grpc-retry-pushback-ms")) > 0, "names a time to try again");
}

test("calls are rejected undecoded while the event loop is late, but not those of health", async () => {
  const events: ServerLimitEvent[] = [];
  let begun = 0;
  const say = async () => {
    begun += 1;
    await sleep(1);
    burn(20);
    return { text: "done" };
  };
  await withPair(
    { ...echo, say },
    async ({ client, channel, server }) => {
      addHealth(server);
      addReflection(server);
      const health = createBytesClient(channel)("/grpc.health.v1.Health/Check");
      const outcomes: PromiseSettledResult<unknown>[] = [];
      let sent = 0;
      let checks = 0;
      const isRejected = ({ status }: PromiseSettledResult<unknown>) => status === "rejected";
      for (let round = 0; round < 200 && outcomes.filter(isRejected).length < 10; round++) {
        const calls = Promise.allSettled(Array.from({ length: 4 }, () => client.say({})));
        sent += 4;
        for await (const _ of health([new Uint8Array(0)])) checks += 1;
        assert.equal(checks, round + 1);
        outcomes.push(...(await calls));
      }
      const rejected = outcomes.filter((outcome) => outcome.status === "rejected");
      assert.ok(rejected.length >= 10, `${rejected.length} of ${sent} calls rejected`);
      for (const { reason } of rejected) assertShed(reason);
      assert.equal(begun, sent - rejected.length);
      const [event] = events;
      assert.deepEqual([event?.limit, event?.action], ["shedLoad", "refused-call"]);
    },
    { server: { shedLoad: { maxDelayMs: 1 }, onLimit: (event) => events.push(event) } },
  );
});

test(
  "calls that wait too long for the turn of their connection are rejected, and later ones are not",
  networkOnly("turns"),
  async () => {
    const say = () => {
      burn(10);
      return { text: "done" };
    };
    await withPair(
      { ...echo, say },
      async ({ client }) => {
        await client.say({});
        const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => client.say({})));
        const done = outcomes.filter(({ status }) => status === "fulfilled").length;
        const rejected = outcomes.filter((outcome) => outcome.status === "rejected");
        for (const { reason } of rejected) assertShed(reason);
        assert.ok(done >= 1, "none was done");
        assert.ok(rejected.length >= 1, "none was rejected");
        const texts = rejected.map(({ reason }) => String(reason));
        const isLate = (text: string) => /waited \d+ ms for its turn, of at most 60/.test(text);
        assert.ok(texts.some(isLate), texts[0]);
        let isServed = false;
        const call = () =>
          client.say({}).then(
            () => true,
            () => false,
          );
        await eventually(
          () => isServed,
          "a later call is served",
          async () => {
            isServed = await call();
          },
        );
      },
      // The event loop itself is never as late as that: a turn has 5 ms and the call that exceeds them.
      { server: { shedLoad: { maxDelayMs: 60 } } },
    );
  },
);
