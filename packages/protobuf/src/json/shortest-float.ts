import { float32, halves } from "../wire/scratch.ts";

/** All integers up to here are floats: of none is there a shorter form than its own digits. */
const maxExactInteger = 2 ** 24;
/** The smallest float that has all of its 24 bits. */
const minNormal = 2 ** -126;
/** Of floats between these, decimals with eight digits are read alike by every reader. */
const minPlain = 1e-3;
const maxPlain = 1e7;
const maxPlainDigits = 1e8;

/**
 * The number whose shortest decimal is also the shortest that, read as a float, gives this one: 0.1
 * rather than 0.10000000149011612. Of equally short ones it is the nearest.
 *
 * @param value a float, as `Math.fround` gives it; any other number is returned as it is
 */
export function shortestFloat(value: number): number {
  const size = Math.abs(value);
  if (size <= maxExactInteger && Number.isInteger(value)) return value;
  if (size >= minPlain && size < maxPlain) {
    const plain = shortestPlain(size);
    if (plain > 0) return value < 0 ? -plain : plain;
  }
  // Where floats have all their bits, no two decimals of six digits are the same float: there the one
  // that is found with six is the one with fewer, too, if there is any.
  for (let digits = size < minNormal ? 1 : 6; digits <= 9; digits++) {
    const near = Number(value.toPrecision(digits));
    if (readsAs(near, value, digits)) return near;
    // Above a power of two floats stand twice as far apart as below it, so that a decimal above may
    // be read as it though a nearer one below is not.
    if (Math.abs(near) < size && Number.isInteger(Math.log2(size))) {
      const next = nextDecimal(near, digits);
      if (readsAs(next, value, digits)) return next;
    }
  }
  return value;
}

/** The same by arithmetic, for numbers as most are: few decimal places. Zero where that finds nothing. */
function shortestPlain(size: number): number {
  float32[0] = size;
  // Powers of two want a closer look: see above.
  if (((halves[0] as number) & 0x7fffff) === 0) return 0;
  for (let scale = 10; ; scale *= 10) {
    const digits = Math.round(size * scale);
    if (digits >= maxPlainDigits) return 0;
    const near = digits / scale;
    if (Math.fround(near) === size) return near;
  }
}

/** Whether a decimal of so many digits is this float to every reader. */
function readsAs(decimal: number, value: number, digits: number): boolean {
  if (Math.fround(decimal) !== value) return false;
  const beyond = 2 * decimal - value;
  if (Math.fround(beyond) !== beyond || decimal === value) return true;
  // As a double it is half-way between two floats, of which the even one is meant. Unless the decimal
  // is exactly there, a reader that does not go by a double may take it for the other one.
  const [mantissa = ""] = decimal.toExponential(20).replace(/[-.]/g, "").split("e");
  return /^0*$/.test(mantissa.slice(digits));
}

/** The next decimal of so many digits, away from zero. */
function nextDecimal(decimal: number, digits: number): number {
  const [mantissa = "", exponent = ""] = decimal.toExponential(digits - 1).split("e");
  const step = mantissa.startsWith("-") ? -1 : 1;
  const units = Number(mantissa.replace(".", "")) + step;
  return Number(`${units}e${Number(exponent) - (digits - 1)}`);
}
