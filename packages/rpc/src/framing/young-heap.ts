import { monotonicNowMs } from "../deadline/clock.ts";

/** The memory of a runtime whose young objects can be collected by themselves. */
export interface YoungHeap {
  /** Monotonic time in milliseconds. */
  nowMs(): number;
  /** Bytes outside of the heap that its objects hold, as far as they have been freed. */
  externalBytes(): number;
  /** Collects young objects that nobody refers to. */
  collect(): void;
}

type Collect = (options: { readonly type: "minor" }) => void;

/** The parts of Node that other platforms lack. */
interface Platform {
  readonly gc?: unknown;
  readonly process?: {
    readonly versions?: { readonly v8?: string };
    getBuiltinModule?(name: "node:v8"): {
      setFlagsFromString(flags: string): void;
      getHeapStatistics(): { readonly external_memory: number };
    };
    getBuiltinModule?(name: "node:vm"): { runInNewContext(code: string): unknown };
  };
}

/**
 * Returns the heap of this thread; undefined on other runtimes than Node.
 *
 * V8 has a function for a minor collection, which a context contains if a flag was set when it was made.
 * The flag is set for the time that making one takes.
 */
export function findYoungHeap(): YoungHeap | undefined {
  const platform = globalThis as Platform;
  // Bun and Deno have these modules, and engines or rules of their own behind them.
  if ("Bun" in globalThis || "Deno" in globalThis) return undefined;
  try {
    const v8 = platform.process?.getBuiltinModule?.("node:v8");
    const vm = platform.process?.getBuiltinModule?.("node:vm");
    if (v8 === undefined || vm === undefined) return undefined;
    let found = platform.gc;
    if (typeof found !== "function") {
      v8.setFlagsFromString("--expose-gc");
      try {
        found = vm.runInNewContext("gc");
      } finally {
        v8.setFlagsFromString("--no-expose-gc");
      }
    }
    if (typeof found !== "function") return undefined;
    const collect = found as Collect;
    return {
      nowMs: monotonicNowMs,
      externalBytes: () => v8.getHeapStatistics().external_memory,
      collect: () => collect({ type: "minor" }),
    };
  } catch {
    // A runtime that lacks a part of this decides by itself when to collect.
    return undefined;
  }
}
