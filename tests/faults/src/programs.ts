import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of this folder as a process of its own, and the first line that it printed. */
export interface Started {
  readonly child: ChildProcess;
  readonly firstLine: string;
}

/** Starts `src/NAME.ts` and waits for its first line. */
export async function startProgram(name: string, args: readonly string[]): Promise<Started> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=tramline-source", file, ...args],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  if (!text.includes("\n")) throw new Error(`${name} ended without a word`);
  return { child, firstLine: text.slice(0, text.indexOf("\n")) };
}

/** Kills without warning, and waits until the process is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Waits until `isTrue`; the message says what was waited for in vain. */
export async function eventually(isTrue: () => boolean, what: string): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The resources of the event loop that could keep a process alive: sockets and timers. */
export function openResources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => /TCP|TLS|Pipe(?!Wrap)|Timeout/.test(kind))
    .sort();
}
