// Installs what package-lock.json asks for, when it is not there already.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root, run } from "./root.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockEntry
 */

/**
 * Says what node_modules lacks against the lock file. Contents are compared and not dates, which a
 * checkout or a copy sets at will.
 *
 * @returns {string | undefined} a reason to install, or undefined when all is in place
 */
export function missingInstall() {
  const lockFile = path.join(root, "package-lock.json");
  const installedFile = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return "node_modules is not there";
  const wanted = readPackages(lockFile);
  const installed = readPackages(installedFile);
  for (const [where, entry] of Object.entries(wanted)) {
    if (where === "" || !where.includes("node_modules/")) continue;
    const present = installed[where];
    if (present === undefined) {
      // Built for another platform, or a link that npm leaves out of its own record.
      if (entry.optional || entry.devOptional) continue;
      if (entry.link && existsSync(path.join(root, where))) continue;
      return `${where} is not installed`;
    }
    if (entry.version !== present.version || entry.integrity !== present.integrity) {
      return `${where} is ${present.version ?? "unknown"}, the lock file wants ${entry.version ?? "another"}`;
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
function readPackages(file) {
  const parsed = /** @type {{ packages?: Record<string, LockEntry> }} */ (
    JSON.parse(readFileSync(file, "utf8"))
  );
  return parsed.packages ?? {};
}

/**
 * Brings node_modules in line with the lock file; does nothing when it is.
 *
 * @returns {Promise<void>} rejects when npm fails
 */
export async function ensureInstalled() {
  const reason = missingInstall();
  if (reason === undefined) return;
  console.log(`Installing: ${reason}.`);
  // `npm ci` removes node_modules first: right for none at all; what is merely old is topped up.
  const fresh = !existsSync(path.join(root, "node_modules", ".package-lock.json"));
  const args = fresh ? ["ci"] : ["install", "--no-save"];
  const { code } = await run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code !== 0) throw new Error(`npm ${args[0]} ended with status ${code}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await ensureInstalled();
