// The types of google/protobuf/any.proto.

/** A message of any type, packed with its type's name. */
export interface Any {
  /** `type.googleapis.com/` and the full name; what follows the last slash counts. */
  typeUrl: string;
  /** The encoded message. */
  value: Uint8Array;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}
