import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  GeneratedCodeInfo,
  type GeneratedCodeInfo_Annotation,
  GeneratedCodeInfo_Annotation_Semantic as Semantic,
} from "@tramline/protobuf/wkt/descriptor";
import type { ResponsePart } from "./decode-response.ts";
import { OutputFiles } from "./output-files.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const at = (begin: number, end: number): GeneratedCodeInfo_Annotation => ({
  path: [4, 0],
  sourceFile: "a.proto",
  begin,
  end,
});

const part = (name: string, content: string | Uint8Array): ResponsePart => ({
  name,
  insertionPoint: undefined,
  content: typeof content === "string" ? encoder.encode(content) : content,
  annotations: [],
});

const insertion = (
  content: string,
  annotations: readonly GeneratedCodeInfo_Annotation[] = [],
): ResponsePart => ({ ...part("a.h", content), insertionPoint: "x", annotations });

/** What becomes of parts, each by a plugin of its own: the file, and its annotations as they are encoded. */
function outcome(...parts: readonly ResponsePart[]) {
  const files = new OutputFiles();
  const warnings = parts.flatMap((one, index) => files.apply({ parts: [one] }, `plugin${index}`));
  const contents = new Map(files.list().map((file) => [file.path, file.content]));
  return { text: decoder.decode(contents.get("a.h")), meta: contents.get("a.h.pb.meta"), warnings };
}

/** The parts of a text that annotations name. */
function named(text: string, meta: Uint8Array | undefined): string[] {
  assert.ok(meta !== undefined);
  return GeneratedCodeInfo.decode(meta).annotation.map(({ begin, end }) => text.slice(begin, end));
}

const file = "class A {\n  // @@protoc_insertion_point(x)\n  int b;\n}\n";
const b = file.indexOf("b;");
const meta = GeneratedCodeInfo.encode({ annotation: [at(6, 7), at(b, b + 1)] });

describe("annotations of a file that text is put into", () => {
  test("stay with what they are about", () => {
    const { text, meta: shifted } = outcome(
      part("a.h", file),
      part("a.h.pb.meta", meta),
      insertion("int c;\nint d;"),
    );
    assert.equal(text.includes("  int c;\n  int d;\n  // @@"), true);
    assert.deepEqual(named(text, shifted), ["A", "b"]);
  });

  test("get those of the text between them, indented as it is", () => {
    const { text, meta: shifted } = outcome(
      part("a.h", file),
      part("a.h.pb.meta", meta),
      insertion("int c;\nint d;\nint e;\n", [at(4, 5), at(11, 12), at(11, 19)]),
    );
    assert.deepEqual(named(text, shifted), ["A", "c", "d", "d;\n  int e", "b"]);
  });

  test("are kept in the text format where they are in it", () => {
    const { meta: shifted } = outcome(
      part("a.h", file),
      part("a.h.pb.meta", 'annotation { path: 4 path: 0 source_file: "a" begin: 48 end: 49 }'),
      insertion("c", [{ ...at(0, 1), semantic: Semantic.ALIAS }]),
    );
    assert.equal(
      decoder.decode(shifted),
      `annotation {
  path: 4
  path: 0
  source_file: "a.proto"
  begin: 12
  end: 13
  semantic: ALIAS
}
annotation {
  path: 4
  path: 0
  source_file: "a"
  begin: 52
  end: 53
}
`,
    );
  });

  test("are a file of their own where there was none", () => {
    const { text, meta: created } = outcome(part("a.h", file), insertion("int c;", [at(4, 5)]));
    assert.deepEqual(named(text, created), ["c"]);
  });

  test("are not there where nobody has any", () => {
    assert.equal(outcome(part("a.h", file), insertion("c")).meta, undefined);
  });

  test("that cannot be read are left as they are, with a warning", () => {
    const { meta: kept, warnings } = outcome(
      part("a.h", file),
      part("a.h.pb.meta", "nonsense"),
      insertion("c"),
    );
    assert.equal(decoder.decode(kept), "nonsense");
    assert.match(
      warnings.join(),
      /^a\.h\.pb\.meta of plugin1 is not a GeneratedCodeInfo: .*plugin2/,
    );
  });

  test("of any number are taken, and any number of them", () => {
    const annotation = Array.from({ length: 200_000 }, () => at(0x7fffffff, -1));
    const { meta: shifted } = outcome(
      part("a.h", file),
      part("a.h.pb.meta", GeneratedCodeInfo.encode({ annotation })),
      insertion("c", annotation),
    );
    assert.equal(GeneratedCodeInfo.decode(shifted ?? meta).annotation.length, 400_000);
  });
});
