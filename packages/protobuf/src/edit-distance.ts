/**
 * Counts the letters to insert, delete, replace, or swap with their neighbors to get from `a` to `b`.
 *
 * @param limit where counting stops: it is returned for that many or more
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
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
