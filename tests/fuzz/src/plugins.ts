// What `npm run fuzz` and a fixed count in the tests answer as plugins of protoc.
import assert from "node:assert/strict";
import {
  CodeGeneratorResponse,
  decodePluginResponse,
  OutputFiles,
  PluginError,
  parseComplaints,
} from "@tramline/compiler/plugin";
import { damageBytes, damageText } from "./damage.ts";
import type { Random } from "./random.ts";

const names = [
  "a.ts",
  "b/c.ts",
  "./a.ts",
  "../a",
  "/etc/x",
  "b//c",
  "C:x",
  "",
  "a\0",
  "__proto__",
  "b\\c",
];
const points = ["", "imports", "class_scope:a.B", "(", ")", "__proto__"];
const pieces = [
  "@@protoc_insertion_point(imports)",
  "/* @@protoc_insertion_point(class_scope:a.B) */",
  "@@protoc_insertion_point(",
  "\n",
  "\t",
  "a.proto:1:2: ",
  "--x_out: a.proto: ",
  "a.proto:99999999999999999999:",
  "\ufffd",
  "\r",
];

/** A damaged answer: files below the output folder, or an error that names the plugin. */
export async function damagedAnswer(random: Random): Promise<void> {
  const text = () => damageText("first\nlast", pieces, random);
  const answer = CodeGeneratorResponse.encode({
    error: random.chance(20) ? text() : undefined,
    supportedFeatures: BigInt(random.below(8)),
    file: Array.from({ length: random.below(5) }, () => ({
      name: random.chance(80) ? random.pick(names) : undefined,
      insertionPoint: random.chance(40) ? random.pick(points) : undefined,
      content: text(),
    })),
  });
  const files = new OutputFiles();
  try {
    const bytes = random.chance(60) ? damageBytes(answer, random) : answer;
    const response = decodePluginResponse(bytes, "protoc-gen-x");
    parseComplaints(response.error ?? "", (file) => file === "a.proto");
    files.apply(response, "protoc-gen-x");
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    assert.match(error.message, /protoc-gen-x/);
  }
  for (const { path } of files.list()) {
    assert.ok(!/^\/|^[A-Za-z]:|\\|\0/.test(path), path);
    assert.ok(
      path.split("/").every((part) => !/^\.{0,2}$/.test(part)),
      path,
    );
  }
}
