import { editDistance } from "@tramline/protobuf/internal";

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
    if (candidate === name) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
