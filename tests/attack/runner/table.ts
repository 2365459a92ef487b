/** Rows as lines of text and as Markdown. */

import { markdownTable } from "../../../bench/harness/text-table.ts";
import type { Attack } from "../attacks/attack.ts";
import type { Figures } from "./measure.ts";
import { serverNames } from "./servers.ts";
import { limitNames, percent, shortcomings } from "./verdict.ts";

const MiB = 1024 * 1024;

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 0);

function ratio(attacked: number, undisturbed: number): string {
  return undisturbed === 0 ? "–" : percent(attacked / undisturbed);
}

/** One line about one row. */
export function printRow(attack: Attack, figures: Figures, isShort = false): string {
  const failed = shortcomings(attack, figures, isShort);
  const calls = `${figures.callsPerSecond.toFixed(0)} of ${figures.undisturbedCallsPerSecond.toFixed(0)} calls/s`;
  const cells = [
    `${ratio(figures.callsPerSecond, figures.undisturbedCallsPerSecond)} (${calls})`,
    `new ${ratio(figures.newConnectionsPerSecond, figures.undisturbedNewConnectionsPerSecond)}`,
    `longest ${figures.longestMs.toFixed(0)} ms`,
    `+${(figures.memoryGrowthBytes / MiB).toFixed(0)} MiB`,
    `CPU ${percent(figures.serverCpuShare)} (attacker ${percent(figures.attackerCpuShare)}, honest ${percent(figures.honestCpuShare)}, others ${percent(figures.othersCpuShare)})`,
    `${megabytes(figures.attackBytesPerSecond)} of ${megabytes(figures.freeBytesPerSecond)} MB/s in`,
    `${megabytes(figures.receivedBytesPerSecond)} MB/s out`,
    `cut ${figures.cuts}, refused ${figures.refusals}, of ${figures.connects}`,
    ...(figures.handlers > 0 ? [`${figures.handlers} handlers`] : []),
    `limit ${limitNames(attack, figures).slice(0, 3).join(", ") || "–"}`,
  ];
  const head = `${failed.length === 0 ? "ok  " : "FAIL"} ${attack.name}, ${figures.server}, ${figures.from}`;
  const reasons = failed.map((reason) => `\n       ${reason}`).join("");
  return `${head}\n       ${cells.join("; ")}${reasons}`;
}

/** What a table says about one server. */
function cell(figures: readonly Figures[]): string {
  if (figures.length === 0) return "–";
  const worst = figures.reduce((least, one) =>
    one.callsPerSecond / one.undisturbedCallsPerSecond <
    least.callsPerSecond / least.undisturbedCallsPerSecond
      ? one
      : least,
  );
  const growth = Math.max(...figures.map((one) => one.memoryGrowthBytes)) / MiB;
  const end = figures.find((one) => one.serverEnd !== undefined);
  if (end !== undefined) return "**ended**";
  const kept = ratio(worst.callsPerSecond, worst.undisturbedCallsPerSecond);
  return `${kept}, +${growth.toFixed(0)} MiB`;
}

/** One row for each attack, with the part of the honest calls that is left and the growth of memory. */
export function attackTable(attacks: readonly Attack[], rows: readonly Figures[]): string {
  const servers = serverNames.filter((name) => rows.some((row) => row.server === name));
  const lines = attacks.flatMap((attack) => {
    const own = rows.filter((row) => row.attack === attack.name);
    if (own.length === 0) return [];
    const limits = own
      .filter((row) => row.server === "tramline")
      .flatMap((row) => limitNames(attack, row).slice(0, 2));
    const cells = servers.map((server) => cell(own.filter((row) => row.server === server)));
    return [[`\`${attack.name}\``, ...cells, [...new Set(limits)].join(", ") || "–"]];
  });
  return markdownTable(["attack", ...servers, "limit"], lines);
}

/** What each attack sends. */
export function attackList(attacks: readonly Attack[]): string {
  return attacks
    .map(
      ({ name, sends, known }) =>
        `- \`${name}\`: ${sends}${known === undefined ? "" : ` (${known})`}`,
    )
    .join("\n");
}
