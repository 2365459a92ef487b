import { editDistance } from "@tramline/protobuf/internal";

/** Longest name that is compared. */
const MAX_LENGTH = 200;
/** Most candidates that are compared. */
const MAX_CANDIDATES = 20_000;

/**
 * The candidates most like a name, best first: those that end in it or differ in at most a third of
 * their letters, whatever the case.
 *
 * @param most how many to return at most
 */
export function suggest(name: string, candidates: Iterable<string>, most = 3): string[] {
  if (name.length === 0 || name.length > MAX_LENGTH) return [];
  const wanted = name.toLowerCase();
  const found: { readonly candidate: string; readonly distance: number }[] = [];
  let compared = 0;
  for (const candidate of candidates) {
    if (++compared > MAX_CANDIDATES) break;
    const distance = likeness(wanted, candidate.toLowerCase());
    if (distance !== undefined) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance);
  const nearest = found[0]?.distance ?? 0;
  return found
    .filter(({ distance }) => distance <= nearest + 1)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** " Did you mean A, B or C?" or "". */
export function didYouMean(suggestions: readonly string[]): string | undefined {
  const last = suggestions.at(-1);
  if (last === undefined) return undefined;
  const others = suggestions.slice(0, -1);
  return `Did you mean ${others.length === 0 ? last : `${others.join(", ")} or ${last}`}?`;
}

function likeness(wanted: string, candidate: string): number | undefined {
  if (candidate === wanted) return 0;
  // "GetOrder" for "shop.v1.OrderService/GetOrder".
  if (/[./]/.test(candidate[candidate.length - wanted.length - 1] ?? "")) {
    if (candidate.endsWith(wanted)) return 0.5;
  }
  // Of a full name the last part counts: packages alone make nothing alike.
  const limit = Math.floor(Math.max(lastPartOf(wanted).length, 3) / 3);
  const whole = editDistance(wanted, candidate, limit + 1);
  const lastPart = lastPartOf(candidate);
  const part = lastPart === candidate ? limit + 1 : editDistance(wanted, lastPart, limit + 1) + 0.5;
  const least = Math.min(whole, part);
  return least > limit + 0.5 ? undefined : least;
}

function lastPartOf(name: string): string {
  return name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("/")) + 1);
}
