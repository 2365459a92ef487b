import type { Transform, TransformCallback } from "node:stream";
import zlib from "node:zlib";
import type { Scheduler } from "../scheduler.ts";
import { currentProcess } from "../simulated-process.ts";
import type { Replacement } from "./replacement.ts";

type TransformMethod = (
  this: Transform,
  chunk: unknown,
  encoding: BufferEncoding,
  callback: TransformCallback,
) => void;

/** The common part of node:zlib's streams; its convenience functions use them as well. */
function findZlibBase(): object {
  let prototype: object = zlib.Gzip.prototype;
  while (!Object.hasOwn(prototype, "_transform")) {
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return prototype;
}

const zlibBase = findZlibBase();
const realTransform = Reflect.get(zlibBase, "_transform") as TransformMethod;

/** The work of one simulation that waits for its turn. */
const queues = new WeakMap<Scheduler, (() => void)[]>();

/**
 * Runs real work of other threads one piece at a time, with simulated time standing still: the order in
 * which threads end must not show.
 */
function inTurn(scheduler: Scheduler, work: (done: () => void) => void): void {
  let queue = queues.get(scheduler);
  if (queue === undefined) {
    queue = [];
    queues.set(scheduler, queue);
  }
  const waiting = queue;
  let isDone = false;
  const begin = (): void =>
    work(() => {
      if (isDone) return;
      isDone = true;
      scheduler.holds -= 1;
      waiting.shift();
      waiting[0]?.();
    });
  scheduler.holds += 1;
  waiting.push(begin);
  if (waiting.length === 1) begin();
}

const transform: TransformMethod = function (chunk, encoding, callback) {
  const process = currentProcess.getStore();
  if (process === undefined) {
    realTransform.call(this, chunk, encoding, callback);
    return;
  }
  inTurn(process.scheduler, (done) => {
    if (this.destroyed) {
      done();
      return;
    }
    // A stream that fails or is destroyed may never call back.
    this.once("close", done);
    realTransform.call(this, chunk, encoding, (error, data) => {
      this.removeListener("close", done);
      done();
      callback(error, data);
    });
  });
};

/** Compression, which Node does in other threads. */
export const compressionReplacements: readonly Replacement[] = [
  { target: zlibBase, key: "_transform", value: transform },
];
