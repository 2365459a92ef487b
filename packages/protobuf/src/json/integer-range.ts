import type { ScalarType } from "../descriptor/descriptor.ts";

/** Whether an integer is in the range of a 64-bit type. */
export function fitsInteger64(value: bigint, type: ScalarType): boolean {
  const isUnsigned = type === "uint64" || type === "fixed64";
  return (isUnsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value)) === value;
}
