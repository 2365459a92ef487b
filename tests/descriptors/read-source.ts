import { readFileSync } from "node:fs";
import path from "node:path";

/** The text of a file in the first of some folders that has it, as protoc looks for imports. */
export function readSource(roots: readonly string[], file: string): string | undefined {
  for (const root of roots) {
    try {
      return readFileSync(path.join(root, file), "utf8");
    } catch {
      // Not in this one.
    }
  }
  return undefined;
}
