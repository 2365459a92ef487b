import type { FileDefinition } from "../descriptor/definitions.ts";
import type { Reporter } from "../diagnostic/diagnostic.ts";
import { suggest } from "../diagnostic/suggest.ts";
import { bundledPaths } from "../source/bundled-sources.ts";
import { report, warn } from "./report.ts";

/**
 * Follows the imports of all files: reports those that are missing, twice there or circular, and
 * returns the files in an order in which each comes after what it imports: as protoc does, depth first in
 * the order of the import lines.
 */
export function linkImports(
  roots: readonly string[],
  files: ReadonlyMap<string, FileDefinition>,
  reporter: Reporter,
): FileDefinition[] {
  const ordered: FileDefinition[] = [];
  const state = new Map<FileDefinition, "open" | "done">();
  for (const path of roots) {
    const root = files.get(path);
    if (root !== undefined) visit(root, files, reporter, state, ordered);
  }
  let total = 0;
  for (const file of ordered) {
    total += addVisible(file);
    if (total <= MAX_VISIBLE) continue;
    reporter.fileError(
      "TOO_MANY_IMPORTS",
      file.path,
      "The public imports of all files are too many.",
    );
    break;
  }
  return ordered;
}

/** A file being visited, and the import at which that goes on. */
interface Visit {
  readonly file: FileDefinition;
  readonly seen: Set<string>;
  next: number;
}

function visit(
  root: FileDefinition,
  files: ReadonlyMap<string, FileDefinition>,
  reporter: Reporter,
  state: Map<FileDefinition, "open" | "done">,
  ordered: FileDefinition[],
): void {
  if (state.has(root)) return;
  // A stack of its own: a chain of imports may be longer than the program's stack allows.
  const stack: Visit[] = [{ file: root, seen: new Set(), next: 0 }];
  state.set(root, "open");
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { file, seen } = top;
    const reference = file.imports[top.next];
    if (reference === undefined) {
      state.set(file, "done");
      ordered.push(file);
      stack.pop();
      continue;
    }
    top.next += 1;
    const { path, node } = reference;
    const imported = files.get(path);
    if (seen.has(path)) {
      report(reporter, file, node.path, "IMPORT_TWICE", `"${path}" is imported twice.`, {
        hint: "Leave out one of the lines.",
      });
      // The second line brings nothing; it must not be called unused as well.
      reference.used = true;
    } else if (imported === undefined) {
      const guess =
        reporter.errorCount < MAX_HINTED
          ? suggest(path, candidates(files, file.path), PATH_TOLERANCE)
          : undefined;
      report(reporter, file, node.path, "IMPORT_NOT_FOUND", `The file "${path}" was not found.`, {
        hint:
          guess === undefined
            ? "Paths are relative to an import folder: add the one that holds it with -I."
            : `Did you mean "${guess}"?`,
      });
    } else if (state.get(imported) === "open") {
      reportCycle(stack.slice(stack.findIndex((entry) => entry.file === imported)), reporter);
      // Its names are seen all the same: that they cannot be used has been said, and where there
      // is an import line, "not imported" would be false.
      reference.file = imported;
    } else {
      reference.file = imported;
      if (!state.has(imported)) {
        state.set(imported, "open");
        stack.push({ file: imported, seen: new Set(), next: 0 });
      }
    }
    seen.add(path);
  }
}

/** Reports a cycle at the import with which its first file, the one nearest to the root, enters it. */
function reportCycle(cycle: readonly Visit[], reporter: Reporter): void {
  const [first] = cycle;
  const reference = first?.file.imports[first.next - 1];
  if (first === undefined || reference === undefined) return;
  const chain = [...cycle, first].map((entry) => entry.file.path);
  const text = "This import leads back to its own file.";
  report(reporter, first.file, reference.node.path, "IMPORT_CYCLE", text, {
    notes: [chainText(chain)],
    hint: "Move what both need into a third file.",
  });
}

/** Errors after which no similar paths are searched any more, since that takes its time. */
const MAX_HINTED = 50;

/** Paths are long, and most of their letters are the same. */
const PATH_TOLERANCE = 1 / 10;

function candidates(files: ReadonlyMap<string, FileDefinition>, except: string): Set<string> {
  const paths = new Set([...files.keys(), ...bundledPaths()]);
  paths.delete(except);
  return paths;
}

/** Longest chain of imports that is shown whole. */
const MAX_CHAIN = 12;

function chainText(chain: readonly string[]): string {
  if (chain.length <= MAX_CHAIN) return chain.join(" → ");
  const half = MAX_CHAIN / 2;
  return [...chain.slice(0, half), "…", ...chain.slice(-half)].join(" → ");
}

/** How many pairs of a file and one that it sees a run may have; against long chains of public imports. */
const MAX_VISIBLE = 5_000_000;

/** Finds what a file sees: itself, its imports and what those pass on; returns how many those are. */
function addVisible(file: FileDefinition): number {
  const { visible, visibleOptions } = file;
  visible.add(file);
  for (const { file: imported, node } of file.imports) {
    if (imported !== undefined)
      follow(imported, node.modifier === "option" ? visibleOptions : visible);
  }
  return visible.size + visibleOptions.size;
}

/** Adds a file and all that it passes on. */
function follow(imported: FileDefinition, found: Set<FileDefinition>): void {
  const pending = [imported];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const { file: passedOn, node } of next.imports) {
      if (node.modifier === "public" && passedOn !== undefined) pending.push(passedOn);
    }
  }
}

/** Warns of imports that nothing in the file needs. Public ones are there for others. */
export function warnUnusedImports(file: FileDefinition, reporter: Reporter): void {
  if (file.parsed.broken) return;
  for (const reference of file.imports) {
    if (reference.used || reference.file === undefined) continue;
    if (reference.node.modifier === "public") continue;
    warn(
      reporter,
      file,
      reference.node,
      "IMPORT_UNUSED",
      `The import "${reference.path}" is not used.`,
    );
  }
}
