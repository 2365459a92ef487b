import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TextOutput as NodeOutput } from "./text-output.ts";
import { TextOutput as WebOutput } from "./text-output-web.ts";

type Output = Pick<
  NodeOutput,
  "char" | "raw" | "string" | "plainString" | "quotedInteger" | "number" | "base64"
>;

for (const [whose, TextOutput] of [
  ["", NodeOutput],
  ["in browsers: ", WebOutput],
] as const) {
  const written = (write: (output: Output) => void): string => {
    const output = new TextOutput();
    write(output);
    return output.finish();
  };

  describe(`${whose}JSON text`, () => {
    test("strings are as JSON.stringify has them", () => {
      for (const text of [
        ...["", "a", 'say "x"', "back\\slash", "line\n", "\u0000", "\u001f ", "\u007f", "\u2028"],
        ...["é", "日本語", "😀", "\ud800", "a\udc00b", "x".repeat(100), `${"x".repeat(100)}"`],
        ...["é".repeat(5000), "y".repeat(70_000), `${"z".repeat(60)}\ud800`],
      ]) {
        assert.equal(
          written((output) => output.string(text)),
          JSON.stringify(text.toWellFormed()),
        );
      }
    });

    test("numbers are as String() has them, but for -0", () => {
      let seed = 3;
      const numbers = [
        0,
        1,
        -1,
        9,
        10,
        99,
        100,
        999_999_999,
        1e9,
        1e9 + 1,
        2 ** 31,
        2 ** 53,
        -(2 ** 53),
      ];
      for (const digits of [
        0.1,
        0.25,
        1.5,
        1e-6,
        1e-7,
        123456789.125,
        0.3,
        1e21,
        1e300,
        5e-324,
        1 / 3,
      ]) {
        numbers.push(digits, -digits);
      }
      for (let i = 0; i < 20_000; i++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        const scale = 10 ** (seed % 12);
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        numbers.push(seed / scale, seed / 997 / scale, (seed * 1048573) / scale);
      }
      for (const number of numbers) {
        assert.equal(
          written((output) => output.number(number)),
          Object.is(number, -0) ? "-0" : String(number),
        );
      }
    });

    test("64-bit integers are in quotes", () => {
      for (const value of [0, -1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53) + 1]) {
        assert.equal(
          written((output) => output.quotedInteger(value)),
          `"${value}"`,
        );
      }
    });

    test("bytes are base64", () => {
      for (const length of [0, 1, 2, 3, 4, 100, 5000]) {
        const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
        assert.equal(
          written((output) => output.base64(bytes)),
          `"${Buffer.from(bytes).toString("base64")}"`,
        );
      }
    });

    test("one after the other, and within one another", () => {
      const text = written((output) => {
        output.char(0x7b);
        output.raw('"ключ":');
        assert.equal(
          written((inner) => inner.raw("inner")),
          "inner",
        );
        output.plainString("value");
        output.char(0x7d);
      });
      assert.equal(text, '{"ключ":"value"}');
    });
  });
}
