// Numbers as C prints them with %g: what descriptors hold as the text of default values.

/** A double with the fewest of 15 or 17 digits that give it back. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const short = general(value, 15);
  return Number(short) === value ? short : general(value, 17);
}

/** A float with the fewest of 6 to 9 digits that give it back. */
export function formatFloat(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return nonFinite(single);
  for (let digits = 6; digits < 9; digits++) {
    const text = general(single, digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return general(single, 9);
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

/** `%.{digits}g`: scientific for exponents below -4 or from `digits` on; no trailing zeros. */
function general(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const scientific = value.toExponential(digits - 1);
  const split = scientific.indexOf("e");
  const exponent = Number(scientific.slice(split + 1));
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${trimZeros(scientific.slice(0, split))}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  return trimZeros(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
