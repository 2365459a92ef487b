// The types of google/protobuf/empty.proto.

/** A message without fields. */
export interface Empty {
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}
