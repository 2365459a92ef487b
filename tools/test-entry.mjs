// Loads the test files of one group into this one process. A process per file would start Node and
// the TypeScript loader again for each, which takes some twenty times as long.
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

// The parent asks with this signal, before it ends a process that hangs, what keeps it alive.
process.on("SIGUSR2", () => {
  const kinds = process.getActiveResourcesInfo().filter((kind) => !/^(TTY|Pipe)Wrap$/.test(kind));
  console.error(
    `still active: ${kinds.length === 0 ? "nothing that Node knows of" : kinds.join(", ")}`,
  );
});

for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    void test(`load ${file}`, () => {
      throw error;
    });
  }
}
