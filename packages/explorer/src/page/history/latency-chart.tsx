/** How long the last calls of a method took, as a chart. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatMs } from "../call/format.ts";
import type { HistoryEntry } from "./history.ts";

const HEIGHT = 160;

/** Draws the calls of a method, latest last; nothing where there is none. */
export function LatencyChart({ calls }: { calls: readonly HistoryEntry[] }): JSX.Element | null {
  const place = useRef<HTMLDivElement>(null);
  const ordered = calls.toReversed();
  const times = ordered.map(({ ms }) => ms);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const chart = new uPlot(optionsFor(element), dataOf(ordered), element);
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [calls.length, calls[0]?.at]);
  if (calls.length === 0) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const failed = calls.filter(({ code }) => code !== "OK").length;
  const counts = `${calls.length} ${calls.length === 1 ? "call" : "calls"}${failed === 0 ? "" : `, ${failed} failed`}`;
  const summary = `${counts}: median ${formatMs(median)}, fastest ${formatMs(sorted[0] ?? 0)}, slowest ${formatMs(sorted.at(-1) ?? 0)}`;
  return (
    <section class="latency" aria-label="Latency">
      <h2>Latency</h2>
      <p class="note">{summary}</p>
      <div ref={place} class="chart" role="img" aria-label={summary} />
    </section>
  );
}

function dataOf(calls: readonly HistoryEntry[]): uPlot.AlignedData {
  const numbers = calls.map((_call, index) => index + 1);
  const of = (isOk: boolean): (number | null)[] =>
    calls.map(({ code, ms }) => ((code === "OK") === isOk ? ms : null));
  return [numbers, of(true), of(false)];
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 } };
  const bars = uPlot.paths.bars?.({ size: [0.6, 24], align: 0 });
  const series = (label: string, stroke: string): uPlot.Series => ({
    label,
    stroke,
    fill: stroke,
    points: { show: false },
    ...(bars === undefined ? {} : { paths: bars }),
  });
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_chart, _least, most) => [0.4, Math.max(most, 8) + 0.6] },
      y: { range: (_chart, _least, most) => [0, Math.max(most * 1.15, 1)] },
    },
    axes: [
      { ...axis, incrs: [1, 2, 5, 10, 20, 50], size: 28 },
      { ...axis, size: 62, values: (_chart, ticks) => ticks.map((tick) => `${tick} ms`) },
    ],
    series: [{}, series("OK", color("--accent")), series("failed", color("--bad"))],
  };
}
