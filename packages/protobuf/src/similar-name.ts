import { editDistance } from "./edit-distance.ts";

/** Longest name that is compared. */
const MAX_LENGTH = 100;

/** Returns `; did you mean getOrder?` for the name most like a misspelt one, else the names that there are. */
export function didYouMean(name: string, names: readonly string[]): string {
  const similar = similarName(name, names);
  if (similar !== undefined) return `; did you mean ${similar}?`;
  return names.length === 0 ? "" : `; there are: ${names.join(", ")}`;
}

/** Returns the name that differs in case alone, or in at most a third of its letters. */
export function similarName(name: string, names: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const wanted = name.toLowerCase();
  let similar: string | undefined;
  let least = Math.floor(Math.max(name.length, 3) / 3) + 1;
  for (const candidate of names) {
    if (candidate.length > MAX_LENGTH) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), least);
    if (distance >= least) continue;
    least = distance;
    similar = candidate;
  }
  return similar;
}
