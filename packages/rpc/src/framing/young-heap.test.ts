import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { findYoungHeap } from "./young-heap.ts";

const skip = "Bun" in globalThis || "Deno" in globalThis ? "not the heap of Node" : false;

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

/** Takes memory for 400 messages of a megabyte, fills it, and drops it. Prints by how many KiB the process grew. */
const program = `
  const { EarlyCollection } = await import(${module("early-collection.ts")});
  const { findYoungHeap } = await import(${module("young-heap.ts")});
  // Without the time that collections take: other programs may interrupt them.
  const collection = new EarlyCollection(() => ({ ...findYoungHeap(), nowMs: () => 0 }));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const take = () => {
    collection.count(1 << 20);
    Buffer.allocUnsafeSlow(1 << 20).fill(1);
    return turn();
  };
  for (let i = 0; i < 4; i++) await take();
  const before = process.resourceUsage().maxRSS;
  for (let i = 0; i < 400; i++) await take();
  console.log(process.resourceUsage().maxRSS - before);
`;

test("a process that drops large messages does not hold 32 MiB of them", { skip }, () => {
  const args = ["--import", "tsx", "--input-type=module", "--eval", program];
  const output = execFileSync(process.execPath, args, { encoding: "utf8" });
  const grownMiB = Number(output) / 1024;
  assert.ok(grownMiB > 0 && grownMiB < 24, `the process grew by ${grownMiB.toFixed(1)} MiB`);
});

test("looking for the heap leaves no function gc in this context or in later ones", {
  skip,
}, () => {
  const before = typeof (globalThis as { gc?: unknown }).gc;
  const heap = findYoungHeap();
  assert.ok(heap !== undefined);
  assert.equal(typeof (globalThis as { gc?: unknown }).gc, before);
  if (before === "undefined") assert.equal(runInNewContext("typeof gc"), "undefined");
});

test("memory that is dropped is freed by a collection", { skip }, () => {
  const heap = findYoungHeap();
  assert.ok(heap !== undefined);
  heap.collect();
  heap.collect();
  const before = heap.externalBytes();
  // Held until it is counted: a collection may come at any time.
  const hold = () => {
    const held = Array.from({ length: 8 }, () => new Uint8Array(1 << 20));
    return { count: held.length, bytes: heap.externalBytes() - before };
  };
  const { count, bytes } = hold();
  assert.ok(bytes >= count * 512 * 1024, `${bytes}`);
  // The second one counts what threads have freed since the first.
  heap.collect();
  heap.collect();
  assert.ok(heap.externalBytes() < before + 4 * 1024 * 1024);
});
