// Numbers as C prints them with %g: what descriptors hold as the text of default values.

/** A double with 15 digits if they give it back, else with 17. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const short = general(value, 15);
  return Number(short) === value ? short : general(value, 17);
}

/** The least float that is not subnormal. */
const MIN_NORMAL_FLOAT = 2 ** -126;

/** A float with 6 digits if they give it back, else with 9. */
export function formatFloat(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return nonFinite(single);
  const short = general(single, 6);
  // protoc's reading of subnormal floats fails, so that they always have nine digits.
  const isSubnormal = single !== 0 && Math.abs(single) < MIN_NORMAL_FLOAT;
  return !isSubnormal && Math.fround(Number(short)) === single ? short : general(single, 9);
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

/** `%.{digits}g`: scientific for exponents below -4 or from `digits` on; no trailing zeros. */
function general(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const sign = value < 0 ? "-" : "";
  const { figures, exponent } = rounded(Math.abs(value), digits);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    const mantissa = trimZeros(`${figures.charAt(0)}.${figures.slice(1)}`);
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `${sign}${trimZeros(`0.${"0".repeat(-exponent - 1)}${figures}`)}`;
  const whole = figures.slice(0, exponent + 1);
  return `${sign}${trimZeros(`${whole}.${figures.slice(exponent + 1)}`)}`;
}

/** The first digits of a number. A tie goes to the even digit, as in C; JavaScript would go up. */
function rounded(value: number, digits: number): { figures: string; exponent: number } {
  const [mantissa = "", power = "0"] = value.toExponential(digits - 1).split("e");
  const figures = mantissa.replace(".", "");
  const exact = value.toExponential(Math.min(100, digits + 60)).split("e");
  const all = (exact[0] ?? "").replace(".", "");
  const isTie = exact[1] === power && /^50*$/.test(all.slice(digits));
  const kept = all.slice(0, digits);
  const isEven = Number(kept.slice(-1)) % 2 === 0;
  return { figures: isTie && isEven ? kept : figures, exponent: Number(power) };
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0*$/, "") : text;
}
