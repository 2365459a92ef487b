import assert from "node:assert/strict";
import { test } from "node:test";
import { addHealth, addReflection } from "@tramline/services";
import {
  createBytesClient,
  type ServerLimitEvent,
  type ServerOptions,
  StatusError,
} from "tramline";
import { echo, eventually, networkOnly, sleep, withPair } from "./fixture.ts";

/** Keeps the event loop busy. */
function burn(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

function assertShed(error: unknown): void {
  assert.ok(error instanceof StatusError, String(error));
  assert.equal(error.code, "UNAVAILABLE");
  assert.match(error.message, /rejects further calls \(shedLoad\.maxDelayMs\): /);
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
      assert.deepEqual([event?.limit, event?.action], ["shedLoad.maxDelayMs", "refused-call"]);
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
        const isLate = (text: string) => /waited \d+ ms for its turn, of at most 60/.test(text);
        let done = 0;
        let texts: string[] = [];
        // A machine that is busy may keep all calls of a round waiting too long, or call the event loop late.
        for (let round = 0; round < 20 && (done === 0 || !texts.some(isLate)); round++) {
          const calls = Array.from({ length: 40 }, () => client.say({}));
          const outcomes = await Promise.allSettled(calls);
          const rejected = outcomes.filter((outcome) => outcome.status === "rejected");
          for (const { reason } of rejected) assertShed(reason);
          done = outcomes.length - rejected.length;
          texts = rejected.map(({ reason }) => String(reason));
        }
        assert.ok(done >= 1, "none was done");
        assert.ok(texts.length >= 1, "none was rejected");
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

/** How many calls are sent at once, and after how many handled ones the next are. */
const WAVE = 20;
const HANDLED = 5;
const WAVES = 40;

/**
 * Sends four times the calls that the server can do, whether the earlier ones have ended or not.
 *
 * @returns for each call that succeeded, how many others the server finished from its begin to its end
 */
async function overload(server: ServerOptions) {
  let finished = 0;
  let waves = 0;
  const calls: Promise<number | undefined>[] = [];
  let sendWave = (): void => {};
  const say = async () => {
    const before = finished;
    await new Promise((resolve) => setImmediate(resolve));
    burn(2);
    finished += 1;
    if (finished % HANDLED === 0) sendWave();
    return { count: finished - before };
  };
  await withPair(
    { ...echo, say },
    async ({ client }) => {
      const call = async (): Promise<number | undefined> => {
        try {
          return (await client.say({})).count;
        } catch (error) {
          assertShed(error);
          return undefined;
        }
      };
      sendWave = () => {
        if (waves === WAVES) return;
        waves += 1;
        for (let i = 0; i < WAVE; i++) calls.push(call());
      };
      sendWave();
      // When all calls of a wave are rejected, nothing that is finished sends the next one.
      for (let seen = -1; waves < WAVES || seen < calls.length; ) {
        seen = calls.length;
        await Promise.all(calls);
        sendWave();
      }
    },
    { server },
  );
  const ends = await Promise.all(calls);
  return { sent: ends.length, waits: ends.filter((count) => count !== undefined) };
}

test("an overloaded server keeps the wait of the calls that it accepts bounded", async () => {
  const off = await overload({});
  // A tenth of them, while the load is not known yet, may wait for longer.
  const most = ({ waits }: typeof off) =>
    waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.9)] ?? 0;
  assert.equal(off.sent, WAVES * WAVE);
  assert.equal(off.waits.length, off.sent, "without it, all are accepted");
  const waitsOff = most(off);
  let problem: string | undefined = "not run";
  // It sheds by time: where the machine gives this process none, a run may be off. Not all of them are.
  for (let run = 0; run < 5 && problem !== undefined; run++) {
    const on = await overload({ shedLoad: { maxDelayMs: 20 } });
    assert.equal(on.sent, off.sent);
    const accepted = on.waits.length;
    const waitsOn = most(on);
    problem = undefined;
    if (accepted < 50 || accepted >= on.sent * 0.9) problem = `${accepted} are accepted`;
    if (waitsOn * 2 >= waitsOff)
      problem = `it waits for ${waitsOn} others, without for ${waitsOff}`;
  }
  assert.equal(problem, undefined);
});
