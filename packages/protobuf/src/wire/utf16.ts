// Short text out of UTF-16 units without a call into the engine's C++; see ascii.ts.

/** The longest text that {@link shortText} takes, in units. */
export const SHORT_UNITS = 16;

const text = String.fromCharCode;

/** The first `count` units as text, 1 to {@link SHORT_UNITS}. */
// biome-ignore format: one line per length
export function shortText(u: Uint16Array, count: number): string {
  switch (count) {
    case 1: return text(u[0]!);
    case 2: return text(u[0]!, u[1]!);
    case 3: return text(u[0]!, u[1]!, u[2]!);
    case 4: return text(u[0]!, u[1]!, u[2]!, u[3]!);
    case 5: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!);
    case 6: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!);
    case 7: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!);
    case 8: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!);
    case 9: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!);
    case 10: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!, u[9]!);
    case 11: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!, u[9]!, u[10]!);
    case 12: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!, u[9]!, u[10]!, u[11]!);
    case 13: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!, u[9]!, u[10]!, u[11]!, u[12]!);
    case 14: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!, u[9]!, u[10]!, u[11]!, u[12]!, u[13]!);
    case 15: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!, u[9]!, u[10]!, u[11]!, u[12]!, u[13]!, u[14]!);
    case 16: return text(u[0]!, u[1]!, u[2]!, u[3]!, u[4]!, u[5]!, u[6]!, u[7]!, u[8]!, u[9]!, u[10]!, u[11]!, u[12]!, u[13]!, u[14]!, u[15]!);
    default: return "";
  }
}
