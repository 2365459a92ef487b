// Timestamps as text: RFC 3339, with years 0001 to 9999 and up to nine digits
// of a second's fraction.

/** Seconds since 1970 and nanoseconds; what a Timestamp holds. */
export interface SecondsAndNanos {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** 0001-01-01T00:00:00Z */
export const minTimestampSeconds = -62_135_596_800n;
/** 9999-12-31T23:59:59Z */
export const maxTimestampSeconds = 253_402_300_799n;

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Parses RFC 3339 with any offset; undefined for other text and times out of range. */
export function parseTimestamp(text: string): SecondsAndNanos | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // A date that does not exist would have rolled over into another.
  if (
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    return undefined;
  }
  const [, , , , , , , fraction = "", sign, offsetHours = "0", offsetMinutes = "0"] = match;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60;
  const seconds = BigInt(date.getTime() / 1000 - (sign === "-" ? -offset : offset));
  if (seconds < minTimestampSeconds || seconds > maxTimestampSeconds) return undefined;
  return { seconds, nanos: Number(fraction.padEnd(9, "0")) };
}

/** Prints a time in UTC with 0, 3, 6 or 9 digits; undefined for times out of range. */
export function printTimestamp(time: SecondsAndNanos): string | undefined {
  const { seconds, nanos } = time;
  if (seconds < minTimestampSeconds || seconds > maxTimestampSeconds) return undefined;
  if (!(nanos >= 0 && nanos <= 999_999_999)) return undefined;
  const text = new Date(Number(seconds) * 1000).toISOString();
  return `${text.slice(0, -".000Z".length)}${printFraction(nanos)}Z`;
}

/** Nanoseconds as a fraction: nothing, or a point and 3, 6 or 9 digits. */
export function printFraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  if (digits.endsWith("000000")) return `.${digits.slice(0, 3)}`;
  return digits.endsWith("000") ? `.${digits.slice(0, 6)}` : `.${digits}`;
}
