// `npm run check:packages`: judges each package as it would be published, by publint (does every entry
// exist, in the order that resolvers read) and attw (do its types resolve). Needs a build.
import path from "node:path";
import { readPackages } from "./packages.mjs";
import { root, run } from "./root.mjs";

let failed = 0;
for (const { folder, name, private: isPrivate } of readPackages()) {
  if (isPrivate) continue;
  const where = path.join(root, "packages", folder);
  const [publint, attw] = await Promise.all([
    run("npx", ["--no-install", "publint", "run", "--strict", "--pack", "npm", where], {
      quiet: true,
      timeoutMs: 120_000,
    }),
    // Tramline is ESM only: what CommonJS would see is not judged.
    run(
      "npx",
      [
        "--no-install",
        "attw",
        "--pack",
        where,
        "--profile",
        "esm-only",
        "--format",
        "ascii",
        "--no-color",
      ],
      {
        quiet: true,
        timeoutMs: 120_000,
      },
    ),
  ]);
  const wrong = [publint, attw].filter((result) => result.code !== 0);
  console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${name}`);
  for (const { output } of wrong) console.log(output.trimEnd().replace(/^/gm, "     "));
  failed += wrong.length;
}
if (failed > 0) process.exitCode = 1;
