// All of googleapis, as npm's google-proto-files has it.
import { cpSync, readdirSync } from "node:fs";
import path from "node:path";

const packageFolder = path.join(import.meta.dirname, "../../node_modules/google-proto-files");

/** Of google/protobuf only what contracts import: the rest are protobuf's own tests. */
const wellKnown = new Set([
  ...["any", "api", "descriptor", "duration", "empty", "field_mask", "source_context", "struct"],
  ...["timestamp", "type", "wrappers"],
]);

/** Copies the contracts into a folder of their own; returns their paths within it, with slashes. */
export function layOutGoogleapis(folder: string): string[] {
  const names = readdirSync(packageFolder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter(isContract)
    .sort();
  for (const name of names) cpSync(path.join(packageFolder, name), path.join(folder, name));
  return names;
}

function isContract(name: string): boolean {
  const own = /^google\/protobuf\/(.*)\.proto$/.exec(name)?.[1];
  return own === undefined ? /^(?:google|grafeas)\/.*\.proto$/.test(name) : wellKnown.has(own);
}
