/** The files of the page, which the build writes to `dist/page`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A file as it is served. */
export interface PageFile {
  readonly type: string;
  readonly content: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Reads all files of the page into memory, by their paths: `/` and `/assets/….js`.
 *
 * @throws Error when the page has not been built
 */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  // This module is in src/, dist/, or dist/node/.
  const folders = ["page", "../page", "../dist/page"].map((one) =>
    path.resolve(import.meta.dirname, one),
  );
  const folder = folders.find((one) => existsSync(path.join(one, "index.html")) && isBuilt(one));
  if (folder === undefined) throw new Error("the page is not built: run npm run build");
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const type = TYPES[path.extname(name)];
    if (type === undefined) continue;
    const content = readFileSync(path.join(folder, name));
    files.set(`/${name.split(path.sep).join("/")}`, { type, content });
  }
  const index = files.get("/index.html");
  if (index !== undefined) files.set("/", index);
  return files;
}

/** Whether it is the build's output: the sources of the page are in a folder of the same name. */
function isBuilt(folder: string): boolean {
  return path.basename(path.dirname(folder)) === "dist";
}
