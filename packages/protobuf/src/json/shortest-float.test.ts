import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shortestFloat } from "./shortest-float.ts";

const bits = new Uint32Array(1);
const floats = new Float32Array(bits.buffer);

function floatOf(pattern: number): number {
  bits[0] = pattern;
  return floats[0] as number;
}

/** Whether `digits × 10^exponent` is nearest to the float of a pattern, ties going to the even one. */
function isReadAs(digits: bigint, exponent: number, pattern: number): boolean {
  const biased = pattern >>> 23;
  const fraction = pattern & 0x7fffff;
  const mantissa = BigInt(biased === 0 ? fraction : fraction | 0x800000);
  // All in quarters of the float's last bit. Below a power of two floats stand closer together.
  let low = 4n * mantissa - (fraction === 0 && biased > 1 ? 1n : 2n);
  let high = 4n * mantissa + 2n;
  let decimal = digits;
  const scale = 10n ** BigInt(Math.abs(exponent));
  if (exponent >= 0) decimal *= scale;
  else [low, high] = [low * scale, high * scale];
  const shift = (biased === 0 ? 1 : biased) - 152;
  if (shift >= 0) [low, high] = [low << BigInt(shift), high << BigInt(shift)];
  else decimal <<= BigInt(-shift);
  return pattern % 2 === 0 ? low <= decimal && decimal <= high : low < decimal && decimal < high;
}

function split(text: string): [digits: bigint, exponent: number] {
  const [mantissa = "", exponent = ""] = text.split("e");
  const places = mantissa.length - (mantissa.includes(".") ? 2 : 1);
  return [BigInt(mantissa.replace(".", "")), Number(exponent) - places];
}

/** How many digits are needed, by exact arithmetic. */
function digitsNeeded(pattern: number): number {
  const value = floatOf(pattern);
  for (let count = 1; ; count++) {
    const [digits, exponent] = split(value.toExponential(count - 1));
    for (const near of [digits, digits + 1n, digits - 1n]) {
      if (near > 0n && isReadAs(near, exponent, pattern)) return count;
    }
  }
}

function check(pattern: number): void {
  const value = floatOf(pattern);
  const short = shortestFloat(value);
  const [digits, exponent] = split(short.toExponential());
  assert.equal(Math.fround(short), value);
  assert.ok(isReadAs(digits, exponent, pattern), `${value}: ${short} is another float`);
  assert.equal(String(digits).length, digitsNeeded(pattern), `${value}: ${short}`);
  assert.equal(shortestFloat(-value), -short);
}

describe("the shortest decimal of a float", () => {
  test("for people", () => {
    for (const [value, text] of [
      [0.1, "0.1"],
      [16777216, "16777216"],
      [3.4028234663852886e38, "3.4028235e+38"],
      [1.1754943508222875e-38, "1.1754944e-38"],
      [1.401298464324817e-45, "1e-45"],
      [1e10, "10000000000"],
      [33554448, "33554450"],
      [2 ** 60, "1152921500000000000"],
    ] as const) {
      assert.equal(String(shortestFloat(Math.fround(value))), text);
    }
    for (const value of [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
      assert.ok(Object.is(shortestFloat(value), value), String(value));
    }
    assert.equal(shortestFloat(0.1), 0.1);
  });

  test("at both ends of every exponent, and of the smallest floats", () => {
    for (let exponent = 0; exponent < 255; exponent++) {
      for (const fraction of [0, 1, 2, 3, 0x400000, 0x7ffffe, 0x7fffff]) {
        if (exponent + fraction > 0) check((exponent << 23) | fraction);
      }
    }
    for (let pattern = 1; pattern < 500; pattern++) check(pattern);
  });

  test("of 5,000 floats spread over all", () => {
    for (let pattern = 0x12345; pattern < 0x7f800000; pattern += 426_001) check(pattern);
  });

  // Rounded to a double first, these come to lie half-way between two floats: all there are of up to
  // eight digits, as continued fractions tell.
  test("is no decimal that readers take for different floats", () => {
    const decimals = [
      9.3137999e-33, 9.3503233e-30, 8.2381273e-28, 3.5192655e-26, 7.038531e-26, 1.4077062e-25,
      2.8154124e-25, 5.6308248e-25, 2.8874659e22, 5.7749318e22, 4.1358803e34, 8.2717606e34,
    ];
    for (const decimal of decimals) {
      for (const side of [-1, 1]) {
        const value = Math.fround(decimal * (1 + side * 2 ** -26));
        const short = shortestFloat(value);
        bits[0] = 0;
        floats[0] = value;
        const pattern = bits[0];
        assert.notEqual(short, decimal);
        assert.ok(isReadAs(...split(short.toExponential()), pattern), `${value}: ${short}`);
      }
    }
  });
});
