/** The value of a wrapper message: DoubleValue, Int64Value, BoolValue, StringValue, BytesValue, and their like. */
export type WrappedValue = number | bigint | boolean | string | Uint8Array;

/**
 * A value in a wrapper message (Int32Value, StringValue and their like): `boxValue("a")` is a
 * StringValue. Absent stays absent.
 */
export function boxValue<T extends WrappedValue>(value: T): { value: T };
/** The same for a value that may be absent. */
export function boxValue<T extends WrappedValue>(value: T | undefined): { value: T } | undefined;
export function boxValue<T extends WrappedValue>(value: T | undefined): { value: T } | undefined {
  return value === undefined ? undefined : { value };
}

/** The value in a wrapper message. Absent stays absent. */
export function unboxValue<T extends WrappedValue>(wrapper: { readonly value: T }): T;
/** The same for a wrapper that may be absent. */
export function unboxValue<T extends WrappedValue>(
  wrapper: { readonly value: T } | undefined,
): T | undefined;
export function unboxValue<T extends WrappedValue>(
  wrapper: { readonly value: T } | undefined,
): T | undefined {
  return wrapper?.value;
}
