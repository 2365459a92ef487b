import assert from "node:assert/strict";
import { test } from "node:test";
import { PickQueue, type PickWaiter } from "./pick-queue.ts";

function waiter(path: string): PickWaiter {
  return {
    path,
    waitForReady: false,
    onPicked: () => {},
    onPickFailed: () => {},
    onQueued: () => {},
    nextWaiter: undefined,
    previousWaiter: undefined,
    waiting: false,
  };
}

function walk(queue: PickQueue): string[] {
  const paths: string[] = [];
  for (let one = queue.first(); one !== undefined; one = queue.next()) paths.push(one.path);
  return paths;
}

test("first come, first served; anyone can leave", () => {
  const queue = new PickQueue();
  const [a, b, c, d] = ["a", "b", "c", "d"].map(waiter) as [
    PickWaiter,
    PickWaiter,
    PickWaiter,
    PickWaiter,
  ];
  for (const one of [a, b, c, d]) queue.append(one);
  assert.deepEqual(walk(queue), ["a", "b", "c", "d"]);
  queue.remove(b);
  queue.remove(d);
  assert.deepEqual(walk(queue), ["a", "c"]);
  queue.remove(a);
  queue.append(b);
  assert.deepEqual(walk(queue), ["c", "b"]);
  queue.remove(c);
  queue.remove(b);
  queue.remove(b);
  assert.equal(queue.length, 0);
  assert.deepEqual(walk(queue), []);
  assert.deepEqual([b.nextWaiter, b.previousWaiter, b.waiting], [undefined, undefined, false]);
});

test("a walk goes on when the one it is at, or the one after, leaves", () => {
  const queue = new PickQueue();
  const all = ["a", "b", "c", "d", "e"].map(waiter);
  for (const one of all) queue.append(one);
  const met: string[] = [];
  for (let one = queue.first(); one !== undefined; one = queue.next()) {
    met.push(one.path);
    if (one.path === "a") queue.remove(one);
    if (one.path === "b") {
      queue.remove(all[2] as PickWaiter);
      queue.remove(all[3] as PickWaiter);
    }
  }
  assert.deepEqual(met, ["a", "b", "e"]);
  assert.equal(queue.length, 2);
});
