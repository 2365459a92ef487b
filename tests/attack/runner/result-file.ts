/** Figures that are kept in the repository, and the page that shows them. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { replaceMarkedSection } from "../../../bench/harness/marked-section.ts";
import { type ResultFile, resultFile, writeResultFile } from "../../../bench/harness/result.ts";
import type { Attack } from "../attacks/attack.ts";
import type { Figures } from "./measure.ts";
import { serverNames } from "./servers.ts";
import { attackList, attackTable } from "./table.ts";

/** A row as it is kept. */
interface KeptRow extends Figures {
  readonly seconds: number;
}

const resultsUrl = new URL("../../../bench/results/attack.json", import.meta.url);
const pageUrl = new URL("../../../docs/attacks.md", import.meta.url);

function readRows(): readonly KeptRow[] {
  if (!existsSync(resultsUrl)) return [];
  return (JSON.parse(readFileSync(resultsUrl, "utf8")) as ResultFile<KeptRow>).rows;
}

/** Says how long each server was attacked. */
function durationsOf(rows: readonly KeptRow[]): string {
  const ofServer = serverNames.flatMap((server) => {
    const seconds = rows.filter((row) => row.server === server).map((row) => row.seconds);
    if (seconds.length === 0) return [];
    const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
    return [`${server} for ${least === most ? least : `${least} to ${most}`} seconds`];
  });
  return `Each attack was on ${ofServer.join(", ")}.`;
}

const keyOf = ({ attack, server, from }: Pick<Figures, "attack" | "server" | "from">) =>
  `${server} ${attack} ${from}`;

/** Returns a function that says whether a row is kept of an attack that took at least `seconds`. */
export function keptRows(seconds: number): (row: Parameters<typeof keyOf>[0]) => boolean {
  const keys = new Set(readRows().flatMap((row) => (row.seconds >= seconds ? [keyOf(row)] : [])));
  return (row) => keys.has(keyOf(row));
}

/** Keeps a row in place of an older one of the same attack, server, and address, and writes the page. */
export function keepRow(attacks: readonly Attack[], row: Figures, seconds: number): void {
  const byKey = new Map(readRows().map((kept) => [keyOf(kept), kept]));
  byKey.set(keyOf(row), { ...row, seconds });
  const kept = [...byKey.values()];
  const result = resultFile("attack", kept, false);
  writeResultFile(resultsUrl.pathname, result);
  const source = `${durationsOf(kept)} Measured ${result.date.slice(0, 10)} on ${result.cpu}, Node ${result.node}; from [bench/results/attack.json](../bench/results/attack.json).`;
  const sections = {
    "attacks:results": `${attackTable(attacks, kept)}\n\n${source}`,
    "attacks:list": attackList(attacks),
  };
  let page = readFileSync(pageUrl, "utf8");
  for (const [name, content] of Object.entries(sections)) {
    const replaced = replaceMarkedSection(page, name, content);
    if (replaced === undefined) throw new Error(`docs/attacks.md has no section ${name}`);
    page = replaced;
  }
  writeFileSync(pageUrl, page);
}
