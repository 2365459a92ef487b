/**
 * Installs the packages whose .proto files are the corpora into `.cache/descriptors`: thousands of files
 * that nothing but this suite needs.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../../tools/root.mjs";

const pinned = fileURLToPath(new URL("packages/", import.meta.url));
const target = path.join(root, ".cache/descriptors");

/** Installs what packages/package-lock.json pins; returns the node_modules folder. */
export function installPackages(): string {
  const modules = path.join(target, "node_modules");
  const lock = readFileSync(path.join(pinned, "package-lock.json"), "utf8");
  const stamp = path.join(target, "installed.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return modules;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(pinned, target, { recursive: true });
  const installed = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd: target, encoding: "utf8", shell: process.platform === "win32" },
  );
  if (installed.status !== 0) {
    throw new Error(`npm ci failed: ${installed.stderr.trim().split("\n").slice(-3).join(" ")}`);
  }
  writeFileSync(stamp, lock);
  return modules;
}
