/** So much memory of large messages is taken before the collector is made to look for dead ones. */
const GATHERED_BYTES = 4 * 1024 * 1024;

/**
 * V8 11 and 12 (Node 20 and 22) let 32 MiB of young array buffers gather before they collect any, however
 * small the rest of the young generation is. Memory of more than that comes from the system untouched: it
 * costs no page.
 */
const NUDGE_BYTES = 33 * 1024 * 1024;

interface RuntimeProcess {
  readonly release?: { readonly name?: string };
  readonly versions?: { readonly v8?: string };
}

/** Measured: in later versions of V8 a nudge collects the whole heap, which costs more than it frees. */
function canNudge(): boolean {
  if ("Bun" in globalThis || "Deno" in globalThis) return false;
  const { process } = globalThis as { process?: RuntimeProcess };
  const major = Number.parseInt(process?.versions?.v8 ?? "", 10);
  return process?.release?.name === "node" && major >= 11 && major <= 12;
}

let isLimited = false;
let gatheredBytes = 0;

/** Keeps the memory of dead large messages small in this process from now on, where the runtime lets it. */
export function limitYoungMemory(): void {
  isLimited = canNudge();
}

/**
 * Counts memory that was taken for a message and is left to the collector. Dead messages of a megabyte
 * make hardly any garbage that V8 sees: without this, a server that receives one after another holds 32 MiB
 * of them. Each nudge costs a minor collection, with few survivors.
 */
export function countYoungMemory(bytes: number): void {
  if (!isLimited) return;
  gatheredBytes += bytes;
  if (gatheredBytes < GATHERED_BYTES) return;
  gatheredBytes = 0;
  try {
    // The next buffer that is made finds too much young memory, and this is dead by then.
    new ArrayBuffer(NUDGE_BYTES);
  } catch {
    // Address space is short: V8 has collected what it can.
  }
}
