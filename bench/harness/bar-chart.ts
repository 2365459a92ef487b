/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value as the chart shows it. */
  readonly shown: string;
  /** Drawn in the accent color. */
  readonly highlighted: boolean;
}

const WIDTH = 720;
const ROW = 26;
const BAR = 16;
const TOP = 44;
/** Where bars begin: labels end before it. */
const LEFT = 210;
/** Space for the value after the longest bar. */
const RIGHT = 70;

/** Colors for light and dark pages; the background is that of the page. */
const STYLE = `
    text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; }
    .value { fill: #59636e; }
    .bar { fill: #afb8c1; }
    .own { fill: #0969da; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .value { fill: #9198a1; }
      .bar { fill: #59636e; }
      .own { fill: #4493f8; }
    }`;

/**
 * Draws a horizontal bar chart as SVG, the longest bar first. The same bars always give the same bytes.
 *
 * @param title the line above the bars, which also names the unit
 * @param bars in any order; at least one, with positive values
 */
export function barChart(title: string, bars: readonly Bar[]): string {
  const sorted = [...bars].sort((a, b) => b.value - a.value);
  const most = sorted[0]?.value;
  if (most === undefined || !(most > 0)) throw new Error("a chart needs a bar of a positive value");
  const height = TOP + sorted.length * ROW + 6;
  const rows = sorted.flatMap(({ label, value, shown, highlighted }, index) => {
    const top = TOP + index * ROW;
    const width = Math.max(2, Math.round(((WIDTH - LEFT - RIGHT) * value) / most));
    const baseline = top + BAR - 3;
    return [
      `  <text x="${LEFT - 10}" y="${baseline}" text-anchor="end">${escape(label)}</text>`,
      `  <rect class="${highlighted ? "own" : "bar"}" x="${LEFT}" y="${top}" width="${width}" height="${BAR}" rx="2"/>`,
      `  <text class="value" x="${LEFT + width + 8}" y="${baseline}">${escape(shown)}</text>`,
    ];
  });
  const summary = sorted.map(({ label, shown }) => `${label} ${shown}`).join(", ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">`,
    `  <title id="title">${escape(title)}</title>`,
    `  <desc id="desc">${escape(summary)}</desc>`,
    `  <style>${STYLE}\n  </style>`,
    `  <text class="title" x="${LEFT}" y="22">${escape(title)}</text>`,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
