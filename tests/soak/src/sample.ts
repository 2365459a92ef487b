import { setTimeout as sleep } from "node:timers/promises";
import { deadlines } from "@tramline/rpc";

/** What a process holds at a moment, after garbage collection. Sizes are in bytes. */
export interface Sample {
  readonly heapBytes: number;
  /** Memory outside of the heap that JavaScript holds. */
  readonly externalBytes: number;
  readonly rssBytes: number;
  /** Open handles by their kind, as Node counts them. */
  readonly handles: Readonly<Record<string, number>>;
  readonly deadlines: number;
  readonly streams: number;
}

/** Collections until nothing more is found: weak references and finalizers take some. */
const COLLECTIONS = 4;

/** Takes a sample of this process, which must have been started with --expose-gc. */
export async function takeSample(streams: number): Promise<Sample> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("missing gc: start Node with --expose-gc");
  for (let i = 0; i < COLLECTIONS; i++) {
    gc();
    await sleep(10);
  }
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  return {
    heapBytes: heapUsed,
    externalBytes: external + arrayBuffers,
    rssBytes: rss,
    handles,
    deadlines: deadlines.size,
    streams,
  };
}
