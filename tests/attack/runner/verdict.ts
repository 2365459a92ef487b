/** Says whether a server holds: what must be true of a row. */
import type { Attack } from "../attacks/attack.ts";
import type { Figures } from "./measure.ts";

const MiB = 1024 * 1024;
const defaultMemoryMiB = 64;
/** Connections of the honest clients at one time. */
const honestConnections = 4;
/** An attack's many idle connections are not a claim to a share. */
const mostCountedConnections = 4;
/** The part of their fair share that the honest clients must keep. */
const keptShare = 0.5;
/** The same in the short form, which runs beside whatever else a machine does: it finds what starves them. */
const keptShareInShort = 0.15;
/** An attack is throttled when its second half gets through less than this part of what sockets take. */
const throttledShare = 0.5;
/** What sockets must take of an attack for its throttling to be judged, in bytes per second. */
const leastFlood = 20_000_000;

/** The part of the undisturbed rate below which a row fails. */
export function leastRatio(connections: number, isShort = false): number {
  const counted = Math.min(connections, mostCountedConnections);
  const share = isShort ? keptShareInShort : keptShare;
  return (share * honestConnections) / (honestConnections + counted);
}

/** The names of the limits that held the attack, the most frequent first; empty when it has none. */
export function limitNames(attack: Attack, figures: Figures): string[] {
  const names = byCount(figures.limits);
  if (names.length > 0) return names;
  const debug = byCount(figures.goaways).filter((name) => name.includes(" "));
  if (debug.length > 0) return debug;
  return attack.heldBy === undefined ? [] : [attack.heldBy];
}

/** Whether the attacker was cut, refused, or slowed. */
function isHeld(attack: Attack, figures: Figures): boolean {
  if (Object.keys(figures.limits).length > 0) return true;
  if (!attack.endsAnyway && figures.cuts > 0) return true;
  if (figures.refusals > 0) return true;
  const { attackBytesPerSecond, freeBytesPerSecond } = figures;
  // An attack that sends little is held by what bounds it, and a busy machine cannot tell.
  if (attack.heldBy !== undefined && freeBytesPerSecond < leastFlood) return true;
  return attackBytesPerSecond < throttledShare * freeBytesPerSecond;
}

/** Returns what does not hold; empty when the row passes. */
export function shortcomings(attack: Attack, figures: Figures, isShort = false): string[] {
  const found: string[] = [];
  if (figures.serverEnd !== undefined) found.push(`the server ended: ${figures.serverEnd}`);
  else if (!figures.servesAfter) found.push("the server does not serve after the attack");
  const least = leastRatio(figures.connections, isShort);
  const ratios = [
    ["calls on old connections", figures.callsPerSecond, figures.undisturbedCallsPerSecond],
    [
      "calls on new connections",
      figures.newConnectionsPerSecond,
      figures.undisturbedNewConnectionsPerSecond,
    ],
  ] as const;
  for (const [what, attacked, undisturbed] of ratios) {
    if (undisturbed === 0) found.push(`${what}: no undisturbed rate`);
    else if (attacked / undisturbed < least) {
      const got = `${attacked.toFixed(1)} of ${undisturbed.toFixed(1)} per second`;
      found.push(`${what}: expected at least ${percent(least)} of the rate, got ${got}`);
    }
  }
  const failures = Object.entries(figures.failures);
  if (failures.length > 0) {
    const count = failures.reduce((sum, [, times]) => sum + times, 0);
    found.push(`${count} honest calls failed, such as: ${failures[0]?.[0]}`);
  }
  const most = attack.memoryMiB ?? defaultMemoryMiB;
  const grown = figures.memoryGrowthBytes / MiB;
  if (grown >= most) found.push(`memory: expected under ${most} MiB more, got ${grown.toFixed(0)}`);
  if (attack.mustBeReported && figures.errors === 0) found.push("no error was reported");
  const { mostHandlers = Number.POSITIVE_INFINITY } = attack;
  if (figures.handlers > mostHandlers) {
    found.push(`handlers at one time: expected at most ${mostHandlers}, got ${figures.handlers}`);
  }
  if (attack.mustSurvive) {
    if (figures.cuts > 0) found.push(`${figures.cuts} connections were cut that must survive`);
    for (const note of Object.keys(figures.notes)) found.push(note);
    return found;
  }
  if (!isHeld(attack, figures)) found.push("the attacker is neither cut nor throttled");
  if (limitNames(attack, figures).length === 0) found.push("no limit is named");
  return found;
}

function byCount(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
}

export function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}
