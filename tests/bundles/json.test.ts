// What a bundler takes along of the runtime.
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { build } from "esbuild";

const root = path.join(import.meta.dirname, "../..");
const gen = path.join(root, "packages/compiler/src/typescript/testdata/gen");

/** The runtime's modules that have code in a bundle, relative to its sources; and the bundle. */
async function bundle(source: string): Promise<{ modules: string[]; text: string }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: source, resolveDir: gen, loader: "ts" },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    conditions: ["tramline-source"],
    absWorkingDir: root,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  const runtime = "packages/protobuf/src/";
  const modules = Object.entries(output?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([name]) => name)
    .filter((name) => name.startsWith(runtime))
    .map((name) => name.slice(runtime.length));
  return { modules, text: outputFiles[0]?.text ?? "" };
}

const reflective =
  /^(descriptor|dynamic|registry)\/|^json\/(parse-message|print-message|reflective-json)/;

describe("a bundle", () => {
  test("with bytes and JSON of a message has nothing that reads descriptors", async () => {
    const { modules, text } = await bundle(`
      import { Other, OtherJson } from "./other.ts";
      console.log(OtherJson.print(Other.decode(new Uint8Array(0))), OtherJson.parse("{}"));
    `);
    assert.deepEqual(
      modules.filter((module) => reflective.test(module)),
      [],
    );
    assert.ok(modules.includes("json/codegen/json-type.ts"));
    assert.match(text, /parseJsonOther/);
  });

  test("without JSON has nothing of it", async () => {
    const { modules, text } = await bundle(`
      import { Everything } from "./everything.ts";
      console.log(Everything.encode(Everything.create({ oneString: "x" })));
    `);
    assert.deepEqual(
      modules.filter((module) => module.startsWith("json/")),
      [],
    );
    assert.doesNotMatch(text, /Json/);
  });

  test("has the extensions that are used", async () => {
    const { text } = await bundle(`
      import { nickname } from "./extended.ts";
      console.log(nickname.fullName);
    `);
    assert.match(text, /"test\.extended\.nickname"/);
    assert.doesNotMatch(text, /"test\.extended\.tags",/);
    assert.doesNotMatch(text, /decodeUser/);
  });
});
