// `npm run bench:size`: what a message and a client weigh in a browser bundle, beside other libraries.
// usage: [--quick] [--json FILE]
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { resultFile, writeResultFile } from "../../harness/result.ts";
import { textTable } from "../../harness/text-table.ts";
import { sizeBars } from "./bars.ts";
import { bundleSize, type SizeRow } from "./measure.ts";

const root = path.join(import.meta.dirname, "../../..");
const { values: options } = parseArgs({
  options: { json: { type: "string" }, quick: { type: "boolean", default: false } },
});

const cases = [
  "message-binary",
  "message",
  "client",
  "client-connect",
  "client-interceptors",
  "client-websocket",
  "client-retries",
  "client-unary",
  "client-unary-connect",
];
const implementations = {
  tramline: "packages/protobuf",
  "@bufbuild/protobuf": "node_modules/@bufbuild/protobuf",
  "google-protobuf": "node_modules/google-protobuf",
};
const folders: Record<string, string> = {
  tramline: "tramline",
  "@bufbuild/protobuf": "protobuf-es",
  "google-protobuf": "google-protobuf",
};

// What is published is weighed: modules as tsc writes them. There is nothing that a quick run leaves out.
execFileSync(
  process.execPath,
  [path.join(root, "node_modules/typescript/bin/tsc"), "-b", "packages/web"],
  {
    cwd: root,
    stdio: "inherit",
  },
);
const rows: SizeRow[] = [];
for (const name of cases) {
  for (const [implementation, folder] of Object.entries(implementations)) {
    const entries = path.join(import.meta.dirname, "entries", folders[implementation] ?? "");
    const entry = [".ts", ".js"]
      .map((extension) => path.join(entries, name + extension))
      .find((file) => existsSync(file));
    if (entry === undefined) continue;
    const manifest = path.join(root, folder, "package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    rows.push({ case: name, implementation, version, ...(await bundleSize(entry)) });
  }
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
console.log(
  textTable(
    ["", "minified kB", "gzipped kB"],
    rows.map((row) => [
      `${row.case}, ${row.implementation} ${row.version}`,
      kilobytes(row.minifiedBytes),
      kilobytes(row.gzipBytes),
    ]),
  ),
);
console.log();
const bars = sizeBars(rows).map((each) => [each.what, each.verdict, each.detail]);
console.log(textTable(["tramline", "holds", "ratio"], bars));
if (options.json !== undefined) {
  writeResultFile(options.json, resultFile("size", rows, options.quick));
}
