import { maxTimestampSeconds, minTimestampSeconds } from "../json/timestamp-text.ts";
import type { Timestamp } from "./gen/google/protobuf/timestamp.ts";
import { WellKnownError } from "./well-known-error.ts";

/**
 * The Timestamp of a Date, to the millisecond.
 *
 * @throws WellKnownError for an invalid Date, and for years before 1 or after 9999
 */
export function timestampFromDate(date: Date): Timestamp {
  const timeMs = date.getTime();
  const seconds = Math.floor(timeMs / 1000);
  if (!(seconds >= minTimestampSeconds && seconds <= maxTimestampSeconds)) {
    throw new WellKnownError(
      "WKT_TIMESTAMP_RANGE",
      Number.isNaN(timeMs)
        ? "an invalid Date has no Timestamp"
        : `${date.toISOString()} has no Timestamp: years go from 0001 to 9999`,
    );
  }
  return { seconds: BigInt(seconds), nanos: (timeMs - seconds * 1000) * 1_000_000 };
}

/**
 * The Date of a Timestamp; what is finer than a millisecond is cut off.
 *
 * @throws WellKnownError for what no Date can hold: more than 100,000,000 days from 1970
 */
export function timestampToDate(timestamp: Timestamp): Date {
  const { seconds, nanos } = timestamp;
  const date = new Date(Number(seconds) * 1000 + Math.floor(nanos / 1_000_000));
  if (Number.isNaN(date.getTime())) {
    throw new WellKnownError(
      "WKT_TIMESTAMP_RANGE",
      `a Timestamp of ${seconds} seconds has no Date: these end 100,000,000 days from 1970`,
    );
  }
  return date;
}

/** The time now, to the millisecond. */
export function timestampNow(): Timestamp {
  return timestampFromDate(new Date());
}
