// Comments and options with code in them stay what they are.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { transformSync } from "esbuild";
import {
  generate,
  linkText,
  loadGenerated,
  messageTypes,
  removeGenerated,
} from "./src/load-schema.ts";

after(removeGenerated);

const injected = globalThis as { injected?: unknown };
const payloads = [
  "*/ globalThis.injected = 1; /*",
  "*/globalThis.injected=1;//",
  "**/ globalThis.injected = 1; /**",
  "\u2028globalThis.injected = 1;",
  "\u2029globalThis.injected = 1;",
  "${globalThis.injected = 1}",
  "`${globalThis.injected = 1}`",
  '"; globalThis.injected = 1; "',
  "'; globalThis.injected = 1; '",
  "\\u002a/ globalThis.injected = 1;",
  "</script><script>globalThis.injected = 1</script>",
  "\\",
  "\\*/",
  "/",
  "*",
  "@ts-nocheck",
  "\u0085globalThis.injected = 1;",
  "\u000b\u000c",
];

/** As line comments, where no payload has a line end, and as block comments where it ends none. */
function comments(payload: string): string {
  const block = payload.includes("*/") ? "" : `/* ${payload} */\n/*x${payload}y*/\n`;
  return `//${payload}\n// ${payload}\n${block}`;
}

/** In every place of a contract that becomes generated text. */
function contract(payload: string): string {
  const comment = comments(payload);
  const quoted = JSON.stringify(payload);
  return `${comment}syntax = "proto2";
${comment}package hostile; ${`// ${payload}`}
option java_package = ${quoted};
option go_package = ${quoted};
${comment}message M { // ${payload}
  ${comment}optional string text = 1 [default = ${quoted}, json_name = ${quoted}]; // ${payload}
  optional bytes data = 2 [default = ${quoted}];
  ${comment}oneof choice { // ${payload}
    ${comment}int32 a = 3 [deprecated = true]; // ${payload}
  }
  ${comment}map<string, string> b = 4;
  extensions 100 to 199;
}
${comment}extend M { // ${payload}
  ${comment}optional string more = 100 [default = ${quoted}]; // ${payload}
  optional bytes most = 101 [default = ${quoted}];
}
${comment}enum E { // ${payload}
  ${comment}X = 0; // ${payload}
}
${comment}service S { // ${payload}
  ${comment}rpc Call(M) returns (M); // ${payload}
}
${comment}`;
}

/** What is exported when there is nothing hostile in the contract. */
const harmless = Object.keys(await loadGenerated(generate(linkText(contract("harmless")))));

describe("text of a contract in generated code", () => {
  test("the contract has a message, an enum and a service", () => {
    for (const name of ["M", "MJson", "E", "S", "more", "file_a"])
      assert.ok(harmless.includes(name), name);
  });

  for (const payload of payloads) {
    test(JSON.stringify(payload), async () => {
      const file = linkText(contract(payload));
      const content = generate(file);
      // It parses, without a warning, and has the same declarations whatever the text.
      const { warnings } = transformSync(content, { loader: "ts" });
      assert.deepEqual(warnings, []);
      const exports = await loadGenerated(content);
      assert.equal(injected.injected, undefined);
      assert.deepEqual(Object.keys(exports), harmless);
      const M = messageTypes(exports).get("hostile.M") as unknown as {
        defaults: { text: string; data: Uint8Array };
      };
      assert.equal(M.defaults.text, payload);
      assert.equal(new TextDecoder().decode(M.defaults.data), payload);
      const { more, most } = exports as Record<"more" | "most", { defaultValue: unknown }>;
      assert.equal(more.defaultValue, payload);
      assert.deepEqual(most.defaultValue, new TextEncoder().encode(payload));
    });
  }
});
