// The tables of docs/reference/differences.md: each cell is what came of doing what its line says.
import { decoding, encoding, objects } from "./binary-rows.ts";
import { compiling } from "./contract-rows.ts";
import {
  type Implementation,
  protobufEs,
  protobufJs,
  protoc,
  tramline,
} from "./implementations.ts";
import type { Row } from "./row.ts";
import { jsonRows, textRows } from "./text-rows.ts";

/** What came of it, or how it failed. */
function outcome(row: Row, implementation: Implementation): string {
  try {
    return row.run(implementation) ?? "—";
  } catch (error) {
    return error instanceof RangeError && /call stack/.test(error.message)
      ? "stack overflow"
      : "rejected";
  }
}

function tableOf(
  rows: readonly Row[],
  named: readonly (readonly [string, Implementation])[],
): string {
  const lines = [
    `| | ${named.map(([name]) => name).join(" | ")} |`,
    `|---|${named.map(() => "---").join("|")}|`,
    ...rows.map(
      (row) => `| ${row.what} | ${named.map(([, one]) => outcome(row, one)).join(" | ")} |`,
    ),
  ];
  return lines.join("\n");
}

const ours = ["Tramline", tramline] as const;
const protocNamed = ["protoc", protoc] as const;
const es = ["protobuf-es", protobufEs] as const;
const js = ["protobuf.js", protobufJs] as const;

const sections: readonly (readonly [
  name: string,
  rows: readonly Row[],
  named: readonly (readonly [string, Implementation])[],
])[] = [
  ["decoding", decoding, [ours, protocNamed, es, js]],
  ["encoding", encoding, [ours, es, js]],
  ["json", jsonRows, [ours, es, js]],
  ["text", textRows, [ours, protocNamed, js]],
  ["contracts", compiling, [ours, protocNamed, js]],
  ["objects", objects, [ours, es, js]],
];

/** The tables by the names that they have in the page. */
export function differenceTables(): ReadonlyMap<string, string> {
  return new Map(sections.map(([name, rows, named]) => [name, tableOf(rows, named)]));
}

/** The page with these tables in their places. */
export function withTables(page: string, tables: ReadonlyMap<string, string>): string {
  let written = page;
  for (const [name, table] of tables) {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!place.test(page)) throw new Error(`the page has no place for the table ${name}`);
    written = written.replace(
      place,
      (_all, open: string, close: string) => open + table + "\n" + close,
    );
  }
  return written;
}
