// The types of google/protobuf/wrappers.proto.

/** A double that can be absent. */
export interface DoubleValue {
  value: number;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A float that can be absent. */
export interface FloatValue {
  value: number;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** An int64 that can be absent. */
export interface Int64Value {
  value: bigint;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A uint64 that can be absent. */
export interface UInt64Value {
  value: bigint;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** An int32 that can be absent. */
export interface Int32Value {
  value: number;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A uint32 that can be absent. */
export interface UInt32Value {
  value: number;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A bool that can be absent. */
export interface BoolValue {
  value: boolean;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A string that can be absent. */
export interface StringValue {
  value: string;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Bytes that can be absent. */
export interface BytesValue {
  value: Uint8Array;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}
