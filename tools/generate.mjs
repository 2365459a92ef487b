// `npm run generate`: writes everything in the tree that a program writes.
// usage: node tools/generate.mjs [name …]
import { pathToFileURL } from "node:url";
import { run, sourceFlags } from "./root.mjs";

/**
 * One generator: a program run in the workspace's top folder, and the files and folders that it alone
 * writes. Each must give the same bytes on every run and every machine.
 *
 * @typedef {{ name: string, args: readonly string[], outputs: readonly string[] }} Generator
 */

/**
 * Arguments that run `tram generate` from its sources.
 *
 * @param {string} protoFolder
 * @param {string} outFolder
 */
const tram = (protoFolder, outFolder) => [
  ...sourceFlags,
  "packages/cli/src/main.ts",
  "generate",
  protoFolder,
  "--out",
  outFolder,
  "--clean",
];

/**
 * In the order in which they run; a later one may read what an earlier one wrote.
 * @type {readonly Generator[]}
 */
export const generators = [
  {
    name: "wkt",
    args: [...sourceFlags, "tools/generate-wkt.ts"],
    outputs: ["packages/protobuf/src/wkt/gen", "packages/protobuf/src/wkt/index.ts"],
  },
  {
    name: "google-apis",
    args: [...sourceFlags, "tools/generate-google-apis.ts"],
    outputs: [
      "packages/protobuf/src/google/gen",
      "packages/protobuf/src/google/api.ts",
      "packages/protobuf/src/buf",
      "packages/compiler/src/source/gen",
    ],
  },
  {
    name: "plugin",
    args: [...sourceFlags, "tools/generate-plugin.ts"],
    outputs: ["packages/compiler/src/plugin/gen"],
  },
  {
    name: "generator-tests",
    args: [...sourceFlags, "packages/compiler/src/typescript/testdata/generate.ts"],
    outputs: ["packages/compiler/src/typescript/testdata/gen"],
  },
  {
    name: "bench-edge",
    args: tram("bench/edge/proto", "bench/edge/gen"),
    outputs: ["bench/edge/gen"],
  },
  {
    name: "bench-codec",
    args: [...sourceFlags, "bench/codec/src/generate.ts"],
    outputs: ["bench/codec/gen"],
  },
  {
    name: "tramline",
    args: [
      ...sourceFlags,
      "tools/generate-contracts.ts",
      "packages/tramline/proto",
      "packages/tramline/src/gen",
    ],
    outputs: ["packages/tramline/src/gen"],
  },
  {
    name: "services",
    args: [
      ...sourceFlags,
      "tools/generate-contracts.ts",
      "packages/services/proto",
      "packages/services/src/gen",
    ],
    outputs: ["packages/services/src/gen"],
  },
  {
    name: "e2e",
    args: [...sourceFlags, "tools/generate-contracts.ts", "tests/e2e/proto", "tests/e2e/gen"],
    outputs: ["tests/e2e/gen"],
  },
  {
    name: "edge",
    args: [...sourceFlags, "tools/generate-contracts.ts", "tests/edge/proto", "tests/edge/gen"],
    outputs: ["tests/edge/gen"],
  },
  ...["old", "new", "types"].map((version) => ({
    name: `evolution-${version}`,
    args: [
      ...sourceFlags,
      "tools/generate-contracts.ts",
      `tests/evolution/proto/${version}`,
      `tests/evolution/gen/${version}`,
    ],
    outputs: [`tests/evolution/gen/${version}`],
  })),
  {
    name: "connectconformance",
    args: [
      ...sourceFlags,
      "tools/generate-contracts.ts",
      "tests/connectconformance/proto",
      "tests/connectconformance/gen",
    ],
    outputs: ["tests/connectconformance/gen"],
  },
  {
    name: "bench-rpc",
    args: [...sourceFlags, "bench/rpc/src/generate.ts"],
    outputs: ["bench/rpc/gen"],
  },
  {
    name: "rpc",
    args: tram("packages/rpc/proto", "packages/rpc/src/gen"),
    outputs: ["packages/rpc/src/gen"],
  },
  {
    name: "bench-size",
    args: tram("bench/size/proto", "bench/size/gen/tramline"),
    outputs: ["bench/size/gen/tramline"],
  },
  {
    name: "bench-network",
    args: tram("bench/network/proto", "bench/network/gen"),
    outputs: ["bench/network/gen"],
  },
  {
    name: "interop",
    args: tram("tests/interop/proto", "tests/interop/gen"),
    outputs: ["tests/interop/gen"],
  },
  {
    name: "telemetry",
    args: [
      ...sourceFlags,
      "tools/generate-contracts.ts",
      "tests/telemetry/proto",
      "tests/telemetry/gen",
    ],
    outputs: ["tests/telemetry/gen"],
  },
  {
    name: "rest",
    args: [...sourceFlags, "tools/generate-contracts.ts", "tests/rest/proto", "tests/rest/gen"],
    outputs: ["tests/rest/gen"],
  },
  {
    name: "validate",
    args: [
      ...sourceFlags,
      "tools/generate-contracts.ts",
      "tests/validate/proto",
      "tests/validate/gen",
    ],
    outputs: ["tests/validate/gen"],
  },
  {
    name: "attack",
    args: [...sourceFlags, "tools/generate-contracts.ts", "tests/attack/proto", "tests/attack/gen"],
    outputs: ["tests/attack/gen"],
  },
  {
    name: "differences",
    args: [...sourceFlags, "tests/differences/main.ts"],
    outputs: ["docs/reference/differences.md"],
  },
  {
    name: "benchmarks",
    args: [...sourceFlags, "bench/harness/readme-tables.ts"],
    outputs: ["README.md", "docs/benchmarks.md", "docs/calls.svg"],
  },
  {
    name: "plugins",
    args: tram("tests/plugins/proto", "tests/plugins/gen"),
    outputs: ["tests/plugins/gen"],
  },
  {
    name: "shop",
    args: tram("examples/shop/proto", "examples/shop/src/gen"),
    outputs: ["examples/shop/src/gen"],
  },
  {
    name: "workers",
    args: tram("examples/workers/proto", "examples/workers/src/gen"),
    outputs: ["examples/workers/src/gen"],
  },
];

/**
 * Runs generators one after another.
 *
 * @param {readonly string[]} [names] only these; all when empty
 * @returns {Promise<void>} rejects when one fails or a name is unknown
 */
export async function generate(names = []) {
  for (const name of names) {
    if (!generators.some((generator) => generator.name === name)) {
      const known = generators.map((generator) => generator.name).join(", ");
      throw new Error(`no generator is called ${name}; there are: ${known}`);
    }
  }
  for (const generator of generators) {
    if (names.length > 0 && !names.includes(generator.name)) continue;
    const { code, output } = await run("node", generator.args, { quiet: true, timeoutMs: 300_000 });
    if (code !== 0)
      throw new Error(`generator ${generator.name} ended with status ${code}\n${output}`);
    console.log(`generated ${generator.name}: ${generator.outputs.join(", ")}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await generate(process.argv.slice(2));
}
