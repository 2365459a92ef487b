// The types of google/protobuf/duration.proto.

/** A span of time, between about -10,000 and +10,000 years. */
export interface Duration {
  /** From -315,576,000,000 to +315,576,000,000. */
  seconds: bigint;
  /** From -999,999,999 to +999,999,999; never of the other sign than `seconds`. */
  nanos: number;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}
