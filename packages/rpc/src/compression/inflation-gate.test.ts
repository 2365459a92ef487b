import assert from "node:assert/strict";
import { test } from "node:test";
import { InflationGate, type InflationJob } from "./inflation-gate.ts";

class Job implements InflationJob {
  previousJob: InflationJob | undefined = undefined;
  nextJob: InflationJob | undefined = undefined;
  readonly source: object;
  readonly name: string;
  private readonly log: string[];

  constructor(name: string, source: object, log: string[]) {
    this.name = name;
    this.source = source;
    this.log = log;
  }

  inflate(): void {
    this.log.push(this.name);
  }
}

function enterAll(gate: InflationGate, log: string[], ...names: string[]): Job[] {
  const sources = new Map<string, object>();
  return names.map((name) => {
    const source = sources.get(name[0] as string) ?? { name };
    sources.set(name[0] as string, source);
    const job = new Job(name, source, log);
    gate.enter(job);
    return job;
  });
}

const nobody = {};

function drain(gate: InflationGate, running: number): void {
  for (let i = 0; i < running; i++) gate.leave(nobody, 0);
}

test("sources take turns, whoever has more to inflate", () => {
  const log: string[] = [];
  const gate = new InflationGate(1);
  enterAll(gate, log, "a1", "a2", "a3", "a4", "b1", "b2", "c1");
  assert.deepEqual(log, ["a1"]);
  drain(gate, 7);
  assert.deepEqual(log, ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
});

test("no more run at a time than the gate lets in", () => {
  const log: string[] = [];
  const gate = new InflationGate(2);
  enterAll(gate, log, "a1", "b1", "c1", "d1");
  assert.deepEqual(log, ["a1", "b1"]);
  gate.leave(nobody, 0);
  assert.deepEqual(log, ["a1", "b1", "c1"]);
  drain(gate, 3);
  enterAll(gate, log, "e1", "f1", "g1");
  assert.deepEqual(log, ["a1", "b1", "c1", "d1", "e1", "f1"]);
});

test("a job that is given up leaves its line, at the front, in the middle, and at the end", () => {
  const log: string[] = [];
  const gate = new InflationGate(1);
  const jobs = enterAll(gate, log, "a1", "a2", "a3", "a4", "a5", "b1");
  for (const at of [0, 1, 3, 4]) gate.giveUp(jobs[at] as Job);
  gate.giveUp(jobs[3] as Job);
  drain(gate, 3);
  assert.deepEqual(log, ["a1", "a3", "b1"]);
});

test("a source of which all jobs have been given up comes back behind the others", () => {
  const log: string[] = [];
  const gate = new InflationGate(1);
  const [, waiting, other] = enterAll(gate, log, "a1", "b1", "c1") as [Job, Job, Job];
  gate.giveUp(waiting);
  gate.enter(waiting);
  drain(gate, 3);
  assert.deepEqual(log, ["a1", "c1", "b1"]);
  gate.enter(other);
  assert.equal(log.at(-1), "c1");
});

test("a source that is paused lets others go, and goes on afterwards", async () => {
  const log: string[] = [];
  const gate = new InflationGate(1);
  const [first] = enterAll(gate, log, "a1", "a2", "b1", "b2") as [Job];
  gate.leave(first.source, 1);
  gate.enter(new Job("a3", first.source, log));
  drain(gate, 2);
  assert.deepEqual(log, ["a1", "b1", "b2"]);
  while (log.length < 4) await new Promise((resolve) => setTimeout(resolve, 1));
  drain(gate, 2);
  assert.deepEqual(log, ["a1", "b1", "b2", "a2", "a3"]);
});

test("a source that is paused with nothing in line waits as well", async () => {
  const log: string[] = [];
  const gate = new InflationGate(1);
  const [first] = enterAll(gate, log, "a1") as [Job];
  gate.leave(first.source, 1);
  gate.enter(new Job("a2", first.source, log));
  assert.deepEqual(log, ["a1"]);
  while (log.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  drain(gate, 1);
  gate.enter(new Job("a3", first.source, log));
  assert.deepEqual(log, ["a1", "a2", "a3"]);
});
