import assert from "node:assert/strict";
import { test } from "node:test";
import { compareFindings, type Finding, parseProtoc } from "./findings.ts";

const at = (
  line: number,
  severity: Finding["severity"] = "error",
  file = "main.proto",
): Finding => ({
  severity,
  file,
  line,
  message: "wrong",
});

test("what protoc prints is read", () => {
  assert.deepEqual(
    parseProtoc(
      "nowhere.proto: File not found.\n" +
        'main.proto:2:1: Import "nowhere.proto" was not found or had errors.\n' +
        "main.proto:3:5: warning: Import a.proto is unused.\n" +
        "main.proto: warning: No syntax.\n",
    ),
    [
      { severity: "error", file: "nowhere.proto", line: 0, message: "File not found." },
      {
        severity: "error",
        file: "main.proto",
        line: 2,
        message: 'Import "nowhere.proto" was not found or had errors.',
      },
      { severity: "warning", file: "main.proto", line: 3, message: "Import a.proto is unused." },
      { severity: "warning", file: "main.proto", line: 0, message: "No syntax." },
    ],
  );
});

const failureOf = (...args: Parameters<typeof compareFindings>): string | undefined =>
  compareFindings(...args).failure;

test("every line of protoc must be among ours", () => {
  assert.equal(failureOf([at(3)], [at(3), at(5)], "error"), undefined);
  assert.match(failureOf([at(3), at(4)], [at(3)], "error") ?? "", /main\.proto:4/);
  assert.match(failureOf([at(3)], [at(3, "warning")], "error") ?? "", /ours: nothing/);
  assert.match(failureOf([at(3)], [at(3, "error", "b.proto")], "error") ?? "", /no match/);
});

test("the first line must be the same", () => {
  assert.match(failureOf([at(3)], [at(2), at(3)], "error") ?? "", /before protoc's first/);
});

test("what follows from errors in an imported file is no error of its own", () => {
  const follows = { ...at(2), message: 'Import "b.proto" was not found or had errors.' };
  const other = at(5, "error", "b.proto");
  assert.equal(failureOf([other, follows], [other], "error"), undefined);
  assert.match(failureOf([follows], [], "error") ?? "", /no match/);
});

test("only the first syntax error counts", () => {
  const syntax = (line: number) => ({ ...at(line), message: 'Expected ";".' });
  assert.equal(failureOf([syntax(2), syntax(3)], [at(2)], "error"), undefined);
  assert.match(failureOf([syntax(2), syntax(3)], [at(3)], "error") ?? "", /main\.proto:2/);
});

test("where protoc knows only the beginning ours may name a line within, and that is told", () => {
  const value = { ...at(2), message: 'Error while parsing option value for "a": wrong' };
  const { failure, finer } = compareFindings([value], [at(4)], "error");
  assert.deepEqual([failure, finer.length], [undefined, 1]);
  assert.match(failureOf([value], [at(1)], "error") ?? "", /no match/);
});
