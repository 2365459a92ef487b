import { atLeast, type Bar, type Judged, judged } from "../../harness/bars.ts";
import type { ResultRow } from "../../harness/result.ts";
import { geometricMean } from "../../harness/statistics.ts";

const OURS = "tramline";
const INTERPRETER = "tramline (interpreter)";
const ES = "@bufbuild/protobuf";

/** Messages with hardly any text, where numbers need not be written in digits. */
const TEXT_LIGHT = ["Series", "Tile"];

/**
 * What the codec bench must show. Ratios are of CPU time, theirs over ours: that is what a codec costs,
 * and it hardly moves when something else runs on the machine.
 */
export function codecBars(rows: readonly ResultRow[]): Judged[] {
  const peers = [...new Set(rows.map((row) => row.implementation))].filter(
    (name) => !/^(?:tramline|JSON)/.test(name),
  );
  return [
    ...["encode", "decode"].flatMap((operation) => [
      ...againstPeers(rows, operation, peers),
      ...againstJson(rows, operation),
      mean(rows, operation, "interpreter, ", INTERPRETER, ES),
    ]),
    ...["to-json", "from-json"].flatMap((operation) =>
      [ES, "protobufjs"].map((peer) => mean(rows, operation, "", OURS, peer)),
    ),
  ].map(judged);
}

function againstPeers(
  rows: readonly ResultRow[],
  operation: string,
  peers: readonly string[],
): Bar[] {
  // The quickest of all on the mean is whom the aim is about.
  const means = peers.map((peer) => mean(rows, operation, "", OURS, peer));
  const least = Math.min(...means.map((bar) => bar.value ?? Number.POSITIVE_INFINITY));
  const ratios = casesOf(rows, operation).flatMap((name) =>
    peers.flatMap((peer) => {
      const value = ratio(rows, name, OURS, peer);
      return value === undefined ? [] : [{ name, peer, value }];
    }),
  );
  const worst = ratios.sort((a, b) => a.value - b.value)[0];
  return [
    ...means.map((bar) => (bar.value === least ? { ...bar, aim: 1.5 } : bar)),
    {
      what: `${operation}: the worst of all messages (${worst?.name ?? "–"} to ${worst?.peer ?? "–"})`,
      value: worst?.value,
      ...atLeast(1 / 1.1),
    },
  ];
}

function againstJson(rows: readonly ResultRow[], operation: string): Bar[] {
  const single = (name: string) => ratio(rows, name, OURS, "JSON");
  const lost = casesOf(rows, operation).filter((name) => (single(name) ?? 1) < 1);
  return [
    mean(rows, operation, "", OURS, "JSON"),
    ...TEXT_LIGHT.map((message) => ({
      what: `${message}/${operation}: to JSON, hardly any text`,
      value: single(`${message}/${operation}`),
      ...atLeast(2),
    })),
    ...lost.map((name) => ({
      what: `${name}: JSON wins`,
      value: single(name),
      better: "higher" as const,
    })),
  ];
}

/** The geometric mean over all messages that both were measured with. */
function mean(
  rows: readonly ResultRow[],
  operation: string,
  label: string,
  ours: string,
  theirs: string,
): Bar {
  const ratios = casesOf(rows, operation).flatMap((name) => ratio(rows, name, ours, theirs) ?? []);
  return {
    what: `${operation}: ${label}mean of all messages, to ${theirs}`,
    value: ratios.length === 0 ? undefined : geometricMean(ratios),
    ...atLeast(1),
  };
}

function casesOf(rows: readonly ResultRow[], operation: string): string[] {
  return [...new Set(rows.map((row) => row.case))].filter((name) => name.endsWith(`/${operation}`));
}

/** How many times the CPU time of one that the other takes. */
function ratio(
  rows: readonly ResultRow[],
  name: string,
  ours: string,
  theirs: string,
): number | undefined {
  const micros = (implementation: string) =>
    rows.find((row) => row.case === name && row.implementation === implementation)?.clientCpuMicros;
  const [own, other] = [micros(ours), micros(theirs)];
  return own === undefined || other === undefined ? undefined : other / own;
}
