import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TurnScheduler, type TurnTaker } from "./turn-scheduler.ts";

/** Enters the scheduler again until it has had its turns. */
class Worker implements TurnTaker {
  debtMs = 0;
  isWaiting = false;
  contendedTurns = 0;
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

  takeTurn(): void {
    this.log.push(this.name);
    this.turns -= 1;
    if (this.turns > 0) this.scheduler.enter(this);
    else this.onDone();
  }
}

function run(...turns: [name: string, turns: number, debtMs: number][]): Promise<string[]> {
  const scheduler = new TurnScheduler();
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
    const scheduler = new TurnScheduler();
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
});
