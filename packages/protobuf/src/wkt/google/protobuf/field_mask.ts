// The types of google/protobuf/field_mask.proto.

/** A selection of fields. */
export interface FieldMask {
  /** `address.zip_code`: names as in the .proto file, with dots. */
  paths: string[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}
