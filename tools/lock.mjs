// `npm run lock`: completes package-lock.json with the optional packages of other platforms. A registry
// mirror that lacks them makes npm leave them out of the lock file, and `npm ci` then refuses it on those
// platforms. Run it after `npm install`.
// usage: node tools/lock.mjs [--check]
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./root.mjs";

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Entry
 */

const systems = new Set([
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
]);
const processors = new Set([
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
]);

/**
 * Reads from a package's name what it is built for, as in `@oxlint/binding-linux-arm-musleabihf`.
 *
 * @param {string} name
 * @returns {Pick<Entry, "os" | "cpu" | "libc">}
 */
function platformOf(name) {
  /** @type {Pick<Entry, "os" | "cpu" | "libc">} */
  const platform = {};
  const parts = name.slice(name.lastIndexOf("/") + 1).split("-");
  for (const part of parts) {
    if (processors.has(part)) platform.cpu = [part];
    else if (systems.has(part)) platform.os = [part];
    else if (part === "windows") platform.os = ["win32"];
    else if (part.startsWith("musl")) platform.libc = ["musl"];
    else if (part.startsWith("gnu")) platform.libc = ["glibc"];
  }
  return platform;
}

/**
 * Finds where a package at `from` would resolve `name`, as node_modules folders nest.
 *
 * @param {Record<string, Entry>} packages
 * @param {string} from
 * @param {string} name
 * @returns {boolean} whether the lock file has it
 */
function resolves(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf("/node_modules/"), 0))) {
    if (packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === "") return false;
    if (!at.includes("/node_modules/")) {
      return packages[`node_modules/${name}`] !== undefined;
    }
  }
}

const file = path.join(root, "package-lock.json");
const lock = /** @type {{ packages: Record<string, Entry> }} */ (
  JSON.parse(readFileSync(file, "utf8"))
);
/** @type {string[]} */
const added = [];
/** Optional packages that the lock file lacks, and whose names do not say for which platform they are. */
/** @type {string[]} */
const unknown = [];
for (const [where, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = platformOf(name);
    if (resolves(lock.packages, where, name)) continue;
    // Without a platform in the name this would be installed here, where the registry has refused it.
    if (platform.os === undefined && platform.cpu === undefined) {
      unknown.push(`${name} of ${where}`);
      continue;
    }
    added.push(name);
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ""),
      ...(platform.cpu && { cpu: platform.cpu }),
      ...(entry.dev && { dev: true }),
      ...(platform.libc && { libc: platform.libc }),
      optional: true,
      ...(platform.os && { os: platform.os }),
    };
  }
}

if (unknown.length > 0) {
  console.error(
    `package-lock.json lacks ${unknown.join(", ")}: npm ci refuses it; let platformOf in tools/lock.mjs know the platform, or choose another version`,
  );
  process.exitCode = 1;
} else if (added.length === 0) {
  console.log("the lock file names the packages of every platform");
} else if (process.argv.includes("--check")) {
  console.error(
    `package-lock.json lacks ${added.length} packages of other platforms: run \`npm run lock\`\n  ${added.join("\n  ")}`,
  );
  process.exitCode = 1;
} else {
  const ordered = Object.entries(lock.packages).sort(([left], [right]) =>
    left.localeCompare(right, "en"),
  );
  writeFileSync(
    file,
    `${JSON.stringify({ ...lock, packages: Object.fromEntries(ordered) }, null, 2)}\n`,
  );
  console.log(`added ${added.length} packages of other platforms to package-lock.json`);
}
