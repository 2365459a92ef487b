import assert from "node:assert/strict";
import { test } from "node:test";
import type { Diagnostic } from "./diagnostic.ts";
import { renderDiagnostic } from "./render.ts";

const diagnostic: Diagnostic = {
  severity: "error",
  code: "UNDEFINED_TYPE",
  message: '"Foo" is not defined.',
  file: "a.proto",
  line: 12,
  column: 4,
  span: { start: 100, end: 103 },
  snippet: "\t\t\tFoo x = 1;",
  notes: ["A note."],
  hint: "A hint.",
};

test("plain text has the line, a caret under the place, notes and a hint", () => {
  assert.equal(
    renderDiagnostic(diagnostic),
    [
      'error[UNDEFINED_TYPE]: "Foo" is not defined.',
      "  --> a.proto:12:4",
      "   |",
      "12 |             Foo x = 1;",
      "   |             ^^^",
      "   = note: A note.",
      "   = hint: A hint.",
    ].join("\n"),
  );
});

test("colors change nothing but the colors", () => {
  const colored = renderDiagnostic(diagnostic, { color: true });
  assert.ok(colored.includes("\u001b[31m"));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
  assert.equal(colored.replace(/\u001b\[\d+m/g, ""), renderDiagnostic(diagnostic));
});

test("text from the source cannot steer the terminal", () => {
  const text = renderDiagnostic({
    ...diagnostic,
    snippet: "\u001b[2J\u202e Foo",
    message: "\u0007",
  });
  assert.ok(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text));
});

test("a very long line is cut around the place", () => {
  const snippet = `${"x".repeat(5000)}Foo${"y".repeat(5000)}`;
  const text = renderDiagnostic({ ...diagnostic, snippet, column: 5001 });
  const lines = text.split("\n");
  assert.ok((lines[3] ?? "").length < 200);
  assert.equal((lines[4] ?? "").indexOf("^"), (lines[3] ?? "").indexOf("Foo"));
});

test("a finding about a file as a whole has no snippet", () => {
  const text = renderDiagnostic({ ...diagnostic, line: 0, column: 0, snippet: "" });
  assert.ok(text.includes("--> a.proto\n"));
});
