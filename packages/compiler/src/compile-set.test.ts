import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { compileSync } from "./compile.ts";
import {
  type CompileSetOptions,
  type CompileSetResult,
  compileSet,
  compileSetSync,
} from "./compile-set.ts";
import { memoryResolver, type SyncSourceResolver } from "./source/source-resolver.ts";

const resolve = memoryResolver({
  "options.proto": `syntax = "proto2";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions {
  optional string note = 50000 [retention = RETENTION_SOURCE];
  optional string kept = 50001;
}
`,
  "order.proto": `// Detached.

// The syntax.
syntax = "proto3";
import "options.proto";
/* An order,
 * and more. */
message Order {
  option (note) = "n";
  option (kept) = "k";
  int64 unit_price = 1; // In cents.
  reserved 5 to 9, 12;
}
`,
});

function built(
  options: Partial<CompileSetOptions<SyncSourceResolver>> = {},
): CompileSetResult & { readonly set: FileDescriptorSet } {
  const result = compileSetSync({ files: ["order.proto"], resolve, ...options });
  return { ...result, set: FileDescriptorSet.decode(Buffer.concat([...result.parts])) };
}

describe("compileSet", () => {
  test("gives in parts the bytes of the descriptors that compile gives", async () => {
    const { files, ok } = compileSync({ files: ["order.proto"], resolve });
    const bytes = FileDescriptorSet.encode({ file: files });
    const result = compileSetSync({ files: ["order.proto"], resolve });
    assert.deepEqual([ok, result.ok, result.fileCount], [true, true, 3]);
    assert.equal([...result.parts].length, 3);
    assert.deepEqual(Buffer.concat([...result.parts]), Buffer.from(bytes));
    const later = await compileSet({ files: ["order.proto"], resolve });
    assert.deepEqual(Buffer.concat([...later.parts]), Buffer.from(bytes));
  });

  test("leaves out imports and places when told to", () => {
    const { set, fileCount } = built({ excludeImports: true, sourceInfo: false });
    assert.deepEqual(
      set.file.map(({ name, sourceCodeInfo }) => [name, sourceCodeInfo]),
      [["order.proto", undefined]],
    );
    assert.equal(fileCount, 1);
  });

  test("keeps options for readers of the source when told to, and their places", () => {
    const optionPaths = ({ file }: FileDescriptorSet) =>
      file
        .at(-1)
        ?.sourceCodeInfo?.location.map(({ path }) => path.join("."))
        .filter((path) => path.startsWith("4.0.7."));
    assert.deepEqual(optionPaths(built().set), ["4.0.7.50001"]);
    const { set } = built({ retainOptions: true });
    assert.deepEqual(optionPaths(set), ["4.0.7.50000", "4.0.7.50001"]);
    const { sourceFiles } = compileSync({ files: ["order.proto"], resolve });
    assert.deepEqual(set.file.at(-1), sourceFiles.get("order.proto"));
  });

  test("reports what compile reports", () => {
    const { ok, diagnostics } = compileSetSync({ files: ["absent.proto"], resolve });
    assert.equal(ok, false);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ["FILE_NOT_FOUND"],
    );
  });
});
