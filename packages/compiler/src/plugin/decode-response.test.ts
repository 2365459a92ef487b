import assert from "node:assert/strict";
import { test } from "node:test";
import { decodePluginResponse } from "./decode-response.ts";
import { CodeGeneratorResponse } from "./gen/google/protobuf/compiler/plugin.ts";
import { PluginError } from "./plugin-error.ts";

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

test("a response is read with all that it declares", () => {
  const bytes = CodeGeneratorResponse.encode({
    error: "no",
    supportedFeatures: 3n,
    minimumEdition: 998,
    maximumEdition: 1000,
    file: [
      { name: "a", content: "x" },
      { name: "a", insertionPoint: "p", content: "y" },
    ],
  });
  const { parts, ...declared } = decodePluginResponse(bytes, "p");
  assert.deepEqual(declared, {
    error: "no",
    supportedFeatures: 3n,
    minimumEdition: 998,
    maximumEdition: 1000,
  });
  assert.deepEqual(
    parts.map((part) => [part.name, part.insertionPoint, text(part.content)]),
    [
      ["a", undefined, "x"],
      ["a", "p", "y"],
    ],
  );
});

test("an empty response declares nothing and writes nothing", () => {
  assert.deepEqual(decodePluginResponse(new Uint8Array(0), "p"), {
    error: undefined,
    supportedFeatures: 0n,
    minimumEdition: 0,
    maximumEdition: 0,
    parts: [],
  });
});

test("a part without a name goes on with the one before", () => {
  const file = [
    { name: "a", content: "1" },
    { content: "2" },
    { content: "3" },
    { name: "b" },
    { content: "4" },
  ];
  const { parts } = decodePluginResponse(CodeGeneratorResponse.encode({ file }), "p");
  assert.deepEqual(
    parts.map((part) => [part.name, text(part.content)]),
    [
      ["a", "123"],
      ["b", "4"],
    ],
  );
});

test("the first part must have a name", () => {
  const bytes = CodeGeneratorResponse.encode({ file: [{ content: "1" }] });
  assert.throws(() => decodePluginResponse(bytes, "p"), { code: "PLUGIN_FILE_UNNAMED" });
});

test("contents need not be UTF-8", () => {
  const bytes = Uint8Array.of(0x7a, 7, 0x0a, 1, 0x61, 0x7a, 2, 0xff, 0x80);
  const { parts } = decodePluginResponse(bytes, "p");
  assert.deepEqual([...(parts[0]?.content ?? [])], [0xff, 0x80]);
});

test("anything else than a response is refused, whatever it is", () => {
  const whole = CodeGeneratorResponse.encode({
    error: "e",
    file: [{ name: "name", insertionPoint: "p", content: "content" }],
  });
  for (let length = 1; length < whole.length; length++) {
    // Some beginnings are whole messages; none may do anything but return or throw this.
    try {
      decodePluginResponse(whole.subarray(0, length), "p");
    } catch (error) {
      assert.ok(error instanceof PluginError, String(error));
    }
  }
  const spoken = new TextEncoder().encode("Hello, I am a plugin\n");
  assert.throws(() => decodePluginResponse(spoken, "protoc-gen-x"), {
    code: "PLUGIN_RESPONSE_INVALID",
    message: /^The response of protoc-gen-x is not a CodeGeneratorResponse/,
    hint: /must write only its response to stdout/,
  });
});
