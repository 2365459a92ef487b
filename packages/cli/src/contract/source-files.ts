import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../command-error.ts";

/** Deepest folder that is looked into; against folders that hold themselves by links. */
const MAX_FOLDER_DEPTH = 64;
/** Most .proto files taken from the folders of one command. */
const MAX_SOURCE_FILES = 100_000;

/** .proto files as the compiler wants them. */
export interface SourceFiles {
  /** Names as imports have them, "shop/v1/orders.proto", sorted, each once. */
  readonly names: readonly string[];
  /** Absolute folders that imports are looked for in, in this order. */
  readonly importFolders: readonly string[];
}

/**
 * Finds the .proto files that a user means.
 *
 * An import name is relative to an import folder. These are, first found wins: the folders given by
 * -I; folders among `paths`; for a file below none of them, `proto/` if the file is in it, else the
 * current folder if the file is in it, else the file's own.
 *
 * @param paths files and folders; with none, `proto/` if there is one, else the current folder
 * @param protoPaths folders given by -I
 * @throws CommandError CLI_FILE for a path that is not there, CLI_USAGE for one that is not a .proto file
 */
export function findSourceFiles(
  paths: readonly string[],
  protoPaths: readonly string[],
  cwd: string,
): SourceFiles {
  const importFolders = protoPaths.map((folder) => existingFolder(folder, cwd));
  const wanted = paths.length > 0 ? paths : [isFolder(path.join(cwd, "proto")) ? "proto" : "."];
  const found: string[] = [];
  const single: string[] = [];
  for (const given of wanted) {
    const full = path.resolve(cwd, given);
    const stats = statusOf(full);
    if (stats === undefined) {
      throw new CommandError("CLI_FILE", `There is no file or folder ${given}.`);
    }
    if (stats.isDirectory()) {
      const before = found.length;
      collect(full, found, 0);
      if (found.length === before) {
        throw new CommandError(
          "CLI_FILE",
          `There is no .proto file in ${given === "." ? "this folder" : given}.`,
          paths.length > 0 ? undefined : "Name the files, or the folder that they are in.",
        );
      }
      if (!isBelowAny(full, importFolders)) importFolders.push(full);
    } else if (full.endsWith(".proto")) {
      single.push(full);
    } else {
      throw new CommandError("CLI_USAGE", `${given} is not a .proto file.`);
    }
  }
  for (const file of single) {
    if (!isBelowAny(file, importFolders)) importFolders.push(folderFor(file, cwd));
  }
  const names = new Set([...found, ...single].map((file) => importName(file, importFolders)));
  return { names: [...names].sort(), importFolders };
}

/** The file that an import name stands for; undefined if no import folder has it. */
export function locate(name: string, importFolders: readonly string[]): string | undefined {
  // An import cannot lead out of its folder, and absolute names are none.
  if (path.posix.isAbsolute(name) || name.split("/").includes("..")) return undefined;
  for (const folder of importFolders) {
    const full = path.join(folder, name);
    if (statusOf(full)?.isFile() === true) return full;
  }
  return undefined;
}

function existingFolder(given: string, cwd: string): string {
  const full = path.resolve(cwd, given);
  if (isFolder(full)) return full;
  throw new CommandError("CLI_FILE", `The import folder ${given} is not there.`, undefined);
}

function folderFor(file: string, cwd: string): string {
  const conventional = path.join(cwd, "proto");
  if (isBelow(file, conventional)) return conventional;
  return isBelow(file, cwd) ? cwd : path.dirname(file);
}

function importName(file: string, importFolders: readonly string[]): string {
  const folder = importFolders.find((candidate) => isBelow(file, candidate));
  return path
    .relative(folder ?? path.dirname(file), file)
    .split(path.sep)
    .join("/");
}

/** Adds the .proto files below a folder, but not those of installed packages and hidden folders. */
function collect(folder: string, found: string[], depth: number): void {
  if (depth > MAX_FOLDER_DEPTH) return;
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    const isLink = entry.isSymbolicLink();
    const stats = isLink ? statusOf(full) : entry;
    if (stats === undefined) continue;
    if (stats.isDirectory()) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      // A link to a folder around it would be walked for ever.
      if (isLink && isBelow(folder, realpathSync(full))) continue;
      collect(full, found, depth + 1);
    } else if (stats.isFile() && entry.name.endsWith(".proto")) {
      if (found.length >= MAX_SOURCE_FILES) {
        throw new CommandError("CLI_FILE", `There are more than ${MAX_SOURCE_FILES} .proto files.`);
      }
      found.push(full);
    }
  }
}

function isBelowAny(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isBelow(file, folder));
}

function isBelow(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || !(relative.startsWith("..") || path.isAbsolute(relative));
}

function isFolder(full: string): boolean {
  return statusOf(full)?.isDirectory() === true;
}

function statusOf(full: string): Stats | undefined {
  return statSync(full, { throwIfNoEntry: false });
}
