// The types of google/protobuf/struct.proto.

/** JSON null. */
export const NullValue = {
  NULL_VALUE: 0,
} as const;
export type NullValue = (typeof NullValue)[keyof typeof NullValue];

/** A JSON object. */
export interface Struct {
  fields: Map<string, Value>;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Any JSON value. */
export interface Value {
  kind:
    | { case: "nullValue"; value: NullValue }
    | { case: "numberValue"; value: number }
    | { case: "stringValue"; value: string }
    | { case: "boolValue"; value: boolean }
    | { case: "structValue"; value: Struct }
    | { case: "listValue"; value: ListValue }
    | { case: undefined; value?: undefined };
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A JSON array. */
export interface ListValue {
  values: Value[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}
