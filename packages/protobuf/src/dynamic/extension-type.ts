import type { FileSource } from "../descriptor/embedded-file.ts";

/** An extension of messages `M` with values `V` (an array for a repeated one), as generated code has it. */
export interface Extension<M, V> {
  /** "shop.v1.discount" */
  readonly fullName: string;
  /** The file that it is declared in. `descriptorOf` has what the contract says of it. */
  readonly file: FileSource;
  /** The value that absence means, if the contract declares one. */
  readonly defaultValue: V | undefined;
  /** Never set: it ties the extension to the type of the messages that it is for. */
  readonly $extends?: ((message: M) => void) | undefined;
}

/**
 * For generated code: an extension.
 * @param file gives the file that it is declared in
 * @param defaultValue what the contract declares its absence to mean
 */
export function extension<M, V>(fullName: string, file: FileSource): Extension<M, V>;
/** For generated code: an extension of messages of type `M`. */
export function extension<M, V>(
  fullName: string,
  file: FileSource,
  defaultValue: V,
): Extension<M, V> & { readonly defaultValue: V };
export function extension<M, V>(
  fullName: string,
  file: FileSource,
  defaultValue?: V,
): Extension<M, V> {
  return { fullName, file, defaultValue };
}
