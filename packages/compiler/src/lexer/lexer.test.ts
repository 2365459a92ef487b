import assert from "node:assert/strict";
import { test } from "node:test";
import { Reporter } from "../diagnostic/diagnostic.ts";
import { SourceFile } from "../source/source-file.ts";
import { type Comment, commentsAfter, commentText } from "./comments.ts";
import { lex } from "./lexer.ts";
import { integerValue, numberValue, stringBytes, stringText } from "./literals.ts";
import { END, FLOAT, IDENTIFIER, INTEGER, STRING } from "./tokens.ts";

function tokensOf(text: string) {
  const reporter = new Reporter();
  const tokens = lex(new SourceFile("a.proto", text), reporter);
  return { tokens, errors: reporter.diagnostics.map((d) => d.code) };
}

test("a text becomes identifiers, numbers, strings and symbols", () => {
  const { tokens, errors } = tokensOf(`a.B_1 = 0x1F -1.5e3 .5 07 "s" // c\n{ /* d */ }`);
  const kinds = Array.from({ length: tokens.count }, (_, i) => tokens.kind(i));
  const symbol = (character: string): number => character.charCodeAt(0);
  assert.deepEqual(errors, []);
  assert.deepEqual(kinds, [
    IDENTIFIER,
    symbol("."),
    IDENTIFIER,
    symbol("="),
    INTEGER,
    symbol("-"),
    FLOAT,
    FLOAT,
    INTEGER,
    STRING,
    symbol("{"),
    symbol("}"),
    END,
  ]);
  assert.equal(tokens.text(2), "B_1");
  assert.equal(tokens.line(10), 1);
});

test("a byte order mark at the beginning is passed over", () => {
  assert.deepEqual(tokensOf("\ufeffmessage").errors, []);
});

test("a file that is not text is one error", () => {
  const notText = (text: string) => {
    const { tokens, errors } = tokensOf(text);
    return tokens.count === 1 && errors.length === 1 && errors[0] === "NOT_TEXT";
  };
  assert.ok(notText("\x7fELF\x02\x01\x01\x00{{{"));
  assert.ok(notText("m\0e\0s\0s\0a\0g\0e\0"));
  assert.ok(notText("a\x01b\x02c\x03d\x04 ".repeat(1000)));
  // A slip in a text is told where it is.
  assert.deepEqual(tokensOf("a \x01\x02 b").errors, ["LEX_CONTROL_CHARACTER"]);
  assert.deepEqual(tokensOf("// \u00e9\u4e2d\ufffd\r\n\t\v\f a").errors, []);
});

test("numbers have their values", () => {
  assert.equal(integerValue("0"), 0n);
  assert.equal(integerValue("0x1F"), 31n);
  assert.equal(integerValue("017"), 15n);
  assert.equal(integerValue("18446744073709551615"), 18446744073709551615n);
  assert.equal(integerValue("09"), undefined);
  assert.equal(integerValue("0x"), undefined);
  assert.equal(numberValue("1.5e3"), 1500);
  assert.equal(numberValue(".5"), 0.5);
  assert.equal(numberValue("0x10"), 16);
  assert.equal(numberValue("010"), 8);
  assert.equal(numberValue("0.25"), 0.25);
});

test("strings have their values", () => {
  assert.equal(
    stringText(`"a\\n\\t\\"\\'\\\\\\x41\\101\\u00e9\\U0001F600"`),
    `a\n\t"'\\AA\u00e9\u{1f600}`,
  );
  assert.equal(stringText(`'\\ud83d\\ude00'`), "\u{1f600}");
  assert.deepEqual([...stringBytes(`"\\xff\\0001é"`)], [255, 0, 49, 0xc3, 0xa9]);
  assert.equal(stringText(`"no end`), "no end");
  assert.equal(stringText(`"\ufeffx"`), "\ufeffx");
});

test("comments belong to what they are next to", () => {
  const gap = (text: string) => {
    const { trailing, detached, leading } = commentsAfter(tokensOf(text).tokens, 0);
    const said = (comment: Comment) => commentText(text, comment, 0, comment.length);
    return { trailing: said(trailing), detached: detached.map(said), leading: said(leading) };
  };
  assert.deepEqual(gap("a // t\n// l\nb"), { trailing: " t\n", detached: [], leading: " l\n" });
  assert.deepEqual(gap("a\n// t\n\n// d\n\n// l\nb"), {
    trailing: " t\n",
    detached: [" d\n"],
    leading: " l\n",
  });
  assert.deepEqual(gap("a\n\n/* d */\n/* l */\nb"), {
    trailing: "",
    detached: [" d "],
    leading: " l ",
  });
  assert.deepEqual(gap("a /* x */ b"), { trailing: "", detached: [" x "], leading: "" });
  assert.deepEqual(gap("a\n\n// d\n}"), { trailing: "", detached: [" d\n"], leading: "" });
});
