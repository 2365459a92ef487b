import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { readSource } from "../read-source.ts";
import type { LeftOut } from "./corpus.ts";

/** Every .proto file below a folder, relative to it, in order. */
export function protosIn(folder: string): string[] {
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".proto"))
    .map((file) => file.split(path.sep).join("/"))
    .sort();
}

/** Leaves out files that import what is in none of the folders, themselves or through others. */
export function withoutMissingImports(
  all: readonly string[],
  roots: readonly string[],
): { files: string[]; leftOut: LeftOut[] } {
  const missing = new Map<string, string | undefined>();
  const missingFrom = (file: string): string | undefined => {
    if (missing.has(file)) return missing.get(file);
    missing.set(file, undefined);
    const text = readSource(roots, file);
    const found = text === undefined ? file : importsOf(text).map(missingFrom).find(Boolean);
    missing.set(file, found);
    return found;
  };
  const leftOut = all.flatMap((file) => {
    const lacks = missingFrom(file);
    return lacks === undefined ? [] : [{ file, reason: `the package lacks ${lacks}` }];
  });
  return { files: all.filter((file) => missingFrom(file) === undefined), leftOut };
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/^\s*import\s+(?:public\s+|weak\s+)?"([^"]+)"/gm)].map(
    ([, file]) => file ?? "",
  );
}
