import assert from "node:assert/strict";
import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { workerSettings } from "./worker-options.ts";
import { WorkerSlot } from "./worker-slot.ts";

/** A process that ends on request. */
class FakeWorker extends EventEmitter {
  readonly process = { pid: 1, kill: () => this.end() };
  isEnded = false;

  isConnected(): boolean {
    return !this.isEnded;
  }

  send(message: { tramline: string }): void {
    if (message.tramline === "drain") setImmediate(() => this.end());
  }

  ready(): void {
    this.emit("message", { tramline: "ready" });
  }

  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.emit("exit", 0, null);
  }
}

function slot() {
  const workers: FakeWorker[] = [];
  const owner = {
    settings: workerSettings({
      workers: 1,
      restart: { initialMs: 20, maxMs: 20 },
      onEvent() {},
    }),
    fork(): Worker {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
    onReadyChange() {},
    onFailure: () => true,
  };
  const running = () => workers.filter(({ isEnded }) => !isEnded).length;
  return { slot: new WorkerSlot(0, owner), workers, running };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a roll during the wait for a restart leaves one process", async () => {
  const { slot: one, workers, running } = slot();
  const started = one.start();
  workers[0]?.ready();
  await started;
  workers[0]?.end();
  const replaced = one.replace();
  workers[1]?.ready();
  assert.equal(await replaced, true);
  await sleep(60);
  assert.equal(running(), 1);
  assert.equal(workers.length, 2);
  await one.stop();
  assert.equal(running(), 0);
});

test("a worker that ends while its successor starts leaves one process", async () => {
  const { slot: one, workers, running } = slot();
  const started = one.start();
  workers[0]?.ready();
  await started;
  const replaced = one.replace();
  workers[0]?.end();
  workers[1]?.ready();
  assert.equal(await replaced, true);
  await sleep(60);
  assert.equal(running(), 1);
  await one.stop();
});
