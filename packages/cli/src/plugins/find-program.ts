import { accessSync, constants, existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { Terminal } from "../terminal/terminal.ts";

/** Where programs are looked for. */
export type SearchContext = Pick<Terminal, "cwd" | "env">;

/**
 * A program by its name: in `node_modules/.bin` of the current folder and those above it, then on the
 * PATH.
 *
 * @returns its absolute path; undefined when there is none
 */
export function findProgram(name: string, context: SearchContext): string | undefined {
  return firstIn([...binFolders(context.cwd), ...pathFolders(context)], name, context);
}

/**
 * Where package clients put programs that a shell finds only when the folder is on the PATH: a program
 * that is there has been installed, and it can be said where.
 */
export function findOffPath(name: string, context: SearchContext): string | undefined {
  const { env } = context;
  const home = env["HOME"] ?? homedir();
  const folders = [
    env["GOBIN"] ?? "",
    ...(env["GOPATH"] ?? "")
      .split(path.delimiter)
      .map((folder) => folder && path.join(folder, "bin")),
    path.join(home, "go/bin"),
    path.join(home, ".local/bin"),
    path.join(home, ".cargo/bin"),
    path.join(home, ".pub-cache/bin"),
  ].filter((folder) => folder !== "");
  return firstIn(folders, name, context);
}

/** Pythons that may have packages installed: that of an environment first. */
export function findPythons(context: SearchContext): string[] {
  const { cwd, env } = context;
  const environments = [env["VIRTUAL_ENV"] ?? "", path.join(cwd, ".venv"), path.join(cwd, "venv")];
  const found = environments
    .filter((folder) => folder !== "")
    .flatMap((folder) => [path.join(folder, "bin"), path.join(folder, "Scripts")])
    .map((folder) => firstIn([folder], "python", context));
  for (const name of ["python3", "python"]) {
    found.push(firstIn(pathFolders(context), name, context));
  }
  return [...new Set(found.filter((program) => program !== undefined))];
}

/** Whether a file is there and may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function firstIn(
  folders: readonly string[],
  name: string,
  { cwd, env }: SearchContext,
): string | undefined {
  for (const folder of folders) {
    for (const extension of extensionsOf(env)) {
      const file = path.resolve(cwd, folder, name + extension);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** Returns the extensions that Windows adds to the name of a program. */
function extensionsOf(env: SearchContext["env"]): string[] {
  if (process.platform !== "win32") return [""];
  return ["", ...(env["PATHEXT"] ?? ".EXE;.CMD;.BAT").toLowerCase().split(";")];
}

function binFolders(cwd: string): string[] {
  const folders: string[] = [];
  for (let at = cwd; ; at = path.dirname(at)) {
    const folder = path.join(at, "node_modules/.bin");
    if (existsSync(folder)) folders.push(folder);
    if (path.dirname(at) === at) return folders;
  }
}

function pathFolders({ env }: SearchContext): string[] {
  const value = env["PATH"] ?? env["Path"] ?? "";
  return value.split(path.delimiter).filter((folder) => folder !== "");
}
