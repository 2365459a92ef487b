/** Which rows a run measures, so that a long run can be done in parts. */
import type { Attack } from "../attacks/attack.ts";
import type { Origin } from "./measure.ts";
import type { ServerName } from "./servers.ts";

/** A row that is to be measured. */
export interface Row {
  readonly attack: Attack;
  /** The place of the attack in the catalog, from 1. */
  readonly number: number;
  readonly server: ServerName;
  readonly from: Origin;
}

/** Addresses of the attacker: as in `Origin`, or one in turn with the other, or both. */
export type From = "same" | "another" | "alternating" | "both";

/** What the command line selects. */
export interface Selection {
  /** Names of attacks; undefined for all. */
  readonly names: readonly string[] | undefined;
  /** The first and the last attack, by their numbers. */
  readonly range: readonly [first: number, last: number];
  readonly from: From;
}

const same: Origin = "same address";
const another: Origin = "another address";

function originsOf({ from: only }: Attack, number: number, from: From): readonly Origin[] {
  if (only !== undefined) return [only];
  if (from === "same") return [same];
  if (from === "another") return [another];
  if (from === "alternating") return [number % 2 === 1 ? same : another];
  return [same, another];
}

/** Returns the numbers of `A-B` or `A`; undefined where the text is something else, or beyond `count` attacks. */
export function parseRange(text: string, count: number): [number, number] | undefined {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const range: [number, number] = [Number(first), Number(last)];
  return range[0] >= 1 && range[0] <= range[1] && range[1] <= count ? range : undefined;
}

/** Whether a server has what is attacked: those of others have no HTTP/1.1 on the port, and no bound on connections. */
function concerns(server: ServerName, { isHttp1 = false, maxConnections }: Attack): boolean {
  return server === "tramline" || (!isHttp1 && maxConnections === undefined);
}

/** Returns the rows of one server, in the order of the catalog. */
export function selectRows(
  attacks: readonly Attack[],
  server: ServerName,
  { names, range: [first, last], from }: Selection,
): Row[] {
  return attacks.flatMap((attack, index) => {
    const number = index + 1;
    if (number < first || number > last || names?.includes(attack.name) === false) return [];
    if (!concerns(server, attack)) return [];
    return originsOf(attack, number, from).map((origin) => ({
      attack,
      number,
      server,
      from: origin,
    }));
  });
}
