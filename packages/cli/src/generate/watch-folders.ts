import { watch } from "node:fs";

/** How long files must have been left alone before they are read: editors write in several steps. */
const SETTLE_MS = 60;

/**
 * Runs something after each change of a .proto file below some folders, one run at a time, until the
 * signal is aborted.
 */
export async function watchFolders(
  folders: readonly string[],
  signal: AbortSignal,
  onChange: () => Promise<void>,
): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let running = false;
    let again = false;
    const run = async (): Promise<void> => {
      if (running) {
        again = true;
        return;
      }
      running = true;
      do {
        again = false;
        await onChange();
      } while (again && !signal.aborted);
      running = false;
    };
    const watchers = folders.map((folder) =>
      watch(folder, { recursive: true }, (_event, name) => {
        if (name !== null && !name.endsWith(".proto")) return;
        clearTimeout(timer);
        timer = setTimeout(() => void run().catch(fail), SETTLE_MS);
      }),
    );
    const end = (): void => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error(String(error)));
      end();
    };
    for (const watcher of watchers) watcher.on("error", fail);
    signal.addEventListener("abort", end);
  });
}
