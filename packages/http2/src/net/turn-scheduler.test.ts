import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TurnScheduler, type TurnTaker } from "./turn-scheduler.ts";

/** A clock that a busy machine does not move. */
class StoppedClock {
  nowMs = 1000;
  readonly now = () => this.nowMs;
}

/** Enters the scheduler again until it has had its turns. */
class Worker implements TurnTaker {
  debtMs = 0;
  isWaiting = false;
  contendedTurns = 0;
  costlyUntilMs = 0;
  private readonly name: string;
  private readonly log: string[];
  private readonly scheduler: TurnScheduler;
  turns: number;
  onDone: () => void = () => {};

  constructor(name: string, turns: number, log: string[], scheduler: TurnScheduler) {
    this.name = name;
    this.turns = turns;
    this.log = log;
    this.scheduler = scheduler;
  }

  onTurnSettled(): void {}

  takeTurn(_nowMs?: number, _untilMs?: number): void {
    this.log.push(this.name);
    this.turns -= 1;
    if (this.turns > 0) this.scheduler.enter(this);
    else this.onDone();
  }
}

function run(...turns: [name: string, turns: number, debtMs: number][]): Promise<string[]> {
  const scheduler = new TurnScheduler(new StoppedClock().now);
  const log: string[] = [];
  return new Promise((resolve) => {
    let left = turns.length;
    for (const [name, count, debtMs] of turns) {
      const worker = new Worker(name, count, log, scheduler);
      worker.debtMs = debtMs;
      worker.onDone = () => {
        left -= 1;
        if (left === 0) resolve(log);
      };
      scheduler.enter(worker);
    }
  });
}

describe("TurnScheduler", () => {
  test("serves those that wait in turn", async () => {
    assert.equal((await run(["a", 3, 0], ["b", 2, 0], ["c", 1, 0])).join(""), "abcaba");
  });

  test("one in debt lets the others go first", async () => {
    const log = (await run(["a", 2, 1], ["b", 6, 0])).join("");
    assert.equal(log, "bbbbabab".slice(0, log.length));
    assert.ok(log.indexOf("a") >= 4, log);
  });

  test("debts to nobody are forgotten", async () => {
    assert.equal((await run(["a", 2, 1e6])).join(""), "aa");
    assert.equal((await run(["a", 1, 1e6], ["b", 1, 1e6 + 10])).join(""), "ab");
  });

  test("one that leaves gets no turn", async () => {
    const scheduler = new TurnScheduler(new StoppedClock().now);
    const log: string[] = [];
    const gone = new Worker("a", 1, log, scheduler);
    const stays = new Worker("b", 1, log, scheduler);
    scheduler.enter(gone);
    scheduler.enter(stays);
    scheduler.leave(gone);
    await new Promise<void>((resolve) => {
      stays.onDone = resolve;
    });
    assert.deepEqual(log, ["b"]);
  });

  test("what a turn leads to in handlers is paid for like the turn itself", async () => {
    const clock = new StoppedClock();
    const scheduler = new TurnScheduler(clock.now);
    const log: string[] = [];
    const slow = new Worker("a", 2, log, scheduler);
    const other = new Worker("b", 6, log, scheduler);
    const takeTurn = slow.takeTurn.bind(slow);
    slow.takeTurn = () => {
      takeTurn();
      // A handler that works on after it has waited twice.
      void Promise.resolve()
        .then(() => {})
        .then(() => {
          clock.nowMs += 2;
        });
    };
    scheduler.enter(slow);
    scheduler.enter(other);
    await new Promise<void>((resolve) => {
      other.onDone = resolve;
    });
    assert.equal(log.join(""), "abbbbbb");
    assert.ok(slow.debtMs > 0 || log.length === 8, `${slow.debtMs} ms`);
  });

  test("output that is about to leave goes ahead of the connection whose turn it is", async () => {
    const scheduler = new TurnScheduler(new StoppedClock().now);
    const log: string[] = [];
    const worker = new Worker("turn", 1, log, scheduler);
    await new Promise<void>((resolve) => {
      worker.onDone = resolve;
      scheduler.enter(worker);
      setImmediate(() => log.push("output"));
      scheduler.letFlush();
    });
    assert.deepEqual(log, ["output", "turn"]);
  });

  test("output that is made while output leaves does not put the next turn off", async () => {
    const scheduler = new TurnScheduler(new StoppedClock().now);
    const log: string[] = [];
    const worker = new Worker("turn", 1, log, scheduler);
    await new Promise<void>((resolve) => {
      const leave = () => {
        if (log.push("output") === 10) resolve();
        if (log.includes("turn")) return;
        scheduler.isFlushing = true;
        setImmediate(leave);
        scheduler.letFlush();
      };
      worker.onDone = resolve;
      setImmediate(leave);
      scheduler.enter(worker);
      scheduler.letFlush();
    });
    assert.deepEqual(log.slice(0, 2), ["output", "turn"]);
  });

  test("a connection among others has the small share also when it happens to be alone", async () => {
    const clock = new StoppedClock();
    const scheduler = new TurnScheduler(clock.now);
    const shares: number[] = [];
    const worker = new Worker("a", 3, [], scheduler);
    const other = new Worker("b", 1, [], scheduler);
    const takeTurn = worker.takeTurn.bind(worker);
    worker.takeTurn = (nowMs?: number, untilMs?: number) => {
      shares.push((untilMs ?? 0) - (nowMs ?? 0));
      if (shares.length === 2) clock.nowMs += 1000;
      takeTurn();
    };
    await new Promise<void>((resolve) => {
      worker.onDone = resolve;
      scheduler.enter(worker);
      scheduler.enter(other);
    });
    assert.deepEqual(shares, [0.25, 0.25, 5]);
  });

  for (const hasOthers of [true, false]) {
    const name = hasOthers ? "leave others half of the time" : "do not wait for nobody";
    // So long that each waits for longer than what it did is remembered.
    for (const tookMs of [10, 200]) {
      test(`connections whose messages take ${tookMs} ms ${name}`, async () => {
        const clock = new StoppedClock();
        const scheduler = new TurnScheduler(clock.now);
        const log: string[] = [];
        const began: number[] = [];
        const light = new Worker("light", 1, log, scheduler);
        const workers = ["a", "b", "c"].map((name) => new Worker(name, 2, log, scheduler));
        for (const worker of workers) {
          const takeTurn = worker.takeTurn.bind(worker);
          worker.takeTurn = () => {
            began.push(clock.nowMs);
            scheduler.onBlocked(worker, tookMs);
            clock.nowMs += tookMs;
            // Meanwhile the others have sent something, which is read first.
            if (hasOthers) scheduler.shareMs(light, clock.nowMs, true);
            takeTurn();
          };
          scheduler.enter(worker);
        }
        for (let turns = 0; log.length < 6; turns++) {
          if (hasOthers) scheduler.shareMs(light, clock.nowMs, true);
          // The scheduler waits by timers: the clock must not run ahead of them.
          if (turns % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
          else await new Promise((resolve) => setTimeout(resolve, 1));
          clock.nowMs += tookMs / 20;
        }
        // The first turn of each: only then is it known that they take long.
        const gaps = began.slice(3).map((ms, i) => ms - (began[i + 2] as number));
        if (hasOthers) assert.ok(Math.min(...gaps) >= 2 * tookMs, `${gaps}`);
        else assert.ok(Math.max(...gaps) < 2 * tookMs, `${gaps}`);
      });
    }
  }

  test("what a connection sends waits for its turn for a while after a message that took long", () => {
    const clock = new StoppedClock();
    const scheduler = new TurnScheduler(clock.now);
    const worker = new Worker("a", 1, [], scheduler);
    assert.ok(!scheduler.isCostly(worker));
    scheduler.onBlocked(worker, 10);
    assert.ok(scheduler.isCostly(worker));
    clock.nowMs += 1000;
    assert.ok(!scheduler.isCostly(worker));
  });
});
