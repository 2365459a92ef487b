// The types of google/protobuf/timestamp.proto.

/** A point in time, from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z. */
export interface Timestamp {
  /** Since 1970-01-01T00:00:00Z. */
  seconds: bigint;
  /** From 0 to 999,999,999; counts forward in time, also before 1970. */
  nanos: number;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}
