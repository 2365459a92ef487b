/** Longest name that is compared; longer ones have no suggestions. */
const MAX_LENGTH = 80;

/**
 * The candidate most like a name, if one is like it enough to be what was meant. Case is ignored.
 *
 * @param tolerance which part of the letters may differ; a third by default
 */
export function suggest(
  name: string,
  candidates: Iterable<string>,
  tolerance = 1 / 3,
): string | undefined {
  if (name.length === 0 || name.length > MAX_LENGTH) return undefined;
  const lower = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.floor(name.length * tolerance) + 1;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Letters to insert, delete, replace or swap to get from a to b; `limit` if that many or more. */
function editDistance(a: string, b: string, limit: number): number {
  let previous: number[] = [];
  let current: number[] = [];
  let beforePrevious: number[] = [];
  for (let j = 0; j <= b.length; j++) current.push(j);
  for (let i = 1; i <= a.length; i++) {
    beforePrevious = previous;
    previous = current;
    current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + (same ? 0 : 1),
      );
      const swapped =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, (beforePrevious[j - 2] as number) + 1);
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least >= limit) return limit;
  }
  return Math.min(limit, current[b.length] as number);
}
