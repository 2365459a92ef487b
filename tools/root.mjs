// Where the workspace is, and how its tools start programs. Plain JavaScript with node: imports only:
// these files run before anything is installed.
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the workspace's top folder. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Arguments for node that run TypeScript straight from the packages' sources. */
export const sourceFlags = ["--import", "tsx", "--conditions=tramline-source"];

/** npm is a script on Windows, which spawn starts through a shell only. */
const npmShell = process.platform === "win32";

/**
 * Runs a program in the workspace's top folder.
 *
 * @param {string} command program to start; "npm" and "node" are understood on every platform
 * @param {readonly string[]} args its arguments
 * @param {{ quiet?: boolean, timeoutMs?: number, cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 *   `quiet` collects the output instead of printing it; after `timeoutMs` the program and what it
 *   started are ended
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} the exit status (1 when a
 *   signal ended it or it could not start) and, with `quiet`, its stdout and stderr as they came
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const windowsNpm = npmShell && command === "npm";
    const child = spawn(command === "node" ? process.execPath : command, [...args], {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      shell: windowsNpm,
      // A group of its own, so that a time-out reaches grandchildren too.
      detached: options.timeoutMs !== undefined && process.platform !== "win32",
    });
    if (options.timeoutMs !== undefined) endWithUs(child);
    let output = "";
    let timedOut = false;
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            endGroup(child.pid);
          }, options.timeoutMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ code: 1, output: `${output}${command}: ${error.message}\n`, timedOut });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output, timedOut });
    });
  });
}

/** Leaders of the groups that are running. @type {Set<number>} */
const groups = new Set();

/**
 * Sees to it that a program started as leader of its own group, which no longer gets the terminal's ^C,
 * ends with this process all the same.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
export function endWithUs(child) {
  const { pid } = child;
  if (pid === undefined) return;
  if (groups.size === 0) {
    for (const signal of endingSignals) process.on(signal, endAll);
  }
  groups.add(pid);
  child.once("close", () => {
    groups.delete(pid);
    if (groups.size > 0) return;
    for (const signal of endingSignals) process.off(signal, endAll);
  });
}

const endingSignals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

function endAll() {
  for (const pid of groups) endGroup(pid);
  process.exit(130);
}

/**
 * Ends a program started as leader of its own group, with all that it started.
 *
 * @param {number | undefined} pid
 */
export function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

/** Folders that never hold sources of ours. */
const skipped = new Set(["node_modules", "dist", ".cache", "testdata", "coverage", ".git"]);

/**
 * Lists files below a folder, sorted, without installed, built and cached ones.
 *
 * @param {string} folder absolute, or relative to the workspace's top; may be missing
 * @param {(file: string) => boolean} [accept] takes the path relative to the top, with forward slashes
 * @returns {string[]} paths relative to the top, with forward slashes
 */
export function listFiles(folder, accept = () => true) {
  const start = path.resolve(root, folder);
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {string} */ at) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const full = path.join(at, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) visit(full);
      } else if (entry.isFile()) {
        const relative = path.relative(root, full).split(path.sep).join("/");
        if (accept(relative)) found.push(relative);
      }
    }
  };
  if (statSync(start, { throwIfNoEntry: false })?.isDirectory()) visit(start);
  return found.sort();
}

/**
 * Reads the value of `--name value` or `--name=value` from arguments.
 *
 * @param {readonly string[]} args
 * @param {string} name with its dashes, as in "--json"
 * @returns {string | undefined}
 */
export function option(args, name) {
  for (const [index, arg] of args.entries()) {
    if (arg === name) return args[index + 1];
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
  }
  return undefined;
}
