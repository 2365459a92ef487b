// The packages of the workspace, as their manifests describe them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./root.mjs";

/**
 * @typedef {{ folder: string, name: string, private: boolean,
 *   entries: { subpath: string, types: string }[] }} Package
 *   `folder` is the one under packages/; `entries` are the exports that have types, `types` being
 *   relative to the package
 */

/** @returns {Package[]} by folder, in the order of the alphabet */
export function readPackages() {
  return readdirSync(path.join(root, "packages"))
    .filter((folder) => existsSync(path.join(root, "packages", folder, "package.json")))
    .sort()
    .map((folder) => {
      const manifest =
        /** @type {{ name: string, private?: boolean, exports?: Record<string, { types?: string } | string> }} */ (
          JSON.parse(readFileSync(path.join(root, "packages", folder, "package.json"), "utf8"))
        );
      const entries = Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
        typeof target === "object" && target.types !== undefined
          ? [{ subpath, types: target.types }]
          : [],
      );
      return { folder, name: manifest.name, private: manifest.private ?? false, entries };
    });
}
