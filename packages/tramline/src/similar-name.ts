/** Longest name that is compared. */
const MAX_LENGTH = 100;

/** `; did you mean getOrder?` for the name most like a misspelt one, else the names that there are. */
export function didYouMean(name: string, names: readonly string[]): string {
  const similar = similarName(name, names);
  if (similar !== undefined) return `; did you mean ${similar}?`;
  return names.length === 0 ? "" : `; there are: ${names.join(", ")}`;
}

/** The name that differs in case alone, or in at most a third of its letters. */
export function similarName(name: string, names: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const wanted = name.toLowerCase();
  let similar: string | undefined;
  let least = Math.floor(Math.max(name.length, 3) / 3) + 1;
  for (const candidate of names) {
    if (candidate.length > MAX_LENGTH) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance >= least) continue;
    least = distance;
    similar = candidate;
  }
  return similar;
}

/** Letters to insert, delete, replace, or swap with the next one to get from a to b. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : replaced;
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, replaced, swapped));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
