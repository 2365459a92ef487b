/** Writes bench/rpc/gen from bench/rpc/proto, with the workspace's own compiler. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";

const folder = fileURLToPath(new URL("..", import.meta.url));
const contract = "bench.proto";
const { ok, files, diagnostics } = compileSync({
  files: [contract],
  resolve: (path) =>
    path === contract ? readFileSync(join(folder, "proto", path), "utf8") : undefined,
});
for (const diagnostic of diagnostics) console.error(renderDiagnostic(diagnostic));
if (!ok) process.exit(1);

const file = createFileRegistry(files).getFile(contract);
if (file === undefined) throw new Error(`${contract} is not among the compiled files`);
mkdirSync(join(folder, "gen"), { recursive: true });
for (const { path, content } of generateTypeScript([file])) {
  writeFileSync(join(folder, "gen", path), content);
}
